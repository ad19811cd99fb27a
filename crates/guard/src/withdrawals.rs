//! What the feed has told: which tokens are withdrawn, and how long ago anything was heard.

use std::collections::HashMap;
use std::time::Duration;

use model::ids::CredentialId;
use serde::Deserialize;
use tokio::time::Instant;

use crate::revocations::Standing;
use crate::sse::Event;
use crate::{Access, Verifier};

/// Without an event for this long nobody knows what was withdrawn meanwhile. Grantry says every 250 ms that it is alive.
const LIVE_FOR: Duration = Duration::from_secs(1);
/// No token lives longer, so no withdrawal has to be remembered longer; a minute more for clocks and detours.
const REMEMBERED_FOR: Duration = Duration::from_secs(3600 + 60);
const FORGET_EVERY: Duration = Duration::from_secs(30);

/// Everything withdrawn that a token could still be refused for.
#[derive(Debug, Default)]
pub(crate) struct Withdrawals {
    clients: HashMap<CredentialId, Client>,
    /// Withdrawn one by one, until they expire (seconds since 1970).
    tokens: HashMap<String, i64>,
    /// The last event while everything before it was known.
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

/// What the follower of the feed has to do about an event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Nothing,
    /// Fetch the public keys again, now.
    FetchKeys,
    /// Forget everything: all that matters follows.
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
    /// A connection begins: until it has caught up, its events do not say how fresh the rest is.
    pub fn connected(&mut self) {
        self.caught_up = false;
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
            "keys" => Told::FetchKeys,
            "caught-up" => {
                self.caught_up = true;
                Told::Nothing
            }
            "reset" => return Ok(Told::Reset),
            _ => Told::Nothing,
        };
        if self.caught_up {
            self.heard = Some(Instant::now());
        }
        self.forget(now);
        Ok(told)
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
