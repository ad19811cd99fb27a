//! Revoked at t means refused after t + 1 s: whatever starts later, on any node.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Invariant, Life, Violation};
use crate::ledger::{Action, Answered, Entry, Operation, Span, Thing};

const GRACE: Duration = Duration::from_secs(1);

/// An acknowledged change that ends access.
struct Revocation {
    span: Span,
    action: Action,
    /// Secrets below this number are revoked.
    below: usize,
    /// From when on it may be undone.
    until: Duration,
}

type Revocations<'a> = BTreeMap<&'a Thing, Vec<Revocation>>;

pub fn check(entries: &[Entry], lives: &BTreeMap<&Thing, Life<'_>>) -> Vec<Violation> {
    let revocations = of_each(lives);
    let accepted =
        forbidden(entries, &revocations).filter(|(entry, _)| entry.answered == Answered::Acknowledged);
    accepted
        .map(|(entry, revocation)| Violation {
            invariant: Invariant::RevokedIsRefused,
            what: format!(
                "node {} accepted {:?}, asked {:?} after {:?} was acknowledged at {:?}",
                entry.node,
                entry.operation,
                entry.span.start - revocation.span.end,
                revocation.action,
                revocation.span.end
            ),
        })
        .collect()
}

/// Forbidden token requests that were answered, whether accepted or refused. 503 says nothing about a secret.
pub fn tried(entries: &[Entry], lives: &BTreeMap<&Thing, Life<'_>>) -> usize {
    let answered = |entry: &Entry| entry.status != 0 && entry.status < 500;
    let token = |entry: &Entry| matches!(entry.operation, Operation::Token { .. });
    let revocations = of_each(lives);
    forbidden(entries, &revocations).filter(|(entry, _)| token(entry) && answered(entry)).count()
}

/// The requests that must be refused, each with what revoked it.
fn forbidden<'a>(
    entries: &'a [Entry],
    revocations: &'a Revocations<'_>,
) -> impl Iterator<Item = (&'a Entry, &'a Revocation)> {
    entries.iter().filter_map(|entry| {
        let (Operation::Token { thing, .. } | Operation::Call { thing, .. }) = &entry.operation else {
            return None;
        };
        let revocation = revocations.get(thing)?.iter().find(|revocation| revocation.forbids(entry))?;
        Some((entry, revocation))
    })
}

fn of_each<'a>(lives: &BTreeMap<&'a Thing, Life<'_>>) -> Revocations<'a> {
    lives.iter().map(|(thing, life)| (*thing, revocations(life))).collect()
}

impl Revocation {
    fn forbids(&self, entry: &Entry) -> bool {
        let in_time = entry.span.start <= self.span.end + GRACE;
        !in_time
            && match &entry.operation {
                Operation::Token { secret, .. } => *secret < self.below && entry.span.end < self.until,
                // A token from before the revocation stays revoked, whatever is restored.
                Operation::Call { issued, .. } => issued.end < self.span.start,
                _ => false,
            }
    }
}

fn revocations(life: &Life<'_>) -> Vec<Revocation> {
    let mut revocations = Vec::new();
    for (index, (entry, action)) in life.changes.iter().enumerate() {
        if entry.answered != Answered::Acknowledged {
            continue;
        }
        let (below, until) = match (action, &entry.operation) {
            (Action::Pause, _) => (usize::MAX, undone_from(life, index)),
            (Action::Delete, _) => (usize::MAX, Duration::MAX),
            (Action::Regenerate, Operation::Change { secret: Some(issued), .. }) => {
                (issued.number, Duration::MAX)
            }
            _ => continue,
        };
        revocations.push(Revocation { span: entry.span, action: *action, below, until });
    }
    revocations
}

/// When a pause may end: at the start of the next Resume; at once where an earlier Resume, whose fate is
/// unknown, may have come later.
fn undone_from(life: &Life<'_>, pause: usize) -> Duration {
    let resumes = |(_, action): &&(&Entry, Action)| *action == Action::Resume;
    let (before, after) = life.changes.split_at(pause);
    let pending = before.iter().filter(resumes).any(|(entry, _)| entry.answered == Answered::Unknown);
    if pending && life.has_unacknowledged(|action| action == Action::Resume) {
        return Duration::ZERO;
    }
    after.iter().find(resumes).map_or(Duration::MAX, |(entry, _)| entry.span.start)
}
