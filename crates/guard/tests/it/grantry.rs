//! A server with Grantry's endpoints for APIs: key sets, introspection and the feed, as a test wants them.

use std::collections::HashMap;
use std::error::Error;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::rt::time::sleep;
use actix_web::web::{Bytes, Data, Form};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use credentials::AccessTokenClaims;
use futures_util::{StreamExt, stream};
use grantry_guard::ResourceServer;
use serde_json::{Value, json};

use crate::issuer::{Issuer, claims};

const ID: &str = "rsv_1";
const SECRET: &str = "gts_secret";

pub struct Grantry {
    pub issuer: Issuer,
    pub url: String,
    state: Arc<State>,
    server: ServerHandle,
}

#[derive(Default)]
struct State {
    keys: Mutex<[String; 2]>,
    key_fetches: AtomicUsize,
    no_keys: AtomicBool,
    opaque: Mutex<HashMap<String, Value>>,
    questions: AtomicUsize,
    hangs: AtomicBool,
    /// Events as they are sent; their sequence is their place, from 1.
    log: Mutex<Vec<String>>,
    /// `Last-Event-ID` of each connection.
    subscribers: Mutex<Vec<Option<String>>>,
    /// Connections of earlier rounds end.
    round: AtomicUsize,
    silent: AtomicBool,
    /// How old what it says is, in milliseconds.
    age: AtomicU64,
    gone: AtomicBool,
    reset: AtomicBool,
    older: AtomicBool,
    /// Whether what follows is of another log.
    went_back: AtomicBool,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Grantry {
    pub fn start() -> Result<Self, Box<dyn Error>> {
        let (issuer, state) = (Issuer::new()?, Arc::new(State::default()));
        let data = Data::from(Arc::clone(&state));
        let app = move || {
            App::new()
                .app_data(data.clone())
                .route("/oauth2/jwks", web::get().to(async |state: Data<State>| keys(&state, 0)))
                .route("/sandbox/oauth2/jwks", web::get().to(async |state: Data<State>| keys(&state, 1)))
                .route("/oauth2/introspect", web::post().to(introspect))
                .route("/oauth2/feed", web::get().to(feed))
        };
        let server = HttpServer::new(app).workers(1).shutdown_timeout(0).bind(("127.0.0.1", 0))?;
        let address = server.addrs().first().copied().ok_or("no address")?;
        let server = server.run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let mut grantry = Self { issuer, url: format!("http://{address}"), state, server: handle };
        grantry.publish(Issuer::new()?)?;
        Ok(grantry)
    }

    /// From now on these keys sign, and no others are published.
    pub fn publish(&mut self, issuer: Issuer) -> Result<(), Box<dyn Error>> {
        let (live, sandbox) = issuer.published();
        *locked(&self.state.keys) = [serde_json::to_string(&live)?, serde_json::to_string(&sandbox)?];
        self.issuer = issuer;
        Ok(())
    }

    /// Whether the key sets cannot be had.
    pub fn no_keys(&self, none: bool) {
        self.state.no_keys.store(none, Ordering::SeqCst);
    }

    pub fn key_fetches(&self) -> usize {
        self.state.key_fetches.load(Ordering::SeqCst)
    }

    pub fn resource_server(&self) -> Result<ResourceServer, Box<dyn Error>> {
        Ok(ResourceServer::new(&self.url, ID, SECRET)?)
    }

    pub fn claims(&self) -> AccessTokenClaims<'static> {
        let tenant = claims().tenant_id;
        AccessTokenClaims { iss: format!("{}/t/{tenant}", self.url).into(), ..claims() }
    }

    /// An opaque token that is active.
    pub fn opaque(&self, claims: &AccessTokenClaims<'_>) -> Result<String, Box<dyn Error>> {
        let mut rng: rand::rngs::StdRng = rand::SeedableRng::seed_from_u64(7);
        let token = credentials::SealingKey::generate(&mut rng)?.seal(claims, &mut rng)?;
        let mut answer = serde_json::to_value(claims)?;
        answer["active"] = json!(true);
        answer["token_type"] = json!("Bearer");
        locked(&self.state.opaque).insert(token.clone(), answer);
        Ok(token)
    }

    pub fn forget_opaque(&self, token: &str) {
        locked(&self.state.opaque).remove(token);
    }

    /// Whether questions about tokens stay without an answer.
    pub fn hangs(&self, hangs: bool) {
        self.state.hangs.store(hangs, Ordering::SeqCst);
    }

    pub fn questions(&self) -> usize {
        self.state.questions.load(Ordering::SeqCst)
    }

    pub fn tell(&self, name: &str, data: &Value) {
        let mut log = locked(&self.state.log);
        let event = format!("id: {}\nevent: {name}\ndata: {data}\n\n", log.len() + 1);
        log.push(event);
    }

    pub fn forget_log(&self) {
        locked(&self.state.log).clear();
    }

    pub fn break_off(&self) {
        self.state.round.fetch_add(1, Ordering::SeqCst);
    }

    /// Whether connections stay open and nothing is said.
    pub fn silent(&self, silent: bool) {
        self.state.silent.store(silent, Ordering::SeqCst);
    }

    /// From now on it knows only what happened this many milliseconds ago.
    pub fn behind(&self, age: u64) {
        self.state.age.store(age, Ordering::SeqCst);
    }

    /// Whether it says that a `Last-Event-ID` is too old.
    pub fn gone(&self, gone: bool) {
        self.state.gone.store(gone, Ordering::SeqCst);
    }

    /// Whether it begins again on the same connection then.
    pub fn reset(&self, reset: bool) {
        self.state.reset.store(reset, Ordering::SeqCst);
    }

    /// Whether it takes no `Last-Event-ID` that it has not made.
    pub fn older(&self, older: bool) {
        self.state.older.store(older, Ordering::SeqCst);
    }

    /// All that it told counts no more, and it says so to those who follow.
    pub fn go_back(&self) {
        self.forget_log();
        self.state.went_back.store(true, Ordering::SeqCst);
    }

    pub fn subscribers(&self) -> Vec<Option<String>> {
        locked(&self.state.subscribers).clone()
    }
}

impl Drop for Grantry {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

fn keys(state: &State, environment: usize) -> HttpResponse {
    if environment == 0 {
        state.key_fetches.fetch_add(1, Ordering::SeqCst);
    }
    if state.no_keys.load(Ordering::SeqCst) {
        return HttpResponse::ServiceUnavailable().finish();
    }
    HttpResponse::Ok().content_type("application/json").body(locked(&state.keys)[environment].clone())
}

fn authenticated(request: &HttpRequest) -> bool {
    // base64 of "rsv_1:gts_secret".
    let basic = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    basic == Some("Basic cnN2XzE6Z3RzX3NlY3JldA==")
}

async fn introspect(
    request: HttpRequest,
    state: Data<State>,
    form: Form<HashMap<String, String>>,
) -> HttpResponse {
    state.questions.fetch_add(1, Ordering::SeqCst);
    if !authenticated(&request) {
        return HttpResponse::Unauthorized().finish();
    }
    while state.hangs.load(Ordering::SeqCst) {
        sleep(Duration::from_millis(5)).await;
    }
    let known = form.get("token").and_then(|token| locked(&state.opaque).get(token).cloned());
    HttpResponse::Ok().json(known.unwrap_or_else(|| json!({"active": false})))
}

fn fresh(name: &str, state: &State, began: Instant) -> Bytes {
    let fresh = json!({"since": began.elapsed().as_millis(), "age": state.age.load(Ordering::SeqCst)});
    Bytes::from(format!("event: {name}\ndata: {fresh}\n\n"))
}

async fn feed(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let began = Instant::now();
    if !authenticated(&request) {
        return HttpResponse::Unauthorized().finish();
    }
    let last = request.headers().get("last-event-id").and_then(|value| value.to_str().ok());
    locked(&state.subscribers).push(last.map(str::to_owned));
    if last.is_some() && state.gone.load(Ordering::SeqCst) {
        return HttpResponse::build(StatusCode::GONE).finish();
    }
    if last.is_some() && state.older.load(Ordering::SeqCst) {
        return HttpResponse::BadRequest().finish();
    }
    let reset = last.is_some() && state.reset.load(Ordering::SeqCst);
    let sent = last.filter(|_| !reset).and_then(|last| last.parse().ok()).unwrap_or(0);
    let reset = stream::iter(reset.then(|| Ok(Bytes::from("event: reset\ndata: {}\n\n"))));
    let round = state.round.load(Ordering::SeqCst);
    let events = stream::unfold((state, sent, false), move |(state, sent, caught_up)| async move {
        let mut sent: usize = sent;
        loop {
            if state.round.load(Ordering::SeqCst) != round {
                return None;
            }
            if state.silent.load(Ordering::SeqCst) {
                sleep(Duration::from_millis(5)).await;
                continue;
            }
            if state.went_back.swap(false, Ordering::SeqCst) {
                return Some((Ok(Bytes::from("event: reset\ndata: {}\n\n")), (state, 0, false)));
            }
            let next = locked(&state.log).get(sent).cloned();
            if let Some(event) = next {
                sent += 1;
                return Some((Ok::<_, actix_web::Error>(Bytes::from(event)), (state, sent, caught_up)));
            }
            if !caught_up {
                return Some((Ok(fresh("caught-up", &state, began)), (state, sent, true)));
            }
            sleep(Duration::from_millis(20)).await;
            return Some((Ok(fresh("alive", &state, began)), (state, sent, caught_up)));
        }
    });
    HttpResponse::Ok().content_type("text/event-stream").streaming(reset.chain(events))
}
