//! What resource servers are told: which tokens died, as it happens, and for a while after.

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::Arc;

use model::ids::CredentialId;
use parking_lot::RwLock;
use store::directory::Found;
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
    pub after: i64,
    pub until: i64,
    pub events: Vec<Event>,
}

impl From<&Batch> for Told {
    fn from(batch: &Batch) -> Self {
        let generation = |found: &Found| match found {
            Found::Client(client) => {
                Event::Generation { client: client.id, minimum: client.generation, dead: !client.active }
            }
            Found::Gone(client) => Event::Generation { client: *client, minimum: 0, dead: true },
        };
        let revoked = batch
            .revoked
            .iter()
            .map(|token| Event::Token { jti: token.jti.clone(), exp: token.expires_at.timestamp() });
        let keys = batch.platform.then_some(Event::Keys);
        let events = batch.found.iter().map(generation).chain(revoked).chain(keys).collect();
        Self { after: batch.after, until: batch.until, events }
    }
}

impl Told {
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
    told: watch::Sender<i64>,
}

#[derive(Debug)]
struct Kept {
    batches: VecDeque<Arc<Told>>,
    events: usize,
    until: i64,
}

impl Events {
    /// Nothing is known before `until`.
    pub fn new(until: i64) -> Self {
        let kept = Kept { batches: VecDeque::new(), events: 0, until };
        Self { kept: RwLock::new(kept), told: watch::Sender::new(until) }
    }

    pub fn tell(&self, told: Told) {
        let until = told.until;
        {
            let mut kept = self.kept.write();
            kept.events += told.events.len();
            kept.until = until;
            kept.batches.push_back(Arc::new(told));
            while kept.events > KEPT {
                let Some(oldest) = kept.batches.pop_front() else { break };
                kept.events -= oldest.events.len();
            }
        }
        self.told.send_replace(until);
    }

    /// Nothing is known before `until` any more.
    pub fn begin_anew(&self, until: i64) {
        *self.kept.write() = Kept { batches: VecDeque::new(), events: 0, until };
        self.told.send_replace(until);
    }

    /// Tells when there is more.
    pub fn subscribe(&self) -> watch::Receiver<i64> {
        self.told.subscribe()
    }

    /// Everything after a place; `None` when some of it is no longer kept here.
    pub fn after(&self, place: i64) -> Option<Vec<Arc<Told>>> {
        let kept = self.kept.read();
        if place >= kept.until {
            return Some(Vec::new());
        }
        let oldest = kept.batches.front()?;
        if place < oldest.after {
            return None;
        }
        Some(kept.batches.iter().filter(|told| told.until > place).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(after: i64, until: i64, events: usize) -> Told {
        Told { after, until, events: vec![Event::Keys; events] }
    }

    #[test]
    fn what_was_missed_is_given_in_order_or_not_at_all() {
        let events = Events::new(5);
        assert_eq!(events.after(5).map(|missed| missed.len()), Some(0));
        assert!(events.after(4).is_none(), "nothing is known of before the start");
        events.tell(told(5, 6, 1));
        events.tell(told(6, 9, 2));
        let places = |place| events.after(place).map(|all| all.iter().map(|told| told.until).collect());
        assert_eq!(places(5), Some(vec![6, 9]));
        assert_eq!(places(6), Some(vec![9]));
        assert_eq!(places(9), Some(vec![]));
        events.tell(told(9, 10, KEPT));
        assert_eq!(places(6), None, "it was dropped to make room");
        assert_eq!(places(9), Some(vec![10]));
    }

    #[test]
    fn only_the_last_event_of_a_batch_carries_the_place() {
        let client: CredentialId = "cli_01K9VXQ8M4T7R2N6B0C3D5F8GH".parse().unwrap();
        let events = vec![
            Event::Generation { client, minimum: 4, dead: false },
            Event::Token { jti: "a\"b".into(), exp: 7 },
        ];
        let text = Told { after: 1, until: 3, events }.write();
        assert_eq!(
            text,
            "event: generation\ndata: {\"client_id\":\"cli_01K9VXQ8M4T7R2N6B0C3D5F8GH\",\"minimum\":4,\"dead\":false}\n\n\
             event: token\ndata: {\"jti\":\"a\\\"b\",\"exp\":7}\nid: 3\n\n"
        );
        assert_eq!(told(3, 4, 0).write(), "");
    }
}
