//! The five invariants, checked on the ledger of a script and on what the platform said at its end.

mod crossing;
mod history;
mod revoked;
mod standing;

use std::collections::BTreeMap;
use std::fmt;

use crate::ledger::{Action, Answered, Entry, Operation, Thing};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    AcknowledgedIsPresent,
    RevokedIsRefused,
    OneSecretLives,
    OneAuditEntry,
    NothingCrosses,
}

impl Invariant {
    pub const ALL: [Self; 5] = [
        Self::AcknowledgedIsPresent,
        Self::RevokedIsRefused,
        Self::OneSecretLives,
        Self::OneAuditEntry,
        Self::NothingCrosses,
    ];
}

impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AcknowledgedIsPresent => "acknowledged means present",
            Self::RevokedIsRefused => "revoked means refused after a second",
            Self::OneSecretLives => "one live secret",
            Self::OneAuditEntry => "one audit entry per change",
            Self::NothingCrosses => "nothing crosses a tenant",
        })
    }
}

/// A broken invariant, and how it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub invariant: Invariant,
    pub what: String,
}

/// What the platform says of a thing at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub state: State,
    /// The last four characters of each secret that it lists.
    pub hints: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Never made, or deleted.
    Gone,
    Awaiting,
    Declined,
    Active,
    Paused,
}

/// A token request at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    pub thing: Thing,
    pub secret: usize,
    pub accepted: bool,
}

/// What the platform said when all was quiet again.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The audit entries about things, oldest first.
    pub history: Vec<(Thing, Action)>,
    /// What is wrong with an audit chain, where something is.
    pub broken_chains: Vec<String>,
    pub found: BTreeMap<Thing, Found>,
    pub trials: Vec<Trial>,
}

/// The changes of one thing that may have been done, in the order in which they were asked, and its audit entries.
/// One client at a time changes a thing, so the order is known.
pub(crate) struct Life<'a> {
    pub thing: &'a Thing,
    pub changes: Vec<(&'a Entry, Action)>,
    pub history: Vec<Action>,
}

impl Life<'_> {
    pub fn count(&self, answered: Answered, wanted: impl Fn(Action) -> bool) -> usize {
        self.changes.iter().filter(|(entry, action)| entry.answered == answered && wanted(*action)).count()
    }

    /// Whether such a change was done without an acknowledgement.
    pub fn has_unacknowledged(&self, wanted: impl Fn(Action) -> bool) -> bool {
        let recorded = self.history.iter().filter(|action| wanted(**action)).count();
        recorded > self.count(Answered::Acknowledged, wanted)
    }
}

/// Every violation of an invariant.
pub fn check(entries: &[Entry], evidence: &Evidence) -> Vec<Violation> {
    let lives = lives(entries, evidence);
    let mut violations = Vec::new();
    for chain in &evidence.broken_chains {
        violations.push(Violation { invariant: Invariant::OneAuditEntry, what: chain.clone() });
    }
    for life in lives.values() {
        violations.extend(history::check(life));
        violations.extend(standing::check(life, evidence));
    }
    violations.extend(revoked::check(entries, &lives));
    violations.extend(crossing::check(entries));
    violations
}

/// How many token requests with a revoked secret were answered, of those that came more than a second after that: what
/// the second invariant was tried on.
pub fn tried_when_revoked(entries: &[Entry], evidence: &Evidence) -> usize {
    revoked::tried(entries, &lives(entries, evidence))
}

fn lives<'a>(entries: &'a [Entry], evidence: &'a Evidence) -> BTreeMap<&'a Thing, Life<'a>> {
    let mut lives: BTreeMap<&Thing, Life<'_>> = BTreeMap::new();
    let new = |thing| Life { thing, changes: Vec::new(), history: Vec::new() };
    for entry in entries {
        if let Operation::Change { thing, action, .. } = &entry.operation
            && entry.answered != Answered::Refused
        {
            lives.entry(thing).or_insert_with(|| new(thing)).changes.push((entry, *action));
        }
    }
    for (thing, action) in &evidence.history {
        lives.entry(thing).or_insert_with(|| new(thing)).history.push(*action);
    }
    for life in lives.values_mut() {
        life.changes.sort_by_key(|(entry, _)| entry.span.start);
    }
    lives
}
