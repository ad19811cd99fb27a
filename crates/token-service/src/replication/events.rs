//! The latest events of the revocation feed, kept in memory for those who follow it.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::RwLock;
use store::places::Place;
use tokio::sync::watch;

use super::event::EventBatch;

/// Events that are kept in memory. A subscriber that is further behind is served from the database.
const KEPT: usize = 10_000;

/// The latest events.
#[derive(Debug)]
pub struct Events {
    kept: RwLock<Kept>,
    published: watch::Sender<()>,
}

#[derive(Debug)]
struct Kept {
    batches: VecDeque<Arc<EventBatch>>,
    events: usize,
    until: Place,
    log: u64,
}

/// What a subscriber has missed.
#[derive(Debug)]
pub enum Missed {
    Nothing,
    Events(Vec<Arc<EventBatch>>),
    /// Some of it is no longer kept here.
    NotKept,
    /// Another log has begun: no event from before counts any more.
    OtherLog,
}

impl Events {
    /// Nothing is known before `until`.
    pub fn new(until: Place) -> Self {
        let kept = Kept { batches: VecDeque::new(), events: 0, until, log: 0 };
        Self { kept: RwLock::new(kept), published: watch::Sender::new(()) }
    }

    /// The number of the log that this node follows, counted since it started. A subscriber says in which log it missed
    /// something.
    pub fn log(&self) -> u64 {
        self.kept.read().log
    }

    pub fn publish(&self, batch: EventBatch) {
        {
            let mut kept = self.kept.write();
            kept.events += batch.events.len();
            kept.until = batch.until;
            kept.batches.push_back(Arc::new(batch));
            while kept.events > KEPT {
                let Some(oldest) = kept.batches.pop_front() else { break };
                kept.events -= oldest.events.len();
            }
        }
        self.published.send_replace(());
    }

    /// Begins another log at `until`: no event from before counts any more.
    pub fn begin_again(&self, until: Place) {
        {
            let mut kept = self.kept.write();
            *kept = Kept { batches: VecDeque::new(), events: 0, until, log: kept.log + 1 };
        }
        self.published.send_replace(());
    }

    /// Changes when there are more events.
    pub fn subscribe(&self) -> watch::Receiver<()> {
        self.published.subscribe()
    }

    /// Everything after a place in the log of this number.
    pub fn after(&self, place: &Place, log: u64) -> Missed {
        let (kept, place) = (self.kept.read(), place.sequence());
        if log != kept.log {
            return Missed::OtherLog;
        }
        if place >= kept.until.sequence() {
            return Missed::Nothing;
        }
        match kept.batches.front() {
            Some(oldest) if place >= oldest.after.sequence() => {
                let missed = kept.batches.iter().filter(|batch| batch.until.sequence() > place);
                Missed::Events(missed.cloned().collect())
            }
            _ => Missed::NotKept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replication::event::Event;

    fn at(sequence: i64) -> Place {
        let place = format!("{sequence}.{:032x}.{sequence:032x}", 7);
        place.parse().unwrap_or_else(|error| panic!("{place}: {error}"))
    }

    fn batch(after: i64, until: i64, events: usize) -> EventBatch {
        EventBatch { after: at(after), until: at(until), events: vec![Event::Keys; events] }
    }

    #[test]
    fn what_was_missed_is_given_in_order_or_not_at_all() {
        let events = Events::new(at(5));
        let places = |place| match events.after(&at(place), 0) {
            Missed::Nothing => Some(vec![]),
            Missed::Events(missed) => Some(missed.iter().map(|batch| batch.until.sequence()).collect()),
            Missed::NotKept | Missed::OtherLog => None,
        };
        assert_eq!(places(5), Some(vec![]));
        assert_eq!(places(4), None, "nothing is known of before the start");
        events.publish(batch(5, 6, 1));
        events.publish(batch(6, 9, 2));
        assert_eq!(places(5), Some(vec![6, 9]));
        assert_eq!(places(6), Some(vec![9]));
        assert_eq!(places(9), Some(vec![]));
        events.publish(batch(9, 10, KEPT));
        assert_eq!(places(6), None, "it was dropped to make room");
        assert_eq!(places(9), Some(vec![10]));
    }

    #[test]
    fn who_was_told_of_another_log_hears_so_wherever_it_stands() {
        let events = Events::new(at(5));
        let before = events.log();
        events.begin_again(at(3));
        for place in [2, 3, 5, 9] {
            assert!(matches!(events.after(&at(place), before), Missed::OtherLog), "{place}");
        }
        assert!(matches!(events.after(&at(3), events.log()), Missed::Nothing));
    }
}
