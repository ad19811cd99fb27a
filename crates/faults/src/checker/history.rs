//! One audit entry per change: each acknowledged change has one, in the order of the answers; each change of unknown
//! fate has at most one; there are no others.

use super::{Invariant, Life, Violation};
use crate::ledger::{Action, Answered};

pub fn check(life: &Life<'_>) -> Option<Violation> {
    align(life).err().map(|what| Violation { invariant: Invariant::OneAuditEntry, what })
}

/// Takes the next acknowledged change wherever it fits: where an entry fits both that and one of unknown fate, the
/// other choice explains no more.
fn align(life: &Life<'_>) -> Result<(), String> {
    let of = |answered| life.changes.iter().filter(move |(entry, _)| entry.answered == answered);
    let mut acknowledged = of(Answered::Acknowledged).peekable();
    let mut unknown: Vec<Action> = of(Answered::Unknown).map(|(_, action)| *action).collect();
    for recorded in &life.history {
        if acknowledged.next_if(|(_, action)| action == recorded).is_some() {
            continue;
        }
        match unknown.iter().position(|action| action == recorded) {
            Some(index) => drop(unknown.swap_remove(index)),
            None => return Err(format!("{:?}: an entry {recorded:?} too many", life.thing)),
        }
    }
    match acknowledged.next() {
        None => Ok(()),
        Some((entry, action)) => {
            Err(format!("{:?}: {action:?}, acknowledged at {:?}, has no entry", life.thing, entry.span.end))
        }
    }
}
