//! The events of the revocation feed: which tokens were revoked, and when to fetch the keys again.

use std::fmt::Write;

use model::ids::CredentialId;
use store::directory::Found;
use store::places::Place;

use super::batch::Batch;

/// One thing that a resource server must know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Tokens of this client with a generation below `minimum` are revoked; with `dead` all of its tokens are.
    Generation { client: CredentialId, minimum: u64, dead: bool },
    /// One token was revoked. `exp` in seconds since 1970.
    Token { jti: String, exp: i64 },
    /// Signing keys, the catalogue or the resource servers changed: the JWK Set is worth fetching.
    Keys,
}

/// The events of changes up to a place in the log. A subscriber that has them all has everything before that place.
#[derive(Debug)]
pub struct EventBatch {
    /// The log's place before it and after it.
    pub after: Place,
    pub until: Place,
    pub events: Vec<Event>,
}

impl EventBatch {
    /// The events of this batch, for a subscriber that has everything up to `after`.
    pub fn new(Batch { until, details, .. }: &Batch, after: Place, keys: bool) -> Self {
        let generation = |found: &Found| match found {
            Found::Client(client) => Event::Generation {
                client: client.id,
                minimum: client.generation,
                dead: !client.active || client.issuer_closed,
            },
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

    /// As server-sent events. Only the last one carries the place: a subscriber that loses the connection before it
    /// gets all of them again.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(sequence: i64) -> Place {
        let place = format!("{sequence}.{:032x}.{sequence:032x}", 7);
        place.parse().unwrap_or_else(|error| panic!("{place}: {error}"))
    }

    #[test]
    fn only_the_last_event_of_a_batch_carries_the_place() {
        let client: CredentialId = "cli_01K9VXQ8M4T7R2N6B0C3D5F8GH".parse().unwrap();
        let events = vec![
            Event::Generation { client, minimum: 4, dead: false },
            Event::Token { jti: "a\"b".into(), exp: 7 },
        ];
        let text = EventBatch { after: at(1), until: at(3), events }.write();
        assert_eq!(
            text,
            "event: generation\ndata: {\"client_id\":\"cli_01K9VXQ8M4T7R2N6B0C3D5F8GH\",\"minimum\":4,\"dead\":false}\n\n\
             event: token\ndata: {\"jti\":\"a\\\"b\",\"exp\":7}\n\
             id: 3.00000000000000000000000000000007.00000000000000000000000000000003\n\n"
        );
        assert_eq!(EventBatch { after: at(3), until: at(4), events: vec![] }.write(), "");
    }
}
