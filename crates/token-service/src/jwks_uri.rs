//! The keys of clients that publish them (RFC 7591 section 2, `jwks_uri`): fetched, guarded and kept.
//!
//! An address is fetched once at a time, whoever asks; only those wait who need it.

mod addresses;
mod fetching;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use credentials::{ClientKeySet, ClientKeysRejected};
use parking_lot::Mutex;
use tokio::time::Instant;
use url::Url;

use fetching::{Fetched, Fetching};

/// Keys are used so long after they were fetched, while newer ones cannot be had.
const STALE: Duration = Duration::from_secs(60 * 60);
/// After a fetch, whatever came of it, the next one because of an unknown `kid` or a failure waits so long.
const COOL_DOWN: Duration = Duration::from_secs(30);
/// Addresses that are kept; one more makes the one forgotten that was asked for longest ago.
const MOST: usize = 1_000;

/// Why a client's keys could not be had: for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwksUnavailable {
    #[error("its address is not https")]
    NotHttps,
    #[error("its host is not on the public internet")]
    Forbidden,
    #[error("it did not answer within the time")]
    TooSlow,
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    #[error("it answered with status {0}")]
    Status(u16),
    #[error("its answer is too long")]
    TooLong,
    #[error(transparent)]
    Keys(#[from] ClientKeysRejected),
    #[error("it failed a moment ago")]
    FailedBefore,
}

/// The key sets at addresses that clients registered.
#[derive(Debug)]
pub struct JwksUris {
    fetching: Fetching,
    known: Mutex<HashMap<Url, Arc<Known>>>,
}

/// What is known of one address.
#[derive(Debug)]
struct Known {
    state: Mutex<State>,
    /// Held by whoever fetches.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct State {
    asked: Instant,
    tried: Option<Instant>,
    found: Option<Found>,
}

#[derive(Debug, Clone)]
struct Found {
    keys: Arc<ClientKeySet>,
    at: Instant,
    fresh_for: Duration,
}

/// What the memory says.
enum Remembered {
    Answer(Arc<ClientKeySet>),
    Nothing,
    /// It must be fetched.
    Fetch,
}

impl State {
    fn remember(&self, kid: Option<&str>, now: Instant) -> Remembered {
        let usable = self.found.as_ref().filter(|found| now.duration_since(found.at) < STALE);
        let has = |found: &&Found| {
            kid.is_none_or(|kid| found.keys.keys().any(|key| key.kid.as_deref() == Some(kid)))
        };
        let fresh = |found: &&Found| now.duration_since(found.at) < found.fresh_for;
        let cooling = self.tried.is_some_and(|tried| now.duration_since(tried) < COOL_DOWN);
        match (usable.filter(fresh).filter(has), usable) {
            (Some(found), _) => Remembered::Answer(Arc::clone(&found.keys)),
            (None, Some(found)) if cooling => Remembered::Answer(Arc::clone(&found.keys)),
            (None, None) if cooling => Remembered::Nothing,
            _ => Remembered::Fetch,
        }
    }
}

impl JwksUris {
    /// `private_networks`: addresses that are not on the public internet may be fetched from too, and loopback without
    /// TLS.
    pub fn new(private_networks: bool) -> Self {
        Self { fetching: Fetching::new(private_networks), known: Mutex::default() }
    }

    /// The keys at an address, with the one named `kid` if it is there.
    ///
    /// # Errors
    /// There are none that are less than an hour old, and none can be fetched.
    pub async fn keys(&self, uri: &Url, kid: Option<&str>) -> Result<Arc<ClientKeySet>, JwksUnavailable> {
        self.keys_at(uri, kid, Instant::now()).await
    }

    async fn keys_at(
        &self,
        uri: &Url,
        kid: Option<&str>,
        now: Instant,
    ) -> Result<Arc<ClientKeySet>, JwksUnavailable> {
        let known = self.known(uri, now);
        match known.answer(kid, now) {
            // Somebody is fetching at this moment: what comes of it is worth waiting for.
            Some(Err(_)) if known.turn.try_lock().is_err() => {}
            Some(answer) => return answer,
            None => {}
        }
        let _turn = known.turn.lock().await;
        // Whoever had the turn before may have brought what is needed.
        if let Some(answer) = known.answer(kid, now) {
            return answer;
        }
        known.state.lock().tried = Some(now);
        let fetched = self.fetching.fetch(uri).await;
        let mut state = known.state.lock();
        match fetched {
            Ok(Fetched { keys, fresh_for }) => {
                let keys = Arc::new(keys);
                state.found = Some(Found { keys: Arc::clone(&keys), at: now, fresh_for });
                Ok(keys)
            }
            Err(error) => {
                tracing::info!(host = uri.host_str(), %error, "a client's keys could not be fetched");
                match state.found.as_ref().filter(|found| now.duration_since(found.at) < STALE) {
                    Some(found) => Ok(Arc::clone(&found.keys)),
                    None => Err(error),
                }
            }
        }
    }

    fn known(&self, uri: &Url, now: Instant) -> Arc<Known> {
        let mut all = self.known.lock();
        if let Some(known) = all.get(uri) {
            known.state.lock().asked = now;
            return Arc::clone(known);
        }
        if all.len() >= MOST
            && let Some(oldest) =
                all.iter().min_by_key(|(_, known)| known.state.lock().asked).map(|(uri, _)| uri.clone())
        {
            all.remove(&oldest);
        }
        let state = Mutex::new(State { asked: now, tried: None, found: None });
        let known = Arc::new(Known { state, turn: tokio::sync::Mutex::default() });
        all.insert(uri.clone(), Arc::clone(&known));
        known
    }
}

impl Known {
    /// What needs no fetch.
    fn answer(&self, kid: Option<&str>, now: Instant) -> Option<Result<Arc<ClientKeySet>, JwksUnavailable>> {
        match self.state.lock().remember(kid, now) {
            Remembered::Answer(keys) => Some(Ok(keys)),
            Remembered::Nothing => Some(Err(JwksUnavailable::FailedBefore)),
            Remembered::Fetch => None,
        }
    }
}
