//! One fetch of the key set at an address, and how long what came is fresh.

use std::time::Duration;

use credentials::{ClientKeySet, ClientKeysRejected};
use outbound_http::{Bounds, FetchError, Fetcher, Guard, system};
use reqwest::header::{CACHE_CONTROL, HeaderMap};
use url::Url;

const BOUNDS: Bounds = Bounds { time: Duration::from_secs(3), bytes: 64 * 1024, redirects: 0 };
const ACCEPT: &str = "application/jwk-set+json, application/json";
/// Seconds that keys are fresh where their server does not say, and the bounds of what it may say.
const FRESH: u64 = 600;
const FRESH_AT_LEAST: u64 = 60;
const FRESH_AT_MOST: u64 = 3600;

/// Why a client's keys could not be had: for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwksUnavailable {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Keys(#[from] ClientKeysRejected),
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
}

fn fresh_for(headers: &HeaderMap) -> Duration {
    let directives = headers.get_all(CACHE_CONTROL).into_iter().filter_map(|value| value.to_str().ok());
    let directives: Vec<_> = directives.flat_map(|value| value.split(',')).map(str::trim).collect();
    let never = directives.iter().any(|one| ["no-store", "no-cache"].contains(one));
    let given = directives.iter().find_map(|one| one.strip_prefix("max-age=")?.parse().ok());
    let seconds = if never { 0 } else { given.unwrap_or(FRESH) };
    Duration::from_secs(seconds.clamp(FRESH_AT_LEAST, FRESH_AT_MOST))
}
