//! Fetching one key set, in bounded time and space.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use credentials::ClientKeySet;
use reqwest::header::{ACCEPT, CACHE_CONTROL, HeaderMap};
use reqwest::redirect::Policy;
use tokio::sync::OnceCell;
use url::Url;

use super::JwksUnavailable;
use super::addresses::{Guard, OutOfBounds, system};

/// From the look-up of the name to the last byte.
const TIMEOUT: Duration = Duration::from_secs(3);
const MOST_BYTES: usize = 64 * 1024;
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

/// How keys are fetched. The client is made when it is first needed: most platforms never do.
#[derive(Debug)]
pub struct Fetching {
    guard: Guard,
    client: OnceCell<reqwest::Client>,
}

impl Fetching {
    pub fn new(private_networks: bool) -> Self {
        Self::with(Guard { private_networks, look_up: system() })
    }

    pub fn with(guard: Guard) -> Self {
        Self { guard, client: OnceCell::new() }
    }

    pub async fn fetch(&self, uri: &Url) -> Result<Fetched, JwksUnavailable> {
        self.guard.admits_url(uri)?;
        let client = self.client.get_or_try_init(async || self.client().await).await?;
        let fetched = tokio::time::timeout(TIMEOUT, get(client, uri)).await;
        fetched.map_err(|_| JwksUnavailable::TooSlow)?
    }

    /// Reads the system's certificates, which takes a while.
    async fn client(&self) -> Result<reqwest::Client, JwksUnavailable> {
        let guard = self.guard.clone();
        let made = tokio::task::spawn_blocking(move || client(guard)).await;
        made.map_err(|failed| JwksUnavailable::Unreachable(failed.to_string()))?.map_err(unreachable)
    }
}

async fn get(client: &reqwest::Client, uri: &Url) -> Result<Fetched, JwksUnavailable> {
    let wanted = "application/jwk-set+json, application/json";
    let mut answer = client.get(uri.clone()).header(ACCEPT, wanted).send().await.map_err(unreachable)?;
    if answer.status() != reqwest::StatusCode::OK {
        return Err(JwksUnavailable::Status(answer.status().as_u16()));
    }
    let fresh_for = fresh_for(answer.headers());
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(JwksUnavailable::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Fetched { keys: ClientKeySet::parse(&body)?, fresh_for })
}

/// Follows no redirect, uses no proxy, and keeps no connection: each is made to an address that was judged for it.
fn client(guard: Guard) -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .referer(false)
        .pool_max_idle_per_host(0)
        .user_agent("grantry")
        .dns_resolver(Arc::new(guard))
        .build()
}

fn unreachable(error: reqwest::Error) -> JwksUnavailable {
    let error = error.without_url();
    let mut cause: Option<&dyn Error> = Some(&error);
    let mut text = String::new();
    while let Some(one) = cause {
        if one.is::<OutOfBounds>() {
            return JwksUnavailable::Forbidden;
        }
        text = one.to_string();
        cause = one.source();
    }
    JwksUnavailable::Unreachable(text)
}

fn fresh_for(headers: &HeaderMap) -> Duration {
    let directives = headers.get_all(CACHE_CONTROL).into_iter().filter_map(|value| value.to_str().ok());
    let directives: Vec<_> = directives.flat_map(|value| value.split(',')).map(str::trim).collect();
    let never = directives.iter().any(|one| ["no-store", "no-cache"].contains(one));
    let told = directives.iter().find_map(|one| one.strip_prefix("max-age=")?.parse().ok());
    let seconds = if never { 0 } else { told.unwrap_or(FRESH) };
    Duration::from_secs(seconds.clamp(FRESH_AT_LEAST, FRESH_AT_MOST))
}
