//! What the feed has told: which tokens are withdrawn, and up to which moment that is known.
//!
//! Grantry names that moment in milliseconds since it was asked for the feed. It counts them from when the question
//! came, we from when we sent it: a link that is slow, or holds events back, makes the moment earlier and never later,
//! and no two clocks have to agree.

use std::collections::HashMap;
use std::time::Duration;

use model::ids::CredentialId;
use serde::Deserialize;
use tokio::time::Instant;

use crate::revocations::Standing;
use crate::sse::Event;
use crate::{Access, Verifier};

/// When more than this has passed since the moment up to which all is known, nobody knows what was withdrawn meanwhile.
/// Grantry looks for changes every 200 ms and says every 250 ms how far it has come, so on a good link it is at most
/// half of this.
const LIVE_FOR: Duration = Duration::from_secs(1);
/// As long as Grantry tells it to those who come: the longest life of a token, an hour, and more for clocks that differ.
const REMEMBERED_FOR: Duration = Duration::from_secs(90 * 60);
const FORGET_EVERY: Duration = Duration::from_secs(30);

/// Everything withdrawn that a token could still be refused for.
#[derive(Debug, Default)]
pub(crate) struct Withdrawals {
    clients: HashMap<CredentialId, Client>,
    /// Withdrawn one by one, until they expire (seconds since 1970).
    tokens: HashMap<String, i64>,
    /// When we asked for the feed that we are hearing.
    asked: Option<Instant>,
    /// Everything withdrawn until this moment is known.
    heard: Option<Instant>,
    /// Whether this connection has passed on all that happened before it.
    caught_up: bool,
    forgot: Option<Instant>,
}

#[derive(Debug)]
struct Client {
    minimum: u64,
    /// No generation is alive.
    dead: bool,
    told: Instant,
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

/// Grantry had told everything up to `age` before it said so, which was `since` after it was asked for the feed, in
/// milliseconds. An older Grantry does not say.
#[derive(Deserialize)]
struct Fresh {
    since: Option<u64>,
    age: Option<u64>,
}

/// What the follower of the feed has to do about an event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Nothing,
    /// Fetch the public keys again, now: those known count no more.
    KeysChanged,
    /// Forget everything, the public keys too: all that matters follows.
    Reset,
}

/// An event whose data cannot be read. Passing over it could let a withdrawn token live.
#[derive(Debug, thiserror::Error)]
#[error("the event {name} cannot be read: {why}")]
pub(crate) struct Unreadable {
    name: String,
    why: String,
}

impl Withdrawals {
    /// A connection begins, for which we asked at that moment. Until it has caught up, what it says of freshness is not
    /// about the rest.
    pub fn connected(&mut self, asked: Instant) {
        (self.asked, self.caught_up) = (Some(asked), false);
    }

    /// Forgets everything: all that matters follows, on this connection or the next.
    pub fn reset(&mut self) {
        *self = Self { asked: self.asked, ..Self::default() };
    }

    /// Acts on an event. `now` is seconds since 1970.
    pub fn apply(&mut self, event: &Event, now: i64) -> Result<Told, Unreadable> {
        let told = match event.name.as_str() {
            "generation" => {
                let Generation { client_id, minimum, dead } = data(event)?;
                let client = client_id.parse().map_err(|_| unreadable(event, &"no client_id"))?;
                let known = self.clients.get(&client).map_or(0, |known| known.minimum);
                let minimum = minimum.max(known);
                self.clients.insert(client, Client { minimum, dead, told: Instant::now() });
                Told::Nothing
            }
            "token" => {
                let Token { jti, exp } = data(event)?;
                if exp.saturating_add(Verifier::LEEWAY) > now {
                    self.tokens.insert(jti, exp);
                }
                Told::Nothing
            }
            "keys" => Told::KeysChanged,
            "caught-up" | "alive" => {
                self.caught_up |= event.name == "caught-up";
                self.heard = self.heard.max(self.moment(&data(event)?));
                Told::Nothing
            }
            "reset" => return Ok(Told::Reset),
            _ => Told::Nothing,
        };
        self.forget(now);
        Ok(told)
    }

    /// Up to which all is known, by our clock; `None` when Grantry does not say.
    fn moment(&self, fresh: &Fresh) -> Option<Instant> {
        let asked = self.asked.filter(|_| self.caught_up)?;
        let said = asked.checked_add(Duration::from_millis(fresh.since?))?;
        // What arrived was said before, even if Grantry's clock runs faster than ours.
        said.min(Instant::now()).checked_sub(Duration::from_millis(fresh.age?))
    }

    /// Leaves out what no living token can be refused for.
    fn forget(&mut self, now: i64) {
        if self.forgot.is_some_and(|at| at.elapsed() < FORGET_EVERY) {
            return;
        }
        self.forgot = Some(Instant::now());
        self.clients.retain(|_, client| client.told.elapsed() < REMEMBERED_FOR);
        self.tokens.retain(|_, exp| exp.saturating_add(Verifier::LEEWAY) > now);
    }

    /// Whether what Grantry said last, having told everything, was too old when it came.
    pub fn is_behind(&self) -> bool {
        self.caught_up && !self.is_live()
    }

    pub fn is_live(&self) -> bool {
        self.heard.is_some_and(|at| at.elapsed() <= LIVE_FOR)
    }

    pub fn standing(&self, access: &Access) -> Standing {
        let client = self.clients.get(&access.client);
        let withdrawn = client.is_some_and(|client| client.dead || access.generation < client.minimum)
            || self.tokens.contains_key(&access.token_id);
        match withdrawn {
            true => Standing::Dead,
            false if self.is_live() => Standing::Alive,
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
