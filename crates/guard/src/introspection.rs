//! Introspection of opaque tokens (RFC 7662): only Grantry can read them.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use credentials::AccessTokenClaims;
use model::issuer;
use parking_lot::Mutex;
use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use crate::ResourceServer;

/// A request waits no longer, for its turn and for the answer together: while Grantry hangs, no more of them wait than
/// come in a second.
const PATIENCE: Duration = Duration::from_secs(1);
/// An answer is used again for this long, counted from the question, while the feed is live. What Grantry's node knew
/// when it answered is mostly a fifth of a second old and never more than a second, so mostly an answer is used up within
/// half a second of what it was true for. A revocation does not wait for that: the feed says it, and kept answers are
/// held against the feed.
const KEPT_FOR: Duration = Duration::from_millis(250);
/// An answer that took longer says nothing of now, where nothing else does.
const NEWS_FOR: Duration = Duration::from_millis(500);
const MAX_KEPT: usize = 10_000;
/// Questions at one time; more wait.
const AT_ONCE: usize = 64;

/// Grantry could not be asked about a token.
#[derive(Debug, thiserror::Error)]
pub enum IntrospectionFailed {
    #[error("Grantry could not be asked about a token: {0}")]
    Ask(#[from] reqwest::Error),
    #[error("Grantry's answer about a token cannot be read: {0}")]
    Answer(#[from] serde_json::Error),
    #[error("Grantry did not answer within a second")]
    TimedOut,
    #[error("this process cannot ask about tokens at the moment")]
    Unavailable,
}

/// `None`: the token is not active.
type Answer = Option<Arc<AccessTokenClaims<'static>>>;
type Asking = Pin<Box<dyn Future<Output = Result<Answer, IntrospectionFailed>> + Send>>;

/// Who reads opaque tokens. Clones are one.
#[derive(Clone)]
pub struct Introspection(Arc<Parts>);

struct Parts {
    ask: Box<dyn Fn(String) -> Asking + Send + Sync>,
    kept: Mutex<HashMap<TokenHash, (Instant, Answer)>>,
    at_once: Semaphore,
}

type TokenHash = [u8; 32];

/// What was found out, and when it was asked.
pub(crate) struct Found {
    pub claims: Answer,
    /// Whether Grantry was asked for this very request, and answered at once.
    pub asked_now: bool,
}

impl Introspection {
    /// Asks a Grantry server by HTTP.
    pub fn by_server(server: &ResourceServer) -> Self {
        let server = server.clone();
        Self::new(Box::new(move |token| Box::pin(ask(server.clone(), token))))
    }

    /// Asks this process, for an API that runs inside Grantry's own. `None`: the token is not active.
    pub fn from_fn(
        read: impl Fn(&str) -> Result<Option<AccessTokenClaims<'static>>, IntrospectionFailed>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self::new(Box::new(move |token| {
            Box::pin(std::future::ready(read(&token).map(|claims| claims.map(Arc::new))))
        }))
    }

    fn new(ask: Box<dyn Fn(String) -> Asking + Send + Sync>) -> Self {
        Self(Arc::new(Parts { ask, kept: Mutex::default(), at_once: Semaphore::new(AT_ONCE) }))
    }

    /// Finds the claims. An answer of a moment ago is enough if `may_keep`.
    pub(crate) async fn find(&self, token: &str, may_keep: bool) -> Result<Found, IntrospectionFailed> {
        let hash = hash(token);
        let kept = || self.kept(&hash).filter(|_| may_keep).map(|claims| Found { claims, asked_now: false });
        if let Some(found) = kept() {
            return Ok(found);
        }
        let answer = timeout(PATIENCE, async {
            let _turn = self.0.at_once.acquire().await.map_err(|_| IntrospectionFailed::Unavailable)?;
            // Others may have asked about the same token while this request waited for its turn.
            if let Some(found) = kept() {
                return Ok(found);
            }
            let asked = Instant::now();
            let claims = (self.0.ask)(token.to_owned()).await?;
            if may_keep {
                self.keep(hash, asked, claims.clone());
            }
            Ok(Found { claims, asked_now: asked.elapsed() <= NEWS_FOR })
        });
        answer.await.map_err(|_| IntrospectionFailed::TimedOut)?
    }

    fn kept(&self, hash: &TokenHash) -> Option<Answer> {
        let kept = self.0.kept.lock();
        let (asked, claims) = kept.get(hash)?;
        (asked.elapsed() < KEPT_FOR).then(|| claims.clone())
    }

    fn keep(&self, hash: TokenHash, asked: Instant, claims: Answer) {
        let mut kept = self.0.kept.lock();
        if kept.len() >= MAX_KEPT {
            kept.retain(|_, (asked, _)| asked.elapsed() < KEPT_FOR);
        }
        if kept.len() < MAX_KEPT {
            kept.insert(hash, (asked, claims));
        }
    }
}

async fn ask(server: ResourceServer, token: String) -> Result<Answer, IntrospectionFailed> {
    let question = server.post(issuer::INTROSPECTION).form(&[("token", token)]);
    let answer = question.send().await?.error_for_status()?;
    read(&answer.bytes().await?)
}

/// RFC 7662 section 2.2: `active`, and for an active token its claims.
fn read(json: &[u8]) -> Result<Answer, IntrospectionFailed> {
    #[derive(Deserialize)]
    struct State {
        active: bool,
    }
    let state: State = serde_json::from_slice(json)?;
    if !state.active {
        return Ok(None);
    }
    Ok(Some(Arc::new(serde_json::from_slice(json)?)))
}

fn hash(token: &str) -> TokenHash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_strictly() {
        assert!(matches!(read(br#"{"active":false}"#), Ok(None)));
        assert!(read(br#"{"active":true}"#).is_err(), "an active token has claims");
        assert!(read(b"{}").is_err());
        assert!(read(br#"{"active":"true"}"#).is_err());
    }

    fn counting(asked: &Arc<Mutex<usize>>) -> Introspection {
        let asked = Arc::clone(asked);
        Introspection::from_fn(move |_| {
            *asked.lock() += 1;
            Ok(None)
        })
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_kept_for_a_moment_and_only_when_it_may_be() {
        let asked = Arc::default();
        let introspection = counting(&asked);
        for may_keep in [false, false, true, true, true] {
            assert!(introspection.find("gto_a", may_keep).await.is_ok());
        }
        assert_eq!(*asked.lock(), 3);
        assert!(introspection.find("gto_b", true).await.is_ok_and(|found| found.asked_now));
        assert!(introspection.find("gto_a", true).await.is_ok_and(|found| !found.asked_now));
        tokio::time::advance(KEPT_FOR).await;
        assert!(introspection.find("gto_a", true).await.is_ok_and(|found| found.asked_now));
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_answer_is_no_news() {
        let slow = Introspection::new(Box::new(|token| {
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(token.parse().unwrap_or_default())).await;
                Ok(None)
            })
        }));
        assert!(slow.find("500", false).await.is_ok_and(|found| found.asked_now));
        assert!(slow.find("502", false).await.is_ok_and(|found| !found.asked_now));
    }

    #[tokio::test(start_paused = true)]
    async fn no_one_waits_longer_than_a_second() {
        let hanging = Introspection::new(Box::new(|_| Box::pin(std::future::pending())));
        let began = Instant::now();
        let all: Vec<_> = (0..AT_ONCE * 3)
            .map(|number| {
                let hanging = hanging.clone();
                tokio::spawn(async move { hanging.find(&number.to_string(), true).await.map(|_| ()) })
            })
            .collect();
        for one in all {
            assert!(matches!(one.await, Ok(Err(IntrospectionFailed::TimedOut))));
        }
        assert!(began.elapsed() < PATIENCE + Duration::from_millis(100), "{:?}", began.elapsed());
        assert_eq!(hanging.0.at_once.available_permits(), AT_ONCE);
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_a_turn_takes_the_answer_that_came_meanwhile() {
        let asked = Arc::new(Mutex::new(0));
        let counted = Arc::clone(&asked);
        let slow = Introspection::new(Box::new(move |_| {
            *counted.lock() += 1;
            Box::pin(async {
                tokio::time::sleep(Duration::from_millis(100)).await;
                Ok(None)
            })
        }));
        let all: Vec<_> = (0..AT_ONCE * 3)
            .map(|_| {
                let slow = slow.clone();
                tokio::spawn(async move { slow.find("gto_a", true).await.is_ok() })
            })
            .collect();
        for one in all {
            assert!(one.await.unwrap_or_default());
        }
        assert_eq!(*asked.lock(), AT_ONCE);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_kept_is_bounded() {
        let introspection = counting(&Arc::default());
        for number in 0..MAX_KEPT + 10 {
            assert!(introspection.find(&number.to_string(), true).await.is_ok());
        }
        assert_eq!(introspection.0.kept.lock().len(), MAX_KEPT);
        tokio::time::advance(KEPT_FOR).await;
        assert!(introspection.find("one more", true).await.is_ok());
        assert_eq!(introspection.0.kept.lock().len(), 1);
    }
}
