//! The public keys of both environments: fetched when needed, kept, fetched again for a key that is not known.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use credentials::{JwkSet, VerifyingKey};
use model::environment::Environment;
use reqwest::header;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// Between two fetches, whatever tokens ask for: a flood of invented keys is no flood of fetches.
const COOL_DOWN: Duration = Duration::from_secs(10);
/// Keys are fetched again after this, so that retired ones go.
const FRESH_FOR: Duration = Duration::from_secs(300);
/// Keys that cannot be fetched again are believed until then.
const BELIEVED_FOR: Duration = Duration::from_secs(3600);
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);

/// The keys could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum KeysUnavailable {
    #[error("the keys could not be fetched: {0}")]
    Fetch(#[from] reqwest::Error),
    #[error("the answer is not a JWK Set: {0}")]
    NotKeys(#[from] serde_json::Error),
    #[error("the last try failed a moment ago")]
    CoolingDown,
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
    /// When the last fetch began; held while one is under way.
    last_try: Mutex<Option<Instant>>,
    cool_down: Duration,
}

#[derive(Default)]
struct Known {
    keys: HashMap<String, (Environment, VerifyingKey)>,
    fetched_at: Option<Instant>,
}

impl Known {
    fn younger_than(&self, age: Duration) -> bool {
        self.fetched_at.is_some_and(|at| at.elapsed() < age)
    }
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
            let url = match environment {
                Environment::Live => format!("{base}/oauth2/jwks"),
                Environment::Sandbox => format!("{base}/sandbox/oauth2/jwks"),
            };
            let client = client.clone();
            Box::pin(async move {
                // A cache on the way may hold keys that are retired.
                let question = client.get(url).header(header::CACHE_CONTROL, "no-cache");
                let answer = question.send().await?.error_for_status()?;
                Ok(JwkSet::parse(&answer.bytes().await?)?)
            })
        };
        Ok(Self::new(Box::new(fetch), COOL_DOWN))
    }

    /// Takes the keys from this process, for an API that runs inside Grantry's own.
    pub fn from_fn(keys: impl Fn(Environment) -> JwkSet + Send + Sync + 'static) -> Self {
        let fetch = move |environment| -> Pin<Box<dyn Future<Output = Fetched> + Send>> {
            Box::pin(std::future::ready(Ok(keys(environment))))
        };
        Self::new(Box::new(fetch), Duration::from_millis(100))
    }

    fn new(fetch: Box<Fetch>, cool_down: Duration) -> Self {
        Self(Arc::new(Parts { fetch, known: ArcSwap::default(), last_try: Mutex::new(None), cool_down }))
    }

    /// The key of this id and the environment that it signs for; `None` when the issuer does not publish it.
    pub(crate) async fn find(
        &self,
        kid: &str,
    ) -> Result<Option<(Environment, VerifyingKey)>, KeysUnavailable> {
        let known = self.0.known.load();
        let found = known.keys.get(kid).cloned();
        if found.is_some() && known.younger_than(FRESH_FOR) {
            return Ok(found);
        }
        let believed = found.filter(|_| known.younger_than(BELIEVED_FOR));
        drop(known);
        match (self.refetch(believed.is_some()).await, believed) {
            (Err(error), Some(believed)) => {
                tracing::warn!(%error, "keys could not be fetched again; those known are used on");
                Ok(Some(believed))
            }
            (Err(error), None) => Err(error),
            (Ok(()), _) => {
                let known = self.0.known.load();
                let believed = known.younger_than(BELIEVED_FOR);
                if believed { Ok(known.keys.get(kid).cloned()) } else { Err(KeysUnavailable::CoolingDown) }
            }
        }
    }

    /// Fetches the keys at once, since they are known to have changed.
    pub(crate) async fn fetch_now(&self) -> Result<(), KeysUnavailable> {
        let mut last_try = self.0.last_try.lock().await;
        *last_try = Some(Instant::now());
        self.fetch().await
    }

    /// One fetch at a time, and none within the cool-down. With `impatient`, it does not wait for another's fetch.
    async fn refetch(&self, impatient: bool) -> Result<(), KeysUnavailable> {
        let mut last_try = match self.0.last_try.try_lock() {
            Ok(last_try) => last_try,
            Err(_) if impatient => return Ok(()),
            Err(_) => self.0.last_try.lock().await,
        };
        if last_try.is_some_and(|at| at.elapsed() < self.0.cool_down) {
            return Ok(());
        }
        *last_try = Some(Instant::now());
        self.fetch().await
    }

    async fn fetch(&self) -> Result<(), KeysUnavailable> {
        let mut keys = HashMap::new();
        for environment in [Environment::Live, Environment::Sandbox] {
            for jwk in (self.0.fetch)(environment).await?.keys {
                match (VerifyingKey::try_from(&jwk), jwk.kid) {
                    (Ok(key), Some(kid)) => {
                        keys.insert(kid, (environment, key));
                    }
                    (Err(error), kid) => tracing::warn!(kid, %error, "a published key is passed over"),
                    (Ok(_), None) => tracing::warn!("a published key without kid is passed over"),
                }
            }
        }
        self.0.known.store(Arc::new(Known { keys, fetched_at: Some(Instant::now()) }));
        Ok(())
    }
}
