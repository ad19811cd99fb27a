//! Follows Grantry's revocation feed, so that what is revoked there is refused here within a second.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use model::environment::Environment;
use model::issuer;
use parking_lot::RwLock;
use reqwest::{Response, StatusCode, header};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, timeout};

use crate::clock::system_time;
use crate::known_revocations::{Effect, KnownRevocations, Unreadable};
use crate::revocations::{Revocations, Standing};
use crate::sse::{Event, EventReader, NotEvents};
use crate::{Access, Keys, ResourceServer};

const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);
/// Grantry says every 250 ms that it is alive: a connection that is silent, or late, for this long is given up.
const SILENCE: Duration = Duration::from_secs(2);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// A connection to Grantry that is kept, and everything it has sent. Clones are one; the last to go ends it.
#[derive(Debug, Clone)]
pub struct Feed(Arc<Following>);

#[derive(Debug)]
struct Following {
    known: Arc<RwLock<KnownRevocations>>,
    task: AbortHandle,
}

impl Drop for Following {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Feed {
    /// Begins to follow, in a task of the Tokio runtime that this is called on. Until everything is known (mostly some
    /// milliseconds), and whenever Grantry is out of reach for a second, requests are refused with 503. When Grantry says
    /// that keys changed, `keys` are fetched again, and those from before count no more: requests wait for the new ones,
    /// for a second at most, and are then refused with 503 too.
    pub fn follow(server: &ResourceServer, keys: &Keys) -> Self {
        let known = Arc::default();
        let follower = Follower {
            server: server.clone(),
            keys: keys.clone(),
            known: Arc::clone(&known),
            last_event: None,
            pause: FIRST_PAUSE,
        };
        let keys = keys.clone();
        let following = async move { tokio::join!(follower.run(), keys.keep_current()) };
        let task = tokio::spawn(following).abort_handle();
        Self(Arc::new(Following { known, task }))
    }

    /// Whether a revocation would be known within a second: for a readiness probe.
    pub fn is_live(&self) -> bool {
        self.0.known.read().is_live()
    }
}

impl Revocations for Feed {
    fn standing(&self, access: &Access) -> Standing {
        self.0.known.read().standing(access)
    }

    fn is_live(&self) -> bool {
        self.is_live()
    }

    fn is_closed(&self, issuer: &str) -> bool {
        self.0.known.read().issuers.is_closed(issuer)
    }

    fn has_domain(&self, domain: &str, environment: Environment) -> Option<bool> {
        self.0.known.read().issuers.has_domain(domain, environment)
    }
}

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error("{0}")]
    Http(#[from] reqwest::Error),
    #[error("Grantry answered {0}")]
    Status(StatusCode),
    #[error("Grantry does not answer")]
    TimedOut,
    #[error("Grantry was silent for two seconds")]
    Silent,
    #[error("for two seconds everything from Grantry came too late, or without a word on how fresh it is")]
    Late,
    #[error("Grantry closed the connection")]
    Closed,
    #[error("it is time for a new connection")]
    Due,
    #[error(transparent)]
    NotEvents(#[from] NotEvents),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

struct Follower {
    server: ResourceServer,
    keys: Keys,
    known: Arc<RwLock<KnownRevocations>>,
    last_event: Option<String>,
    pause: Duration,
}

impl Follower {
    async fn run(mut self) -> Infallible {
        let mut told_of_trouble = false;
        loop {
            let Err(ended) = self.connection().await;
            if matches!(ended, Ended::Due) {
                continue;
            }
            let connected = self.pause == FIRST_PAUSE;
            if connected || !told_of_trouble {
                tracing::warn!(reason = %ended, "the revocation feed broke off; it will be tried again");
                told_of_trouble = true;
            }
            // An older Grantry takes only ids of its own making.
            let cannot_take_up = [StatusCode::GONE, StatusCode::BAD_REQUEST];
            if matches!(ended, Ended::Unreadable(_))
                || matches!(ended, Ended::Status(status) if cannot_take_up.contains(&status))
            {
                self.forget();
            }
            sleep(self.pause).await;
            self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn connection(&mut self) -> Result<Infallible, Ended> {
        let asked = Instant::now();
        let mut answer = self.connect().await?;
        self.known.write().connected(asked);
        let (mut reader, mut on_time) = (EventReader::default(), Instant::now());
        while asked.elapsed() < self.server.feed_renewed_after() {
            let bytes = timeout(SILENCE, answer.chunk()).await.map_err(|_| Ended::Silent)??;
            for event in reader.read(&bytes.ok_or(Ended::Closed)?)? {
                self.hear(event)?;
            }
            if !self.known.read().is_behind() {
                on_time = Instant::now();
            } else if on_time.elapsed() > SILENCE {
                return Err(Ended::Late);
            }
        }
        Err(Ended::Due)
    }

    fn hear(&mut self, event: Event) -> Result<(), Ended> {
        let (was_live, effect, is_live) = {
            let mut known = self.known.write();
            (known.is_live(), known.apply(&event, system_time())?, known.is_live())
        };
        match effect {
            Effect::Nothing => {}
            Effect::KeysChanged => self.keys.changed(),
            Effect::Reset => {
                self.forget();
                // The keys that are known may come from changes that the database has lost.
                self.keys.changed();
            }
        }
        if is_live {
            self.pause = FIRST_PAUSE;
        }
        if is_live && !was_live {
            tracing::info!("the revocation feed is followed");
        }
        self.last_event = event.id.or(self.last_event.take());
        Ok(())
    }

    async fn connect(&self) -> Result<Response, Ended> {
        let mut request = self.server.get(issuer::FEED).header(header::ACCEPT, "text/event-stream");
        if let Some(last) = &self.last_event {
            request = request.header("Last-Event-ID", last);
        }
        let answer = timeout(ANSWER_TIMEOUT, request.send()).await.map_err(|_| Ended::TimedOut)??;
        if answer.status() == StatusCode::OK { Ok(answer) } else { Err(Ended::Status(answer.status())) }
    }

    /// Begins again: on this connection, on which everything that matters follows, or on the next.
    fn forget(&mut self) {
        self.last_event = None;
        self.known.write().reset();
    }
}
