//! Calls of an API's sandbox that a page makes through the platform, where its operator allows it.

use model::{api::Api, environment::Environment, ids::ApiId};
use outbound_http::{Answered, FetchError, Outgoing};
use url::Url;

use crate::errors::Error;
use crate::requests::Origin;
use crate::service::ApiDocuments;

/// A call, without the server that it goes to.
#[derive(Debug, Clone)]
pub struct ToRelay {
    pub method: String,
    /// Which of the API's servers of the sandbox, from 0.
    pub server: usize,
    /// Path and query behind the server's URL, percent-encoded.
    pub path: String,
    /// Names and values of those that are passed on.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// What the API answered.
#[derive(Debug)]
pub struct Relayed {
    pub status: u16,
    /// Its `Content-Type`.
    pub media_type: Option<String>,
    pub body: Vec<u8>,
}

/// Why there is no answer of the API's.
#[derive(Debug)]
pub enum RelayFailed {
    /// The call was not made.
    Refused(Error),
    /// It was made, and nothing came of it: a sentence for people.
    NoAnswer(&'static str),
}

impl From<Error> for RelayFailed {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

/// An API whose sandbox may be called.
#[derive(Debug)]
pub struct RelayedApi {
    pub api: Api,
    servers: Vec<String>,
}

impl ApiDocuments<'_> {
    /// Counts a call from this address.
    ///
    /// # Errors
    /// `TooMany` from this address; `NotFound` where the operator has not allowed it.
    pub async fn relayed_api(self, api: ApiId, origin: &Origin) -> Result<RelayedApi, Error> {
        if let Some(address) = origin.address.as_deref().and_then(|address| address.parse().ok()) {
            self.inner.limits().relay(address, self.inner.now())?;
        }
        let tx = self.inner.store().read().await?;
        let source = tx.shared().api_documents().source(api).await?;
        let source = source.filter(|source| source.relay).ok_or(Error::NotFound)?;
        let api = tx.shared().apis().get(api).await?.ok_or(Error::NotFound)?;
        let servers = source.servers.into_iter().filter(|server| server.environment == Environment::Sandbox);
        Ok(RelayedApi { api, servers: servers.map(|server| server.url).collect() })
    }

    /// Makes a call. Redirects are not followed.
    pub async fn relay(self, to: &RelayedApi, call: ToRelay) -> Result<Relayed, RelayFailed> {
        let server = to.servers.get(call.server).ok_or(Error::NotFound)?;
        let url =
            target(server, &call.path).ok_or_else(|| Error::field("path", "It leaves the server's path."))?;
        let parts = &self.inner.0.documents;
        let Ok(_turn) = parts.relaying.try_acquire() else {
            return Err(Error::Unavailable("the relay is busy".into()).into());
        };
        let ToRelay { method, headers, body, .. } = call;
        let answered = parts.relay.send(&url, Outgoing { method, headers, body }).await;
        let Answered { status, headers, body } = answered.map_err(|error| failed(&error, &url))?;
        if (300..400).contains(&status) {
            return Err(RelayFailed::NoAnswer(
                "The API answered with a redirect, which the relay does not follow.",
            ));
        }
        let media_type = headers.get("content-type").and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Relayed { status, media_type, body })
    }
}

/// Below the server's own path, whatever dots the path has.
fn target(server: &str, path: &str) -> Option<Url> {
    let base: Url = format!("{server}/").parse().ok()?;
    let url: Url = format!("{server}/{path}").parse().ok()?;
    let same = url.origin() == base.origin() && url.username().is_empty() && url.password().is_none();
    (same && url.path().starts_with(base.path())).then_some(url)
}

/// What went wrong on the way stays in the log: it may tell of networks.
fn failed(error: &FetchError, url: &Url) -> RelayFailed {
    tracing::info!(host = url.host_str(), %error, "a call through the relay has no answer");
    RelayFailed::NoAnswer(match error {
        FetchError::TooSlow => "The API did not answer in time.",
        FetchError::TooLong => "The API's answer is too long for the relay.",
        FetchError::Forbidden | FetchError::NotHttps => "The API's host is not on the public internet.",
        FetchError::Unreachable(_) | FetchError::Status(_) => "The API cannot be reached.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_stays_below_the_servers_path() {
        let at = |path: &str| target("https://api.example/v1", path).map(String::from);
        assert_eq!(at("patients?a=b%20c").as_deref(), Some("https://api.example/v1/patients?a=b%20c"));
        assert_eq!(at("").as_deref(), Some("https://api.example/v1/"));
        assert_eq!(at("@evil.example/").as_deref(), Some("https://api.example/v1/@evil.example/"));
        assert_eq!(at("/evil.example/").as_deref(), Some("https://api.example/v1//evil.example/"));
        for path in ["../admin", "%2e%2e/admin", "a/../../admin", "..\\admin", "..%2f../../x"] {
            let reached = at(path);
            assert!(
                reached.as_deref().is_none_or(|url| url.starts_with("https://api.example/v1/")),
                "{path}: {reached:?}"
            );
        }
        assert_eq!(at("../admin"), None);
        assert_eq!(at("%2E%2e/admin"), None);
    }
}
