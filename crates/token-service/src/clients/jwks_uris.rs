//! The keys of clients that publish them (RFC 7591 section 2, `jwks_uri`) and of platforms whose software they are:
//! fetched when needed, and kept.
//!
//! One fetch of an address is under way at a time, however many requests need it, and it goes on when they are gone.
//! Only requests that need its result wait for it.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use credentials::ClientKeySet;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use outbound_http::FetchError;
use parking_lot::Mutex;
use tokio::time::Instant;
use url::Url;

use super::jwks_fetcher::{Fetched, JwksFetcher, JwksUnavailable};
use super::workload_issuers::Discovery;

/// Keys that are no longer fresh are used so long, while newer ones cannot be had.
const STALE: Duration = Duration::from_hours(1);
/// After a fetch, whatever came of it, the next one because of an unknown `kid` or a failure waits so long.
const COOL_DOWN: Duration = Duration::from_secs(30);
/// Addresses that are kept; one more makes the one forgotten that was asked for longest ago.
const MOST: usize = 1_000;

type Answer = Result<Arc<ClientKeySet>, JwksUnavailable>;
/// A fetch on its way, which many may wait for.
type Fetch = Shared<BoxFuture<'static, Answer>>;

/// Where a key set is.
pub trait Place: Clone + Eq + Hash + Send + Sync + 'static {
    fn fetch(&self, fetcher: &JwksFetcher) -> impl Future<Output = Result<Fetched, JwksUnavailable>> + Send;

    /// For the log.
    fn name(&self) -> &str;
}

impl Place for Url {
    async fn fetch(&self, fetcher: &JwksFetcher) -> Result<Fetched, JwksUnavailable> {
        fetcher.fetch(self).await
    }

    fn name(&self) -> &str {
        self.host_str().unwrap_or_default()
    }
}

impl Place for Discovery {
    async fn fetch(&self, fetcher: &JwksFetcher) -> Result<Fetched, JwksUnavailable> {
        fetcher.discover(&self.0).await
    }

    fn name(&self) -> &str {
        &self.0
    }
}

/// The key sets at places of one kind.
#[derive(Debug)]
pub struct KeySets<P> {
    fetcher: Arc<JwksFetcher>,
    known: Mutex<HashMap<P, Arc<Mutex<State>>>>,
}

/// The key sets at addresses that clients registered.
pub type JwksUris = KeySets<Url>;
/// The key sets of issuers of workloads that have a discovery document.
pub type DiscoveredKeys = KeySets<Discovery>;

/// What is known of one place.
#[derive(Debug)]
struct State {
    asked: Instant,
    found: Option<Found>,
    fetch: Option<Fetch>,
    /// When the last fetch began, and what it led to.
    tried: Option<(Instant, Answer)>,
}

#[derive(Debug)]
struct Found {
    keys: Arc<ClientKeySet>,
    at: Instant,
    fresh_for: Duration,
}

impl Found {
    fn is_fresh(&self, now: Instant) -> bool {
        now.duration_since(self.at) < self.fresh_for
    }

    fn is_usable(&self, now: Instant) -> bool {
        now.duration_since(self.at) < self.fresh_for + STALE
    }

    fn has(&self, kid: Option<&str>) -> bool {
        kid.is_none_or(|kid| self.keys.keys().any(|key| key.kid.as_deref() == Some(kid)))
    }
}

impl State {
    /// What is answered without waiting for a fetch.
    fn remembered(&self, kid: Option<&str>, now: Instant) -> Option<Answer> {
        let known = self.found.as_ref().filter(|found| found.is_usable(now) && found.has(kid));
        if let Some(found) = known.filter(|found| found.is_fresh(now) || self.fetch.is_some()) {
            return Some(Ok(Arc::clone(&found.keys)));
        }
        let tried = self.tried.as_ref().filter(|_| self.fetch.is_none());
        let (_, answer) = tried.filter(|(began, _)| now.duration_since(*began) < COOL_DOWN)?;
        Some(answer.clone())
    }

    /// A fetch that began then has ended.
    fn end(&mut self, fetched: Result<Fetched, JwksUnavailable>, began: Instant) -> Answer {
        let answer = match fetched {
            Ok(Fetched { keys, fresh_for }) => {
                let keys = Arc::new(keys);
                self.found = Some(Found { keys: Arc::clone(&keys), at: began, fresh_for });
                Ok(keys)
            }
            Err(error) => match self.found.as_ref().filter(|found| found.is_usable(began)) {
                Some(found) => Ok(Arc::clone(&found.keys)),
                None => Err(error),
            },
        };
        self.fetch = None;
        self.tried = Some((began, answer.clone()));
        answer
    }
}

impl<P: Place> KeySets<P> {
    /// `private_networks`: addresses that are not on the public internet may be fetched from too, and loopback without
    /// TLS.
    pub fn new(private_networks: bool) -> Self {
        Self::with(JwksFetcher::new(private_networks))
    }

    fn with(fetcher: JwksFetcher) -> Self {
        Self { fetcher: Arc::new(fetcher), known: Mutex::default() }
    }

    /// The keys at a place, with the one named `kid` if it is there.
    ///
    /// # Errors
    /// There are none that are fresh or were so within the last hour, and none can be fetched.
    pub async fn keys(&self, place: &P, kid: Option<&str>) -> Answer {
        self.keys_at(place, kid, Instant::now()).await
    }

    async fn keys_at(&self, place: &P, kid: Option<&str>, now: Instant) -> Answer {
        let known = self.known(place, now);
        let fetch = {
            let mut state = known.lock();
            // One that broke off could not say that it ended.
            state.fetch.take_if(|fetch| fetch.peek().is_some());
            if let Some(answer) = state.remembered(kid, now) {
                return answer;
            }
            state.fetch.get_or_insert_with(|| self.fetch(place.clone(), Arc::clone(&known), now)).clone()
        };
        fetch.await
    }

    fn fetch(&self, place: P, known: Arc<Mutex<State>>, now: Instant) -> Fetch {
        let fetcher = Arc::clone(&self.fetcher);
        let fetched = tokio::spawn(async move {
            let fetched = place.fetch(&fetcher).await;
            if let Err(error) = &fetched {
                tracing::info!(place = place.name(), %error, "keys could not be fetched");
            }
            known.lock().end(fetched, now)
        });
        let broke_off =
            |error: tokio::task::JoinError| Err(FetchError::Unreachable(error.to_string()).into());
        fetched.map(move |answer| answer.unwrap_or_else(broke_off)).boxed().shared()
    }

    fn known(&self, place: &P, now: Instant) -> Arc<Mutex<State>> {
        let mut all = self.known.lock();
        if let Some(known) = all.get(place) {
            known.lock().asked = now;
            return Arc::clone(known);
        }
        if all.len() >= MOST
            && let Some(oldest) =
                all.iter().min_by_key(|(_, known)| known.lock().asked).map(|(place, _)| place.clone())
        {
            all.remove(&oldest);
        }
        let known = Arc::new(Mutex::new(State { asked: now, found: None, fetch: None, tried: None }));
        all.insert(place.clone(), Arc::clone(&known));
        known
    }
}
