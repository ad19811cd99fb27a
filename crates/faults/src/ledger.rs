//! What was asked of the nodes, when, and what they said. Times are the client's: an operation starts before its first
//! byte is sent and ends after the last byte of its answer was read, so that a slow harness makes no node look worse.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Something whose life is followed: a tenant's connection to an app, or one of its own credentials.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Thing {
    /// The tenant's id.
    pub tenant: String,
    /// The app's id, or the credential's name.
    pub name: String,
}

/// A change of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Allow,
    Decline,
    Reconsider,
    Pause,
    Resume,
    Create,
    /// At once, without an overlap.
    Regenerate,
    Delete,
}

impl Action {
    /// Whether its answer carries a new secret.
    pub const fn issues(self) -> bool {
        matches!(self, Self::Allow | Self::Create | Self::Regenerate)
    }
}

/// Start and end, since the ledger was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub start: Duration,
    pub end: Duration,
}

/// A secret that an answer carried: which one of its thing, counted from 0, and its last four characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub number: usize,
    pub hint: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    Change {
        thing: Thing,
        action: Action,
        /// Of an acknowledged change that issues one.
        secret: Option<Issued>,
    },
    /// A token request with secret `secret` of the thing.
    Token { thing: Thing, secret: usize },
    /// A call of the demo API with a token that was asked for with secret `secret` during `issued`.
    Call { thing: Thing, secret: usize, issued: Span },
    /// What must never succeed: one tenant's credentials or session at another tenant.
    Trespass { what: &'static str },
    /// A look at something of the tenant.
    Look,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// A 2xx.
    Acknowledged,
    /// A 4xx to a change, anything but 2xx to a request that changes nothing, or the request was never sent: nothing
    /// was done.
    Refused,
    /// A change that got a 5xx or no answer: it was done once, or will be, or never.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub node: usize,
    pub span: Span,
    pub operation: Operation,
    pub answered: Answered,
    /// 0 where there was no answer.
    pub status: u16,
    /// For whose eyes the answer was.
    pub tenant: String,
    /// Ids in the answer that belong to one tenant alone.
    pub ids: Vec<String>,
}

/// All that was done, in the order in which it ended.
#[derive(Debug)]
pub struct Ledger {
    opened: Instant,
    entries: Mutex<Vec<Entry>>,
    oddities: Mutex<Vec<String>>,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { opened: Instant::now(), entries: Mutex::default(), oddities: Mutex::default() }
    }
}

impl Ledger {
    /// The time on the ledger's clock.
    pub fn now(&self) -> Duration {
        self.opened.elapsed()
    }

    pub fn write(&self, entry: Entry) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }

    /// Notes an answer that should not be, whatever the invariants say.
    pub fn odd(&self, what: String) {
        self.oddities.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }

    pub fn oddities(&self) -> Vec<String> {
        self.oddities.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A copy of what is written so far.
    pub fn entries(&self) -> Vec<Entry> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
