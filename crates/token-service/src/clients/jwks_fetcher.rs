//! One fetch of the key set at an address or of an issuer, and how long what came is fresh.

use std::time::Duration;

use credentials::{ClientKeySet, ClientKeysRejected};
use outbound_http::{Bounds, FetchError, Fetcher, Guard, system};
use reqwest::header::{CACHE_CONTROL, HeaderMap};
use serde::Deserialize;
use url::Url;

const BOUNDS: Bounds = Bounds { time: Duration::from_secs(3), bytes: 64 * 1024, redirects: 0 };
const ACCEPT: &str = "application/jwk-set+json, application/json";
const ACCEPT_DOCUMENT: &str = "application/json";
const WELL_KNOWN: &str = "/.well-known/openid-configuration";
/// Seconds that keys are fresh where their server does not say, and the bounds of what it may say.
const FRESH: u64 = 600;
const FRESH_AT_LEAST: u64 = 60;
const FRESH_AT_MOST: u64 = 3600;

/// Why keys could not be had: for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwksUnavailable {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Keys(#[from] ClientKeysRejected),
    #[error("the discovery document is not JSON with the URLs issuer and jwks_uri")]
    Discovery,
    #[error("the discovery document is another issuer's")]
    OtherIssuer,
}

impl JwksUnavailable {
    /// Whether its server gave no keys now, and may in a while. Otherwise the client has registered what cannot work,
    /// or publishes what are no keys.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Fetch(FetchError::TooSlow | FetchError::Unreachable(_) | FetchError::Status(_)))
    }
}

/// Keys that came, and how long they are fresh.
#[derive(Debug)]
pub struct Fetched {
    pub keys: ClientKeySet,
    pub fresh_for: Duration,
}

/// Fetches key sets.
#[derive(Debug)]
pub struct JwksFetcher(Fetcher);

impl JwksFetcher {
    pub fn new(private_networks: bool) -> Self {
        Self::with(Guard { private_networks, look_up: system() })
    }

    pub fn with(guard: Guard) -> Self {
        Self(Fetcher::with(guard, BOUNDS))
    }

    pub async fn fetch(&self, uri: &Url) -> Result<Fetched, JwksUnavailable> {
        let fetched = self.0.fetch(uri, ACCEPT).await?;
        Ok(Fetched { keys: ClientKeySet::parse(&fetched.body)?, fresh_for: fresh_for(&fetched.headers) })
    }

    /// Fetches an issuer's discovery document and the key set that it names (OpenID Connect Discovery 1.0 section 4). The
    /// document's `issuer` must be this one to the character (section 4.3).
    pub async fn discover(&self, issuer: &str) -> Result<Fetched, JwksUnavailable> {
        let document = [issuer.trim_end_matches('/'), WELL_KNOWN].concat();
        let document: Url = document.parse().map_err(|_| JwksUnavailable::Discovery)?;
        let fetched = self.0.fetch(&document, ACCEPT_DOCUMENT).await?;
        let found: Document =
            serde_json::from_slice(&fetched.body).map_err(|_| JwksUnavailable::Discovery)?;
        if found.issuer != issuer {
            return Err(JwksUnavailable::OtherIssuer);
        }
        let fetched = self.0.fetch(&found.jwks_uri, ACCEPT).await?;
        let keys = ClientKeySet::of_workloads(&fetched.body)?;
        Ok(Fetched { keys, fresh_for: fresh_for(&fetched.headers) })
    }
}

/// What is read of a discovery document; a member that stands there twice makes it unreadable.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: Url,
}

fn fresh_for(headers: &HeaderMap) -> Duration {
    let directives = headers.get_all(CACHE_CONTROL).into_iter().filter_map(|value| value.to_str().ok());
    let directives: Vec<_> = directives.flat_map(|value| value.split(',')).map(str::trim).collect();
    let never = directives.iter().any(|one| ["no-store", "no-cache"].contains(one));
    let given = directives.iter().find_map(|one| one.strip_prefix("max-age=")?.parse().ok());
    let seconds = if never { 0 } else { given.unwrap_or(FRESH) };
    Duration::from_secs(seconds.clamp(FRESH_AT_LEAST, FRESH_AT_MOST))
}
