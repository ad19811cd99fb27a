//! HTTP as a script does it: JSON, and the session cookie kept by hand (it is Secure, and tests speak plain http).

use std::{sync::Arc, time::Duration};

use api_client::Call;
use reqwest::{
    Method,
    header::{CONTENT_TYPE, COOKIE, HeaderMap, SET_COOKIE},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use wire::problem::{Problem, ProblemCode};

use super::{Outcome, filled, secrets::Secrets};

/// A server, and what it has told this test that no one else may learn.
#[derive(Clone)]
pub struct Client {
    pub base: String,
    pub http: reqwest::Client,
    pub secrets: Arc<Secrets>,
    /// The session's bearer, where someone is signed in.
    pub cookie: Option<String>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// "GET /path", for messages.
    pub asked: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Client {
    pub fn new(base: &str) -> Outcome<Self> {
        // A node ends a connection that is idle for five seconds.
        let idle = Duration::from_secs(4);
        let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        // Without the certificates of the system, which take long to read and which no test needs.
        let http = builder.pool_idle_timeout(idle).tls_certs_only([]).build()?;
        Ok(Self { base: base.to_owned(), http, secrets: Arc::default(), cookie: None })
    }

    /// The same server, with another session or none.
    pub fn with(&self, cookie: Option<String>) -> Self {
        Self { cookie, ..self.clone() }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.cookie {
            Some(bearer) => request.header(COOKIE, format!("__Host-session={bearer}")),
            None => request,
        }
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Outcome<Answer> {
        let request = request.build()?;
        let asked = format!("{} {}", request.method(), request.url().path());
        let answer = self.http.execute(request).await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.text().await?;
        let answer = Answer { asked, status, headers, body };
        self.secrets.learn_from(&answer);
        Ok(answer)
    }

    /// Makes a call that succeeds.
    pub async fn call<A: DeserializeOwned>(&self, call: Call<A>) -> Outcome<A> {
        let answer = self.make(&call).await?;
        if !(200..300).contains(&answer.status) {
            return Err(format!("{}: got {}: {}", answer.asked, answer.status, answer.body).into());
        }
        call.read(&answer.body).map_err(|error| format!("{}: {error}: {}", answer.asked, answer.body).into())
    }

    /// Makes a call, whatever the answer.
    pub async fn make<A>(&self, call: &Call<A>) -> Outcome<Answer> {
        let asked = &call.request;
        let request = self.request(asked.method.as_str().parse()?, &asked.path);
        let request = match &asked.body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(body.clone()),
            None => request,
        };
        self.send(request).await
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Outcome<Answer> {
        let request = self.request(method, path);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        self.send(request).await
    }

    pub async fn get(&self, path: &str) -> Outcome<Answer> {
        self.ask(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: impl Serialize) -> Outcome<Answer> {
        self.ask(Method::POST, path, Some(&filled(path, serde_json::to_value(body)?))).await
    }

    pub async fn put(&self, path: &str, body: impl Serialize) -> Outcome<Answer> {
        self.ask(Method::PUT, path, Some(&filled(path, serde_json::to_value(body)?))).await
    }

    /// `POST` without a body.
    pub async fn verb(&self, path: &str) -> Outcome<Answer> {
        self.ask(Method::POST, path, None).await
    }

    pub async fn delete(&self, path: &str) -> Outcome<Answer> {
        self.ask(Method::DELETE, path, None).await
    }

    /// `GET`, 200.
    pub async fn read<T: DeserializeOwned>(&self, path: &str) -> Outcome<T> {
        self.get(path).await?.ok(200)?.json()
    }

    /// `POST`, 201.
    pub async fn create<T: DeserializeOwned>(&self, path: &str, body: impl Serialize) -> Outcome<T> {
        self.post(path, body).await?.ok(201)?.json()
    }

    /// `PUT`, 200.
    pub async fn change<T: DeserializeOwned>(&self, path: &str, body: impl Serialize) -> Outcome<T> {
        self.put(path, body).await?.ok(200)?.json()
    }

    /// `POST` without a body, 200.
    pub async fn act<T: DeserializeOwned>(&self, path: &str) -> Outcome<T> {
        self.verb(path).await?.ok(200)?.json()
    }
}

impl Answer {
    /// Fails unless the status is this one.
    pub fn ok(self, status: u16) -> Outcome<Self> {
        if self.status == status {
            return Ok(self);
        }
        Err(format!("{}: expected {status}, got {}: {}", self.asked, self.status, self.body).into())
    }

    pub fn json<T: DeserializeOwned>(&self) -> Outcome<T> {
        serde_json::from_str(&self.body)
            .map_err(|error| format!("{}: {error}: {}", self.asked, self.body).into())
    }

    /// The problem of this code; fails where it is another one, or where it does not say what RFC 9457 wants.
    pub fn problem(self, code: ProblemCode) -> Outcome<Problem> {
        let problem: Problem = self.json()?;
        let media_type = self.header("content-type");
        let right = problem.code == code
            && problem.status == self.status
            && problem.kind == format!("urn:grantry:problem:{code}")
            && media_type == "application/problem+json"
            && !problem.request_id.is_empty()
            && problem.request_id == self.header("x-request-id");
        if right {
            return Ok(problem);
        }
        Err(format!("{}: expected {code}, got {} {media_type}: {}", self.asked, self.status, self.body)
            .into())
    }

    /// The names of the wrong fields of an `invalid` problem, in order.
    pub fn wrong_fields(self) -> Outcome<Vec<String>> {
        let problem = self.ok(422)?.problem(ProblemCode::Invalid)?;
        Ok(problem.errors.into_iter().map(|error| error.field).collect())
    }

    /// Empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What `Set-Cookie` says.
    pub fn set_cookie(&self) -> &str {
        self.header(SET_COOKIE.as_str())
    }

    /// The bearer that `Set-Cookie` carries.
    pub fn bearer(&self) -> Option<String> {
        let value = self.set_cookie().strip_prefix("__Host-session=")?.split(';').next()?;
        (!value.is_empty()).then(|| value.to_owned())
    }
}
