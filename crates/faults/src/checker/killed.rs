//! Killed at t means refused after t + 1 s: whatever starts later, on any node.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Invariant, Life, Violation};
use crate::ledger::{Action, Answered, Deed, Entry, Span, Thing};

const GRACE: Duration = Duration::from_secs(1);

/// An acknowledged change that ends access.
struct Kill {
    span: Span,
    action: Action,
    /// Secrets below this number are dead.
    below: usize,
    /// From when on it may be undone.
    until: Duration,
}

type Kills<'a> = BTreeMap<&'a Thing, Vec<Kill>>;

pub fn check(entries: &[Entry], lives: &BTreeMap<&Thing, Life<'_>>) -> Vec<Violation> {
    let kills = of_each(lives);
    let let_in = forbidden(entries, &kills).filter(|(entry, _)| entry.answered == Answered::Acknowledged);
    let_in
        .map(|(entry, kill)| Violation {
            invariant: Invariant::KilledIsRefused,
            what: format!(
                "node {} let {:?} in, asked {:?} after {:?} was acknowledged at {:?}",
                entry.node,
                entry.deed,
                entry.span.start - kill.span.end,
                kill.action,
                kill.span.end
            ),
        })
        .collect()
}

/// Forbidden token requests that were answered, whether let in or refused. 503 says nothing about a secret.
pub fn tried(entries: &[Entry], lives: &BTreeMap<&Thing, Life<'_>>) -> usize {
    let answered = |entry: &Entry| entry.status != 0 && entry.status < 500;
    let token = |entry: &Entry| matches!(entry.deed, Deed::Token { .. });
    let kills = of_each(lives);
    forbidden(entries, &kills).filter(|(entry, _)| token(entry) && answered(entry)).count()
}

/// The requests that must be refused, each with what killed it.
fn forbidden<'a>(entries: &'a [Entry], kills: &'a Kills<'_>) -> impl Iterator<Item = (&'a Entry, &'a Kill)> {
    entries.iter().filter_map(|entry| {
        let (Deed::Token { thing, .. } | Deed::Call { thing, .. }) = &entry.deed else { return None };
        let kill = kills.get(thing)?.iter().find(|kill| kill.forbids(entry))?;
        Some((entry, kill))
    })
}

fn of_each<'a>(lives: &BTreeMap<&'a Thing, Life<'_>>) -> Kills<'a> {
    lives.iter().map(|(thing, life)| (*thing, kills(life))).collect()
}

impl Kill {
    fn forbids(&self, entry: &Entry) -> bool {
        let in_time = entry.span.start <= self.span.end + GRACE;
        !in_time
            && match &entry.deed {
                Deed::Token { secret, .. } => *secret < self.below && entry.span.end < self.until,
                // A token from before the kill stays dead, whatever is restored.
                Deed::Call { issued, .. } => issued.end < self.span.start,
                _ => false,
            }
    }
}

fn kills(life: &Life<'_>) -> Vec<Kill> {
    let mut kills = Vec::new();
    for (index, (entry, action)) in life.changes.iter().enumerate() {
        if entry.answered != Answered::Acknowledged {
            continue;
        }
        let (below, until) = match (action, &entry.deed) {
            (Action::Pause, _) => (usize::MAX, undone_from(life, index)),
            (Action::Delete, _) => (usize::MAX, Duration::MAX),
            (Action::Regenerate, Deed::Change { secret: Some(issued), .. }) => (issued.number, Duration::MAX),
            _ => continue,
        };
        kills.push(Kill { span: entry.span, action: *action, below, until });
    }
    kills
}

/// When a pause may end: at the start of the next Resume; at once where a Resume from before, which nobody knows the
/// fate of, may have come later.
fn undone_from(life: &Life<'_>, pause: usize) -> Duration {
    let resumes = |(_, action): &&(&Entry, Action)| *action == Action::Resume;
    let (before, after) = life.changes.split_at(pause);
    let pending = before.iter().filter(resumes).any(|(entry, _)| entry.answered == Answered::Unknown);
    if pending && life.has_unacknowledged(|action| action == Action::Resume) {
        return Duration::ZERO;
    }
    after.iter().find(resumes).map_or(Duration::MAX, |(entry, _)| entry.span.start)
}
