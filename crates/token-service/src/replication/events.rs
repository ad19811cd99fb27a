//! What resource servers are told: which tokens died, as it happens, and for a while after.

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::Arc;

use model::ids::CredentialId;
use parking_lot::RwLock;
use store::directory::Found;
use store::places::Place;
use tokio::sync::watch;

use crate::batch::Batch;

/// Events that are kept in memory. Whoever is further behind is served from the database.
const KEPT: usize = 10_000;

/// One thing that a resource server must know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Tokens of this client below `minimum` are dead; with `dead` all of them.
    Generation { client: CredentialId, minimum: u64, dead: bool },
    /// One token was revoked. `exp` in seconds since 1970.
    Token { jti: String, exp: i64 },
    /// Signing keys, the catalogue or the resource servers changed: the JWK Set is worth fetching.
    Keys,
}

/// What came of changes up to a place in the log. Whoever has it all has everything before.
#[derive(Debug)]
pub struct Told {
    /// The log's place before it and after it.
    pub after: Place,
    pub until: Place,
    pub events: Vec<Event>,
}

impl Told {
    /// What came of this batch for somebody who has it all up to `after`.
    pub fn new(Batch { until, details, .. }: &Batch, after: Place, keys: bool) -> Self {
        let generation = |found: &Found| match found {
            Found::Client(client) => {
                Event::Generation { client: client.id, minimum: client.generation, dead: !client.active }
            }
            Found::Gone(client) => Event::Generation { client: *client, minimum: 0, dead: true },
        };
        let revoked = details
            .revoked
            .iter()
            .map(|token| Event::Token { jti: token.jti.clone(), exp: token.expires_at.timestamp() });
        let keys = keys.then_some(Event::Keys);
        let events = details.found.iter().map(generation).chain(revoked).chain(keys).collect();
        Self { after, until: *until, events }
    }

    /// As server-sent events. Only the last one carries the place: who loses the connection between gets all again.
    pub fn write(&self) -> String {
        let mut text = String::new();
        for event in &self.events {
            let _ = match event {
                Event::Generation { client, minimum, dead } => write!(
                    text,
                    "event: generation\ndata: {{\"client_id\":\"{client}\",\"minimum\":{minimum},\"dead\":{dead}}}\n"
                ),
                Event::Token { jti, exp } => {
                    let jti = serde_json::Value::from(jti.as_str());
                    write!(text, "event: token\ndata: {{\"jti\":{jti},\"exp\":{exp}}}\n")
                }
                Event::Keys => write!(text, "event: keys\ndata: {{}}\n"),
            };
            text.push('\n');
        }
        if text.ends_with("\n\n") {
            text.pop();
            let _ = write!(text, "id: {}\n\n", self.until);
        }
        text
    }
}

/// The latest events, for all who follow them.
#[derive(Debug)]
pub struct Events {
    kept: RwLock<Kept>,
    told: watch::Sender<()>,
}

#[derive(Debug)]
struct Kept {
    batches: VecDeque<Arc<Told>>,
    events: usize,
    until: Place,
    log: u64,
}

/// What somebody has missed.
#[derive(Debug)]
pub enum Missed {
    Nothing,
    Told(Vec<Arc<Told>>),
    /// Some of it is no longer kept here.
    NotKept,
    /// All that was told before the log was begun anew counts no more.
    OtherLog,
}

impl Events {
    /// Nothing is known before `until`.
    pub fn new(until: Place) -> Self {
        let kept = Kept { batches: VecDeque::new(), events: 0, until, log: 0 };
        Self { kept: RwLock::new(kept), told: watch::Sender::new(()) }
    }

    /// Which log this node follows, counted since it began: who asks for what was missed says in which one.
    pub fn log(&self) -> u64 {
        self.kept.read().log
    }

    pub fn tell(&self, told: Told) {
        {
            let mut kept = self.kept.write();
            kept.events += told.events.len();
            kept.until = told.until;
            kept.batches.push_back(Arc::new(told));
            while kept.events > KEPT {
                let Some(oldest) = kept.batches.pop_front() else { break };
                kept.events -= oldest.events.len();
            }
        }
        self.told.send_replace(());
    }

    /// Nothing is known before `until` any more, and what was told counts no more.
    pub fn begin_anew(&self, until: Place) {
        {
            let mut kept = self.kept.write();
            *kept = Kept { batches: VecDeque::new(), events: 0, until, log: kept.log + 1 };
        }
        self.told.send_replace(());
    }

    /// Tells when there is more.
    pub fn subscribe(&self) -> watch::Receiver<()> {
        self.told.subscribe()
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
                let missed = kept.batches.iter().filter(|told| told.until.sequence() > place);
                Missed::Told(missed.cloned().collect())
            }
            _ => Missed::NotKept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(sequence: i64) -> Place {
        let place = format!("{sequence}.{:032x}.{sequence:032x}", 7);
        place.parse().unwrap_or_else(|error| panic!("{place}: {error}"))
    }

    fn told(after: i64, until: i64, events: usize) -> Told {
        Told { after: at(after), until: at(until), events: vec![Event::Keys; events] }
    }

    #[test]
    fn what_was_missed_is_given_in_order_or_not_at_all() {
        let events = Events::new(at(5));
        let places = |place| match events.after(&at(place), 0) {
            Missed::Nothing => Some(vec![]),
            Missed::Told(missed) => Some(missed.iter().map(|told| told.until.sequence()).collect()),
            Missed::NotKept | Missed::OtherLog => None,
        };
        assert_eq!(places(5), Some(vec![]));
        assert_eq!(places(4), None, "nothing is known of before the start");
        events.tell(told(5, 6, 1));
        events.tell(told(6, 9, 2));
        assert_eq!(places(5), Some(vec![6, 9]));
        assert_eq!(places(6), Some(vec![9]));
        assert_eq!(places(9), Some(vec![]));
        events.tell(told(9, 10, KEPT));
        assert_eq!(places(6), None, "it was dropped to make room");
        assert_eq!(places(9), Some(vec![10]));
    }

    #[test]
    fn who_was_told_of_another_log_hears_so_wherever_it_stands() {
        let events = Events::new(at(5));
        let before = events.log();
        events.begin_anew(at(3));
        for place in [2, 3, 5, 9] {
            assert!(matches!(events.after(&at(place), before), Missed::OtherLog), "{place}");
        }
        assert!(matches!(events.after(&at(3), events.log()), Missed::Nothing));
    }

    #[test]
    fn only_the_last_event_of_a_batch_carries_the_place() {
        let client: CredentialId = "cli_01K9VXQ8M4T7R2N6B0C3D5F8GH".parse().unwrap();
        let events = vec![
            Event::Generation { client, minimum: 4, dead: false },
            Event::Token { jti: "a\"b".into(), exp: 7 },
        ];
        let text = Told { after: at(1), until: at(3), events }.write();
        assert_eq!(
            text,
            "event: generation\ndata: {\"client_id\":\"cli_01K9VXQ8M4T7R2N6B0C3D5F8GH\",\"minimum\":4,\"dead\":false}\n\n\
             event: token\ndata: {\"jti\":\"a\\\"b\",\"exp\":7}\n\
             id: 3.00000000000000000000000000000007.00000000000000000000000000000003\n\n"
        );
        assert_eq!(told(3, 4, 0).write(), "");
    }
}
