//! Typed calls of the HTTP API.

use std::{cell::RefCell, fmt};

use gloo_net::http::{Method, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};
use wire::problem::{Problem, ProblemCode};

/// Why a call gave no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum ApiError {
    /// 401; the person is on the way to the sign-in page.
    SignedOut,
    /// 404: there is no such thing that this person may see.
    NotFound,
    /// The server says what is wrong.
    Problem(Box<Problem>),
    /// The server could not be reached, or its answer could not be read.
    Network,
}

impl ApiError {
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::SignedOut => Some(ProblemCode::SignedOut),
            Self::NotFound => Some(ProblemCode::NotFound),
            Self::Problem(problem) => Some(problem.code),
            Self::Network => None,
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
            Self::SignedOut => "You are signed out. Sign in again to go on.",
            Self::NotFound => "This no longer exists, or you may not see it.",
            Self::Problem(problem) => &problem.detail,
            Self::Network => "The server cannot be reached. Check your connection and try again.",
        })
    }
}

type Hook = Box<dyn Fn()>;

thread_local! {
    static SIGNED_OUT: RefCell<Option<Hook>> = const { RefCell::new(None) };
}

/// What to do when a call finds that nobody is signed in.
pub fn when_signed_out(hook: impl Fn() + 'static) {
    SIGNED_OUT.set(Some(Box::new(hook)));
}

pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    call::<(), T>("GET", path, None).await
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
    let answer = quietly(method, path, body).await;
    if let Err(ApiError::Problem(problem)) = &answer
        && problem.code == ProblemCode::SignedOut
    {
        SIGNED_OUT.with_borrow(|hook| hook.iter().for_each(|hook| hook()));
        return Err(ApiError::SignedOut);
    }
    answer
}

/// A call whose 401 is an answer like others (sign-in), not the end of the session.
pub async fn quietly<B: Serialize, T: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Option<&B>,
) -> Result<T, ApiError> {
    let method = method.parse::<Method>().map_err(|_| ApiError::Network)?;
    let request = RequestBuilder::new(path)
        .method(method)
        .credentials(web_sys::RequestCredentials::SameOrigin)
        .header("Accept", "application/json");
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
    Some(format!("{name}={}", encode(&value)))
}

/// Percent-encodes all but RFC 3986's unreserved characters.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
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
