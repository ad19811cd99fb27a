//! One subscriber of the revocation feed, and how far it has read.
//!
//! A subscriber is sent a revocation as soon as this node has read it. While this node is in touch with the database it
//! says four times a second up to which moment everything has been sent; when that moment is more than a second ago,
//! the subscriber must not trust what it knows. The moment is given in milliseconds since the feed was asked for, so
//! that no two clocks have to agree.

use std::collections::VecDeque;
use std::time::Duration;

use actix_web::web::Bytes;
use futures_util::stream::{self, Stream};
use store::places::Place;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::issuers::ToldIssuers;
use super::start::{LastEventId, READ_TIMEOUT, first_place, kept_place};
use crate::authentication::AuthenticatedServer;
use crate::errors::TokenError;
use crate::replication::{Batch, EventBatch, Missed, Next, in_time};
use crate::service::TokenService;

const ALIVE_EVERY: Duration = Duration::from_millis(250);
/// The keys may have changed too.
const RESET: &str = "event: reset\ndata: {}\n\nevent: keys\ndata: {}\n\n";

/// What came of reading on.
enum Read {
    Something,
    Nothing,
    /// What the subscriber knows is of another log, or has a hole: it has to begin again.
    OtherLog,
}

pub struct Subscriber {
    service: TokenService,
    server: AuthenticatedServer,
    /// When its request came.
    began: Instant,
    published: watch::Receiver<()>,
    closing: watch::Receiver<bool>,
    place: Place,
    /// The log that the place is in, as this node counts them.
    log: u64,
    /// What is sent before anything else.
    waiting: VecDeque<String>,
    issuers: ToldIssuers,
    caught_up: bool,
    turns: Interval,
    /// Whether it is time to say how fresh it is.
    due: bool,
}

impl Subscriber {
    /// Reads on from the place after the last event; without one, from the first change that matters to a good token.
    pub async fn start(
        service: TokenService,
        server: AuthenticatedServer,
        began: Instant,
        last: LastEventId,
    ) -> Result<Self, TokenError> {
        let (published, closing) = (service.0.events.subscribe(), service.0.closing.subscribe());
        // Before the database is read: where this node finds another log meanwhile, everything is sent again.
        let log = service.0.events.log();
        let kept = kept_place(&service, &last).await?;
        let place = match kept {
            Some(place) => place,
            None => first_place(&service).await?,
        };
        let reset = kept.is_none() && !matches!(last, LastEventId::Missing);
        let waiting = reset.then(|| RESET.to_owned()).into_iter().collect();
        let mut turns = interval_at(began + ALIVE_EVERY, ALIVE_EVERY);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (caught_up, due, issuers) = (false, true, ToldIssuers::default());
        Ok(Self {
            service,
            server,
            began,
            published,
            closing,
            place,
            log,
            waiting,
            issuers,
            caught_up,
            turns,
            due,
        })
    }

    /// Everything that is sent, until the subscriber's secret is no longer current or this node stops.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, TokenError>> {
        stream::try_unfold(self, |mut subscriber| async move {
            let text = subscriber.next().await?;
            Ok::<_, TokenError>(text.map(|text| (Bytes::from(text), subscriber)))
        })
    }

    /// Begins again: nothing that was sent so far counts any more.
    async fn reset(&mut self) -> Result<(), TokenError> {
        self.log = self.service.0.events.log();
        self.place = first_place(&self.service).await?;
        self.waiting = VecDeque::from([RESET.to_owned()]);
        self.issuers = ToldIssuers::default();
        (self.caught_up, self.due) = (false, true);
        Ok(())
    }

    /// The next text to send, at the latest when it is time to say that nothing happened; `None` at the end.
    async fn next(&mut self) -> Result<Option<String>, TokenError> {
        while self.service.is_current(&self.server) {
            if let Some(text) = self.waiting.pop_front() {
                return Ok(Some(text));
            }
            // Measured before the changes are read, so that no more is promised than was sent.
            let fresh = self.how_fresh();
            match self.read_on().await? {
                Read::Something => continue,
                Read::Nothing => {}
                Read::OtherLog => {
                    self.reset().await?;
                    continue;
                }
            }
            if let Some(news) = self.issuers.news(&self.service) {
                return Ok(Some(news));
            }
            if let Some(fresh) = fresh.filter(|_| self.due) {
                let name = if self.caught_up { "alive" } else { "caught-up" };
                (self.due, self.caught_up) = (false, true);
                return Ok(Some(format!("event: {name}\ndata: {fresh}\n\n")));
            }
            tokio::select! {
                _ = self.published.changed() => {}
                _ = self.closing.wait_for(|closing| *closing) => return Ok(None),
                _ = self.turns.tick() => self.due = true,
            }
        }
        Ok(None)
    }

    /// The moment up to which this node knows everything, rounded down; `None` when it has lost touch.
    fn how_fresh(&self) -> Option<String> {
        let since = self.began.elapsed().as_millis();
        let age = self.service.0.freshness.age()?.as_micros().div_ceil(1000);
        Some(format!(r#"{{"since":{since},"age":{age}}}"#))
    }

    /// Queues what happened since.
    async fn read_on(&mut self) -> Result<Read, TokenError> {
        self.published.mark_unchanged();
        match self.service.0.events.after(&self.place, self.log) {
            Missed::Nothing => Ok(Read::Nothing),
            Missed::OtherLog => Ok(Read::OtherLog),
            Missed::NotKept => self.read_from_database().await,
            Missed::Events(missed) => {
                for batch in missed {
                    self.send(&batch);
                }
                Ok(Read::Something)
            }
        }
    }

    async fn read_from_database(&mut self) -> Result<Read, TokenError> {
        let turn = self.service.feed_turn().await;
        let next = in_time(READ_TIMEOUT, Batch::read(&self.service.0.store, self.place)).await?;
        drop(turn);
        Ok(match next {
            Next::Nothing => Read::Nothing,
            Next::Elsewhere => Read::OtherLog,
            Next::Changes(batch) => {
                self.send(&EventBatch::new(&batch, self.place, batch.details.shared.is_some()));
                Read::Something
            }
        })
    }

    fn send(&mut self, batch: &EventBatch) {
        self.place = batch.until;
        let text = batch.write();
        if !text.is_empty() {
            self.waiting.push_back(text);
        }
    }
}
