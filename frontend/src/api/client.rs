//! Sends calls with `fetch`: sessions that end, answers that get lost, and what the page says of both.

use std::{cell::RefCell, fmt};

use api_client::{Call, Request};
use gloo_net::http::{Method, RequestBuilder, Response};
use serde::de::{DeserializeOwned, IgnoredAny};
use wire::{
    idempotency::IDEMPOTENCY_KEY,
    page::Page,
    problem::{Problem, ProblemCode},
};

use super::intent::{self, Intent};
use crate::dom;

/// Why a call gave no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum ApiError {
    /// 401; the page asks the person to sign in again.
    SignedOut,
    /// 404: there is no such thing that this person may see.
    NotFound,
    /// The server says what is wrong.
    Problem(Box<Problem>),
    /// The server could not be reached, or its answer could not be read.
    Network,
    /// As `Network`, where what was to be done may have been done: sent again, it is done once.
    Lost,
}

impl ApiError {
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::SignedOut => Some(ProblemCode::SignedOut),
            Self::NotFound => Some(ProblemCode::NotFound),
            Self::Problem(problem) => Some(problem.code),
            Self::Network | Self::Lost => None,
        }
    }

    /// The id that finds the request in the server's log.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => Some(&problem.request_id),
            _ => None,
        }
    }
}

/// A sentence for people: what happened and what to do.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SignedOut => {
                "Your session had ended, so nothing was done. Try again."
            }
            Self::NotFound => "This no longer exists, or you may not see it.",
            Self::Problem(problem) => &problem.detail,
            Self::Network => "The server cannot be reached. Check your connection and try again.",
            Self::Lost => {
                "No answer arrived, so it is not known whether this was done. Check your connection and try again here: it will be done only once."
            }
        })
    }
}

type Hook = Box<dyn Fn()>;

thread_local! {
    static SIGNED_OUT: RefCell<Option<Hook>> = const { RefCell::new(None) };
    static ANOTHER_PERSON: RefCell<Option<Hook>> = const { RefCell::new(None) };
    static CHANGED: RefCell<Option<Hook>> = const { RefCell::new(None) };
    /// Whose page this is; the server acts for no one else.
    static PERSON: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Calls that wait for the person to sign in again.
    static WAITING: RefCell<Vec<js_sys::Function>> = const { RefCell::new(Vec::new()) };
}

/// What to do when a call finds that no one is signed in.
pub fn when_signed_out(hook: impl Fn() + 'static) {
    SIGNED_OUT.set(Some(Box::new(hook)));
}

/// What to do when a call finds that the session is another person's. Nothing was done then.
pub fn when_another_person(hook: impl Fn() + 'static) {
    ANOTHER_PERSON.set(Some(Box::new(hook)));
}

/// What to do when a call has changed something: once for each call, however often it was sent.
pub fn when_changed(hook: impl Fn() + 'static) {
    CHANGED.set(Some(Box::new(hook)));
}

/// Whose calls these are from now on. Calls that waited for the person are made again.
pub fn act_for(person: Option<String>) {
    let signed_in = person.is_some();
    PERSON.set(person);
    if signed_in {
        for go_on in WAITING.take() {
            let _ = go_on.call0(&wasm_bindgen::JsValue::NULL);
        }
    }
}

async fn signed_in_again() {
    let promise = js_sys::Promise::new(&mut |go_on, _| WAITING.with_borrow_mut(|all| all.push(go_on)));
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// Makes a call in the name of this page's person, under the key of the intent that it belongs to.
pub async fn call<A: DeserializeOwned>(call: Call<A>) -> Result<A, ApiError> {
    let answer = ask(&call.request).await?;
    call.read(&answer).map_err(|error| match unreadable(error) {
        ApiError::Network if call.request.method.changes() => ApiError::Lost,
        other => other,
    })
}

/// The items of a list that has one page.
pub async fn items<A: DeserializeOwned>(list: Call<Page<A>>) -> Result<Vec<A>, ApiError> {
    Ok(call(list).await?.items)
}

async fn ask(request: &Request) -> Result<String, ApiError> {
    let changes = request.method.changes();
    loop {
        let answer = match intent::current().filter(|_| changes) {
            Some(intent) => once(&intent, request).await,
            None => send(request, None).await,
        };
        match &answer {
            Err(ApiError::Problem(problem)) if problem.code == ProblemCode::SignedOut => {
                SIGNED_OUT.with_borrow(|hook| hook.iter().for_each(|hook| hook()));
                // What only looks goes on by itself; what acts is the person's to repeat.
                if changes {
                    return Err(ApiError::SignedOut);
                }
                signed_in_again().await;
            }
            _ => {
                if changes && is_done(&answer) {
                    CHANGED.with_borrow(|hook| hook.iter().for_each(|hook| hook()));
                }
                return answer;
            }
        }
    }
}

/// Whether the server has done what was asked, also where an earlier answer of it was lost.
fn is_done(answer: &Result<String, ApiError>) -> bool {
    match answer {
        Ok(_) => true,
        Err(error) => error.code() == Some(ProblemCode::MadeNotShown),
    }
}

/// Waits between the tries of a call whose answer does not come, in milliseconds.
const TRIES: [u32; 3] = [500, 1_500, 4_000];

/// Changes something under the intent's key: where the answer does not come, asks again what became of it.
async fn once(intent: &Intent, request: &Request) -> Result<String, ApiError> {
    let place = format!("{} {}", request.method.as_str(), request.path);
    let key = intent.key(&place, request.body.as_deref().unwrap_or_default());
    let mut answer = send(request, Some(&key)).await;
    for wait in TRIES {
        if answer.as_ref().err() != Some(&ApiError::Network) {
            break;
        }
        intent.lost(&key, true);
        dom::sleep(wait).await;
        answer = send(request, Some(&key)).await;
    }
    match answer {
        Err(ApiError::Network) => Err(ApiError::Lost),
        Err(ApiError::Problem(problem)) => {
            intent.lost(&key, false);
            // The person has been told; what they send now is something new.
            if matches!(problem.code, ProblemCode::KeyReused | ProblemCode::MadeNotShown) {
                intent.used_up(&key);
            }
            Err(ApiError::Problem(for_people(problem)))
        }
        other => {
            intent.lost(&key, false);
            other
        }
    }
}

/// Of a call whose answer was to show something once, and was lost.
pub const MADE_NOT_SHOWN: &str =
    "This is done. But what is shown only once did not reach this page and is not kept.";

/// What became of an earlier try, to whoever pressed the button.
fn for_people(mut problem: Box<Problem>) -> Box<Problem> {
    let words = match problem.code {
        ProblemCode::MadeNotShown => MADE_NOT_SHOWN,
        ProblemCode::KeyReused => {
            "An earlier try reached the server and was carried out as it was then. Check the result before you send this again."
        }
        _ => return problem,
    };
    words.clone_into(&mut problem.detail);
    problem
}

/// A call whose 401 is an answer like others (sign-in), not the end of the session.
pub(super) async fn quietly<A: DeserializeOwned>(call: Call<A>) -> Result<A, ApiError> {
    call.read(&send(&call.request, None).await?).map_err(unreadable)
}

/// As whoever is signed in by now, who may be another person than this page is for.
pub(super) async fn as_whoever<A: DeserializeOwned>(call: Call<A>) -> Result<A, ApiError> {
    call.read(&transmit(&call.request, None, None).await?).map_err(unreadable)
}

/// In the name of this page's person and of no one else.
async fn send(request: &Request, key: Option<&str>) -> Result<String, ApiError> {
    let person = PERSON.with_borrow(Clone::clone);
    let answer = transmit(request, key, person.as_deref()).await;
    if answer.as_ref().err().and_then(ApiError::code) == Some(ProblemCode::AnotherPerson) {
        ANOTHER_PERSON.with_borrow(|hook| hook.iter().for_each(|hook| hook()));
    }
    answer
}

async fn transmit(call: &Request, key: Option<&str>, person: Option<&str>) -> Result<String, ApiError> {
    let method = call.method.as_str().parse::<Method>().map_err(|_| ApiError::Network)?;
    let request = RequestBuilder::new(&call.path)
        .method(method)
        .credentials(web_sys::RequestCredentials::SameOrigin)
        .header("Accept", "application/json");
    let request = match person {
        Some(person) => request.header("Grantry-Person", person),
        None => request,
    };
    let request = match key {
        Some(key) => request.header(IDEMPOTENCY_KEY, key),
        None => request,
    };
    let request = match &call.body {
        Some(body) => request.header("Content-Type", "application/json").body(body.as_str()),
        None => request.build(),
    };
    let response = request.map_err(unreadable)?.send().await.map_err(unreadable)?;
    read(&response).await
}

async fn read(response: &Response) -> Result<String, ApiError> {
    let text = response.text().await.map_err(unreadable)?;
    if response.ok() {
        // Whoever answers in place of the server writes no JSON.
        if !text.is_empty() {
            serde_json::from_str::<IgnoredAny>(&text).map_err(unreadable)?;
        }
        return Ok(text);
    }
    match serde_json::from_str::<Problem>(&text) {
        Ok(problem) if problem.code == ProblemCode::NotFound => Err(ApiError::NotFound),
        Ok(problem) => Err(ApiError::Problem(Box::new(problem))),
        Err(_) if response.status() == 404 => Err(ApiError::NotFound),
        Err(error) => Err(unreadable(error)),
    }
}

fn unreadable(error: impl fmt::Display) -> ApiError {
    leptos::logging::warn!("call failed: {error}");
    ApiError::Network
}
