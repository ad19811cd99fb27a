//! The public keys of both environments: fetched when needed, kept, fetched again for a key that is not known and when
//! Grantry says that they changed.

use std::collections::HashMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use credentials::{JwkSet, VerifyingKey};
use model::environment::Environment;
use model::issuer;
use reqwest::header;
use tokio::sync::{Mutex, Notify, watch};
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// Between two fetches, whatever tokens ask for: a flood of invented keys is no flood of fetches.
const COOL_DOWN: Duration = Duration::from_secs(10);
/// After a fetch that failed.
const COOL_DOWN_AFTER_FAILURE: Duration = Duration::from_secs(1);
/// Keys are fetched again after this, so that retired ones go.
const FRESH_FOR: Duration = Duration::from_mins(5);
/// The same two for keys of this process.
const IN_PROCESS: Duration = Duration::from_millis(100);
/// Keys that cannot be fetched again are believed until then, if nothing was heard of a change.
const BELIEVED_FOR: Duration = Duration::from_hours(1);
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);
/// A request waits no longer for keys that another request fetches, or that have changed.
const PATIENCE: Duration = Duration::from_secs(1);
/// Changed keys are fetched again, since another node may have answered that had not heard of the change: these pauses
/// after the fetch before. Nodes look every 200 ms; one that has not heard for a second publishes no keys.
const AGAIN_AFTER: &[Duration] = &[Duration::from_millis(300), Duration::from_millis(800)];
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The keys could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum KeysUnavailable {
    #[error("the keys could not be fetched: {0}")]
    Fetch(#[from] reqwest::Error),
    #[error("the answer is not a JWK Set: {0}")]
    NotKeys(#[from] serde_json::Error),
    #[error("the last try failed a moment ago")]
    CoolingDown,
    #[error("they are being fetched, which takes longer than a second")]
    Slow,
    #[error("they changed more than a second ago and could not be fetched since")]
    Outdated,
}

type Fetched = Result<JwkSet, KeysUnavailable>;
type Fetch = dyn Fn(Environment) -> Pin<Box<dyn Future<Output = Fetched> + Send>> + Send + Sync;

/// Where the public keys come from, and those that are known. Clones are one.
#[derive(Clone)]
pub struct Keys(Arc<Parts>);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

struct Parts {
    fetch: Box<Fetch>,
    known: ArcSwap<Known>,
    /// Says when there are others.
    fetched: watch::Sender<()>,
    /// Says when there should be others.
    wanted: Notify,
    /// Held while a fetch is under way.
    last_try: Mutex<Option<Try>>,
    cool_down: Duration,
    fresh_for: Duration,
}

type Key = (Environment, VerifyingKey);

#[derive(Default, Clone)]
struct Known {
    keys: Arc<HashMap<String, Key>>,
    /// When they were asked for.
    asked_at: Option<Instant>,
    /// When Grantry last said that keys changed. One that leaked may be among those asked for before.
    changed_at: Option<Instant>,
}

impl Known {
    fn younger_than(&self, age: Duration) -> bool {
        self.asked_at.is_some_and(|at| at.elapsed() < age)
    }

    /// Whether they were asked for after this change, if there was one.
    fn includes(&self, change: Option<Instant>) -> bool {
        self.asked_at >= change
    }
}

/// A fetch. One that was broken off has not succeeded.
struct Try {
    began: Instant,
    succeeded: bool,
}

impl Keys {
    /// Fetches the keys from a Grantry server by HTTP; `public_url` is its public URL.
    ///
    /// # Errors
    /// The HTTP client cannot be made (no TLS roots).
    pub fn from_server(public_url: &str) -> Result<Self, KeysUnavailable> {
        let client = reqwest::Client::builder().timeout(FETCH_TIMEOUT).build()?;
        let base = public_url.trim_end_matches('/').to_owned();
        let fetch = move |environment| -> Pin<Box<dyn Future<Output = Fetched> + Send>> {
            let url = [base.as_str(), issuer::of_platform(environment), issuer::JWKS].concat();
            let client = client.clone();
            Box::pin(async move {
                // A cache on the way may hold keys that are retired.
                let question = client.get(url).header(header::CACHE_CONTROL, "no-cache");
                let answer = question.send().await?.error_for_status()?;
                Ok(JwkSet::parse(&answer.bytes().await?)?)
            })
        };
        Ok(Self::new(Box::new(fetch), COOL_DOWN, FRESH_FOR))
    }

    /// Takes the keys from this process, for an API that runs inside Grantry's own. They are asked for at most every
    /// 100 milliseconds.
    pub fn from_fn(keys: impl Fn(Environment) -> JwkSet + Send + Sync + 'static) -> Self {
        let fetch = move |environment| -> Pin<Box<dyn Future<Output = Fetched> + Send>> {
            Box::pin(std::future::ready(Ok(keys(environment))))
        };
        Self::new(Box::new(fetch), IN_PROCESS, IN_PROCESS)
    }

    fn new(fetch: Box<Fetch>, cool_down: Duration, fresh_for: Duration) -> Self {
        Self(Arc::new(Parts {
            fetch,
            known: ArcSwap::default(),
            fetched: watch::Sender::new(()),
            wanted: Notify::new(),
            last_try: Mutex::new(None),
            cool_down,
            fresh_for,
        }))
    }

    /// The key of this id and the environment that it signs for; `None` when the issuer does not publish it.
    pub(crate) async fn find(&self, kid: &str) -> Result<Option<Key>, KeysUnavailable> {
        if let Some(key) = self.find_fresh(kid) {
            return Ok(Some(key));
        }
        let known = self.current().await?;
        let found = known.keys.get(kid).cloned();
        if found.is_some() && known.younger_than(self.0.fresh_for) {
            return Ok(found);
        }
        let refetched = self.refetch(found.is_some() && known.younger_than(BELIEVED_FOR)).await;
        // They may have changed meanwhile.
        let known = self.current().await?;
        match (refetched, known.keys.get(kid).cloned()) {
            (Ok(()), found) => Ok(found),
            (Err(error), Some(believed)) if known.younger_than(BELIEVED_FOR) => {
                if !matches!(error, KeysUnavailable::CoolingDown) {
                    tracing::warn!(%error, "keys could not be fetched again; those known are used on");
                }
                Ok(Some(believed))
            }
            (Err(error), _) => Err(error),
        }
    }

    /// As [`find`](Self::find), where nothing need be asked or waited for.
    fn find_fresh(&self, kid: &str) -> Option<Key> {
        let known = self.0.known.load();
        let fresh = known.includes(known.changed_at) && known.younger_than(self.0.fresh_for);
        known.keys.get(kid).filter(|_| fresh).cloned()
    }

    /// The known keys. Where Grantry said that keys changed, those that were asked for since; until a second after its
    /// word they are waited for.
    async fn current(&self) -> Result<Arc<Known>, KeysUnavailable> {
        let known = self.0.known.load_full();
        let change = known.changed_at.filter(|_| !known.includes(known.changed_at));
        let Some(changed_at) = change else { return Ok(known) };
        // Of later changes this request need not know: if they never end, it is answered nevertheless.
        let mut fetched = self.0.fetched.subscribe();
        let newer = fetched.wait_for(|()| self.0.known.load().includes(change));
        match timeout_at(changed_at + PATIENCE, newer).await {
            Ok(Ok(_)) => Ok(self.0.known.load_full()),
            _ => Err(KeysUnavailable::Outdated),
        }
    }

    /// Grantry says that keys changed, perhaps because one leaked: those known count no more.
    pub(crate) fn changed(&self) {
        let changed_at = Some(Instant::now());
        self.0.known.rcu(|known| Known { changed_at, ..Known::clone(known) });
        self.0.wanted.notify_one();
    }

    /// Fetches changed keys at once and until it succeeds, and then again.
    pub(crate) async fn keep_current(&self) -> Infallible {
        let mut again = [].iter();
        loop {
            let changed = match again.next() {
                Some(pause) => timeout(*pause, self.0.wanted.notified()).await.is_ok(),
                None => {
                    self.0.wanted.notified().await;
                    true
                }
            };
            if changed {
                again = AGAIN_AFTER.iter();
            }
            self.fetch_until_it_succeeds().await;
        }
    }

    async fn fetch_until_it_succeeds(&self) {
        let mut pause = FIRST_PAUSE;
        loop {
            let mut last_try = self.0.last_try.lock().await;
            let Err(error) = self.fetch(&mut last_try).await else { return };
            drop(last_try);
            tracing::error!(%error, "changed keys could not be fetched; they will be tried again");
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// One fetch at a time, and none within the cool-down. With `impatient`, it does not wait for another's fetch.
    async fn refetch(&self, impatient: bool) -> Result<(), KeysUnavailable> {
        let mut last_try = match self.0.last_try.try_lock() {
            Ok(last_try) => last_try,
            Err(_) if impatient => return Ok(()),
            Err(_) => timeout(PATIENCE, self.0.last_try.lock()).await.map_err(|_| KeysUnavailable::Slow)?,
        };
        match &*last_try {
            Some(Try { began, succeeded: true }) if began.elapsed() < self.0.cool_down => Ok(()),
            Some(Try { began, succeeded: false }) if began.elapsed() < COOL_DOWN_AFTER_FAILURE => {
                Err(KeysUnavailable::CoolingDown)
            }
            _ => self.fetch(&mut last_try).await,
        }
    }

    async fn fetch(&self, last_try: &mut Option<Try>) -> Result<(), KeysUnavailable> {
        let began = Instant::now();
        *last_try = Some(Try { began, succeeded: false });
        let fetch = |environment| (self.0.fetch)(environment);
        let (live, sandbox) = tokio::try_join!(fetch(Environment::Live), fetch(Environment::Sandbox))?;
        let keys: HashMap<_, _> =
            usable(live, Environment::Live).chain(usable(sandbox, Environment::Sandbox)).collect();
        let (keys, asked_at) = (Arc::new(keys), Some(began));
        self.0.known.rcu(|known| Known { keys: Arc::clone(&keys), asked_at, ..Known::clone(known) });
        self.0.fetched.send_replace(());
        *last_try = Some(Try { began, succeeded: true });
        Ok(())
    }
}

fn usable(published: JwkSet, environment: Environment) -> impl Iterator<Item = (String, Key)> {
    published.keys.into_iter().filter_map(move |jwk| match (VerifyingKey::try_from(&jwk), jwk.kid) {
        (Ok(key), Some(kid)) => Some((kid, (environment, key))),
        (Err(error), kid) => {
            tracing::warn!(kid, %error, "a published key is passed over");
            None
        }
        (Ok(_), None) => {
            tracing::warn!("a published key without kid is passed over");
            None
        }
    })
}

#[cfg(test)]
mod tests;
