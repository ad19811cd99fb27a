//! What the feed has said: which tokens are revoked, and up to when that is known.
//!
//! Grantry gives that time in milliseconds since it was asked for the feed. It counts them from when the request came, we
//! from when we sent it: a link that is slow, or holds events back, makes the time earlier and never later, and no two
//! clocks have to agree.

use std::collections::HashMap;
use std::time::Duration;

use model::ids::CredentialId;
use serde::Deserialize;
use tokio::time::Instant;

use crate::Access;
use crate::known_issuers::KnownIssuers;
use crate::revocations::Standing;
use crate::sse::Event;

/// When more than this has passed since the time up to which all is known, something may have been revoked meanwhile.
/// Grantry looks for changes every 200 ms and says every 250 ms how far it has come, so on a good link it is at most
/// half of this.
const LIVE_FOR: Duration = Duration::from_secs(1);
/// As long as Grantry repeats it to new subscribers: the longest life of a token, an hour, and more for clocks that differ.
const REMEMBERED_FOR: Duration = Duration::from_mins(90);
const FORGET_EVERY: Duration = Duration::from_secs(30);

/// Every revocation that a token could still be refused for.
#[derive(Debug, Default)]
pub(crate) struct KnownRevocations {
    clients: HashMap<CredentialId, Client>,
    /// Revoked one by one, until they expire (seconds since 1970).
    tokens: HashMap<String, i64>,
    pub issuers: KnownIssuers,
    /// When we asked for the feed that we are hearing.
    asked: Option<Instant>,
    /// Every revocation until this time is known.
    heard: Option<Instant>,
    /// Whether this connection has passed on all that happened before it.
    caught_up: bool,
    forgot: Option<Instant>,
}

#[derive(Debug)]
struct Client {
    minimum: u64,
    /// All its generations are revoked.
    dead: bool,
    heard_at: Instant,
}

#[derive(Deserialize)]
struct Generation {
    client_id: String,
    minimum: u64,
    #[serde(default)]
    dead: bool,
}

#[derive(Deserialize)]
struct Token {
    jti: String,
    exp: i64,
}

/// Grantry had sent everything up to `age` before it said so, which was `since` after it was asked for the feed, in
/// milliseconds. An older Grantry does not say.
#[derive(Deserialize)]
struct Fresh {
    since: Option<u64>,
    age: Option<u64>,
}

/// What the follower of the feed has to do about an event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Nothing,
    /// Fetch the public keys again, now: those known count no more.
    KeysChanged,
    /// Forget everything, the public keys too: all that matters follows.
    Reset,
}

/// An event whose data cannot be read. To pass over it could leave a revoked token in use.
#[derive(Debug, thiserror::Error)]
#[error("the event {name} cannot be read: {why}")]
pub(crate) struct Unreadable {
    name: String,
    why: String,
}

impl KnownRevocations {
    /// A connection begins, for which we asked at that moment. Until it has caught up, what it says of freshness is not
    /// about the rest.
    pub fn connected(&mut self, asked: Instant) {
        (self.asked, self.caught_up) = (Some(asked), false);
        self.issuers.connected();
    }

    /// Forgets everything: all that matters follows, on this connection or the next.
    pub fn reset(&mut self) {
        let mut issuers = std::mem::take(&mut self.issuers);
        issuers.reset();
        *self = Self { asked: self.asked, issuers, ..Self::default() };
    }

    /// Acts on an event. `now` is seconds since 1970.
    pub fn apply(&mut self, event: &Event, now: i64) -> Result<Effect, Unreadable> {
        let effect = match event.name.as_str() {
            "generation" => {
                let Generation { client_id, minimum, dead } = data(event)?;
                let client = client_id.parse().map_err(|_| unreadable(event, &"no client_id"))?;
                let known = self.clients.get(&client).map_or(0, |known| known.minimum);
                let minimum = minimum.max(known);
                self.clients.insert(client, Client { minimum, dead, heard_at: Instant::now() });
                Effect::Nothing
            }
            "token" => {
                let Token { jti, exp } = data(event)?;
                if exp > now {
                    self.tokens.insert(jti, exp);
                }
                Effect::Nothing
            }
            "domains" => {
                self.issuers.set_domains(data(event)?);
                Effect::Nothing
            }
            "issuer" => {
                self.issuers.set_issuer(data(event)?);
                Effect::Nothing
            }
            "keys" => Effect::KeysChanged,
            "caught-up" | "alive" => {
                if event.name == "caught-up" {
                    self.caught_up = true;
                    self.issuers.caught_up();
                }
                self.heard = self.heard.max(self.known_until(&data(event)?));
                Effect::Nothing
            }
            "reset" => return Ok(Effect::Reset),
            _ => Effect::Nothing,
        };
        self.forget(now);
        Ok(effect)
    }

    /// Up to which all is known, by our clock; `None` when Grantry does not say.
    fn known_until(&self, fresh: &Fresh) -> Option<Instant> {
        let asked = self.asked.filter(|_| self.caught_up)?;
        let said = asked.checked_add(Duration::from_millis(fresh.since?))?;
        // What arrived was said before, even if Grantry's clock runs faster than ours.
        said.min(Instant::now()).checked_sub(Duration::from_millis(fresh.age?))
    }

    /// Leaves out what no valid token can be refused for.
    fn forget(&mut self, now: i64) {
        if self.forgot.is_some_and(|at| at.elapsed() < FORGET_EVERY) {
            return;
        }
        self.forgot = Some(Instant::now());
        self.clients.retain(|_, client| client.heard_at.elapsed() < REMEMBERED_FOR);
        self.tokens.retain(|_, exp| *exp > now);
    }

    /// Whether what Grantry said last, having sent everything, was too old when it came.
    pub fn is_behind(&self) -> bool {
        self.caught_up && !self.is_live()
    }

    pub fn is_live(&self) -> bool {
        self.heard.is_some_and(|at| at.elapsed() <= LIVE_FOR)
    }

    pub fn standing(&self, access: &Access) -> Standing {
        let client = self.clients.get(&access.client);
        let revoked = client.is_some_and(|client| client.dead || access.generation < client.minimum)
            || self.tokens.contains_key(&access.token_id);
        match revoked {
            true => Standing::Revoked,
            false if self.is_live() => Standing::Active,
            false => Standing::Unsure,
        }
    }
}

fn data<'a, T: Deserialize<'a>>(event: &'a Event) -> Result<T, Unreadable> {
    serde_json::from_str(&event.data).map_err(|error| unreadable(event, &error))
}

fn unreadable(event: &Event, why: &dyn std::fmt::Display) -> Unreadable {
    Unreadable { name: event.name.clone(), why: why.to_string() }
}

#[cfg(test)]
mod tests;
