//! Typed calls of the HTTP API.

use std::{cell::RefCell, fmt};

use gloo_net::http::{Method, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};
use wire::{
    once::IDEMPOTENCY_KEY,
    page::Page,
    paths,
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
                "Your session had ended, so nothing was done. Sign in again, then repeat this."
            }
            Self::NotFound => "This no longer exists, or you may not see it.",
            Self::Problem(problem) => &problem.detail,
            Self::Network => "The server cannot be reached. Check your connection and try again.",
            Self::Lost => {
                "The answer did not come, and nobody knows yet whether this was done. Check your connection and try again here: it is done only once."
            }
        })
    }
}

type Hook = Box<dyn Fn()>;

thread_local! {
    static SIGNED_OUT: RefCell<Option<Hook>> = const { RefCell::new(None) };
    static ANOTHER_PERSON: RefCell<Option<Hook>> = const { RefCell::new(None) };
    /// Whose page this is; the server acts for nobody else.
    static PERSON: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Calls that wait for the person to sign in again.
    static WAITING: RefCell<Vec<js_sys::Function>> = const { RefCell::new(Vec::new()) };
}

/// What to do when a call finds that nobody is signed in.
pub fn when_signed_out(hook: impl Fn() + 'static) {
    SIGNED_OUT.set(Some(Box::new(hook)));
}

/// What to do when a call finds that the session is another person's. Nothing was done then.
pub fn when_another_person(hook: impl Fn() + 'static) {
    ANOTHER_PERSON.set(Some(Box::new(hook)));
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

pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    call::<(), T>("GET", path, None).await
}

/// The items of a list that has one page.
pub async fn items<T: DeserializeOwned>(path: &str) -> Result<Vec<T>, ApiError> {
    Ok(get::<Page<T>>(path).await?.items)
}

/// With a query: `client::get_with(path, &PageQuery { … })`.
pub async fn get_with<T: DeserializeOwned>(path: &str, query: &impl Serialize) -> Result<T, ApiError> {
    get(&with_query(path, query)).await
}

pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, ApiError> {
    call("POST", path, Some(body)).await
}

pub async fn put<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, ApiError> {
    call("PUT", path, Some(body)).await
}

/// With no body, not even JSON's.
pub async fn delete<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    call::<(), T>("DELETE", path, None).await
}

/// Without a body, for verbs that need none: pause, restore, sign-out.
pub async fn post_empty<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    call::<(), T>("POST", path, None).await
}

async fn call<B: Serialize, T: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Option<&B>,
) -> Result<T, ApiError> {
    loop {
        let answer = match intent::current().filter(|_| method != "GET") {
            Some(intent) => once(&intent, method, path, body).await,
            None => quietly(method, path, body).await,
        };
        match &answer {
            Err(ApiError::Problem(problem)) if problem.code == ProblemCode::SignedOut => {
                SIGNED_OUT.with_borrow(|hook| hook.iter().for_each(|hook| hook()));
                // What only looks goes on by itself; what acts is the person's to repeat.
                if method != "GET" {
                    return Err(ApiError::SignedOut);
                }
                signed_in_again().await;
            }
            _ => return answer,
        }
    }
}

/// Waits between the tries of a call whose answer does not come, in milliseconds.
const TRIES: [u32; 3] = [500, 1_500, 4_000];

/// Changes something under the intent's key: where the answer does not come, asks again what became of it.
async fn once<B: Serialize, T: DeserializeOwned>(
    intent: &Intent,
    method: &str,
    path: &str,
    body: Option<&B>,
) -> Result<T, ApiError> {
    let content = body.and_then(|body| serde_json::to_string(body).ok()).unwrap_or_default();
    let key = intent.key(&format!("{method} {path}"), &content);
    let mut answer = send(method, path, body, Some(&key)).await;
    for wait in TRIES {
        if answer.as_ref().err() != Some(&ApiError::Network) {
            break;
        }
        intent.lost(&key, true);
        dom::sleep(wait).await;
        answer = send(method, path, body, Some(&key)).await;
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

/// What became of an earlier try, to whoever pressed the button.
fn for_people(mut problem: Box<Problem>) -> Box<Problem> {
    let words = match problem.code {
        ProblemCode::MadeNotShown => {
            "This is done: an earlier try reached the server. What is shown once did not reach this page and is not kept."
        }
        ProblemCode::KeyReused => {
            "An earlier try reached the server and was done as it stood then. Look at what came of it before you send again."
        }
        _ => return problem,
    };
    words.clone_into(&mut problem.detail);
    problem
}

/// A call whose 401 is an answer like others (sign-in), not the end of the session.
pub async fn quietly<B: Serialize, T: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Option<&B>,
) -> Result<T, ApiError> {
    send(method, path, body, None).await
}

/// As whoever is signed in by now, who may be another person than this page is for.
pub(super) async fn as_whoever<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    transmit::<(), T>("GET", path, None, None, None).await
}

/// In the name of this page's person and of nobody else.
async fn send<B: Serialize, T: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Option<&B>,
    key: Option<&str>,
) -> Result<T, ApiError> {
    let person = PERSON.with_borrow(Clone::clone);
    let answer = transmit(method, path, body, key, person.as_deref()).await;
    if answer.as_ref().err().and_then(ApiError::code) == Some(ProblemCode::AnotherPerson) {
        ANOTHER_PERSON.with_borrow(|hook| hook.iter().for_each(|hook| hook()));
    }
    answer
}

async fn transmit<B: Serialize, T: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Option<&B>,
    key: Option<&str>,
    person: Option<&str>,
) -> Result<T, ApiError> {
    let method = method.parse::<Method>().map_err(|_| ApiError::Network)?;
    let request = RequestBuilder::new(path)
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
    let request = match body {
        Some(body) => request.json(body),
        None => request.build(),
    };
    let response = request.map_err(unreadable)?.send().await.map_err(unreadable)?;
    read(&response).await
}

async fn read<T: DeserializeOwned>(response: &Response) -> Result<T, ApiError> {
    let text = response.text().await.map_err(unreadable)?;
    if response.ok() {
        let text = if text.is_empty() { "null" } else { &text };
        return serde_json::from_str(text).map_err(unreadable);
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

/// Appends the fields that hold something: absent and null ones are left out.
pub fn with_query(path: &str, query: &impl Serialize) -> String {
    let fields = match serde_json::to_value(query) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => return path.to_owned(),
    };
    let pairs: Vec<String> = fields.iter().filter_map(|(name, value)| pair(name, value)).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

fn pair(name: &str, value: &serde_json::Value) -> Option<String> {
    let value = match value {
        serde_json::Value::Null => return None,
        serde_json::Value::String(text) if text.is_empty() => return None,
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some(format!("{name}={}", paths::encoded(value)))
}

#[cfg(test)]
mod tests {
    use wire::page::PageQuery;

    use super::*;

    #[test]
    fn a_query_holds_only_what_is_set() {
        let query = PageQuery { cursor: None, limit: Some(20), q: Some("a&b é".to_owned()) };
        assert_eq!(with_query("/x", &query), "/x?limit=20&q=a%26b%20%C3%A9");
        assert_eq!(with_query("/x", &PageQuery::default()), "/x");
    }
}
