//! Fetching one key set, and how long it is fresh.

use std::time::Duration;

use credentials::ClientKeySet;
use outbound_http::{Bounds, Fetcher, Guard, system};
use reqwest::header::{CACHE_CONTROL, HeaderMap};
use url::Url;

use super::JwksUnavailable;

const BOUNDS: Bounds = Bounds { time: Duration::from_secs(3), bytes: 64 * 1024, redirects: 0 };
const ACCEPT: &str = "application/jwk-set+json, application/json";
/// How long keys are fresh where their server does not say, and what of its word is believed, in seconds.
const FRESH: u64 = 600;
const FRESH_AT_LEAST: u64 = 60;
const FRESH_AT_MOST: u64 = 3600;

/// Keys that came, and how long they are fresh.
#[derive(Debug)]
pub struct Fetched {
    pub keys: ClientKeySet,
    pub fresh_for: Duration,
}

/// How keys are fetched.
#[derive(Debug)]
pub struct Fetching(Fetcher);

impl Fetching {
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
    let told = directives.iter().find_map(|one| one.strip_prefix("max-age=")?.parse().ok());
    let seconds = if never { 0 } else { told.unwrap_or(FRESH) };
    Duration::from_secs(seconds.clamp(FRESH_AT_LEAST, FRESH_AT_MOST))
}
