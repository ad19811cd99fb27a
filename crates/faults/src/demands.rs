//! Requirements of every script beside the invariants: honest answers, enough requests to show something, faults that
//! were felt, and a load as steady as it claims.

use std::time::Duration;

use crate::http::Missed;
use crate::ledger::{Action, Answered, Entry, Operation};
use crate::load::Steadiness;
use crate::problem::Problem;

/// Of the rate that a steady load should have, so much at least was asked.
const HEAVY_ENOUGH: f64 = 0.9;

/// A fault, from when on.
#[derive(Debug)]
pub struct Trouble {
    pub from: Duration,
    pub what: String,
    /// Whether it must cost a request its answer before the next one begins. Of others the script shows in its own way
    /// that they were there.
    pub costs: bool,
}

/// 503 is an honest answer of a node that cannot; every other 5xx is not.
pub fn broken_answers(entries: &[Entry]) -> Option<Problem> {
    let broken: Vec<_> = entries.iter().filter(|entry| entry.status >= 500 && entry.status != 503).collect();
    let first = broken.first()?;
    Some(Problem::Odd(format!(
        "{} answers of {}, the first to {:?} at {:?}",
        broken.len(),
        first.status,
        first.operation,
        first.span.end
    )))
}

/// A script that did nothing holds every invariant. `tried` counts the requests with secrets that were revoked for more
/// than a second.
pub fn too_little(entries: &[Entry], tried: usize) -> Vec<Problem> {
    let done = |wanted: fn(&Operation) -> bool| {
        entries.iter().any(|entry| entry.answered == Answered::Acknowledged && wanted(&entry.operation))
    };
    let revocations = done(|operation| {
        matches!(operation, Operation::Change { action: Action::Pause | Action::Regenerate, .. })
    });
    let tokens = done(|operation| matches!(operation, Operation::Token { .. }));
    let all = [
        (revocations, "revocation"),
        (tokens, "token"),
        (tried > 0, "request with a secret that was revoked for a second"),
    ];
    let missing = all.into_iter().filter(|(done, _)| !done);
    missing.map(|(_, what)| Problem::Odd(format!("the script ran without one {what}"))).collect()
}

/// Faults that cost no client an answer: by silence or a 5xx.
pub fn unfelt(troubles: &[Trouble], entries: &[Entry]) -> Vec<Problem> {
    let ends = troubles.iter().skip(1).map(|next| next.from).chain([Duration::MAX]);
    let felt = |from: Duration, until: Duration| {
        let lost = |entry: &&Entry| entry.status == 0 || entry.status >= 500;
        entries.iter().filter(lost).any(|entry| (from..until).contains(&entry.span.end))
    };
    let unfelt =
        troubles.iter().zip(ends).filter(|(trouble, until)| trouble.costs && !felt(trouble.from, *until));
    unfelt.map(|(trouble, _)| Problem::Odd(format!("no request felt this: {}", trouble.what))).collect()
}

/// None of a steady load's requests may fail, and it must have been as heavy as it should be.
pub fn unsteady(load: &Steadiness) -> Vec<Problem> {
    let (late, lost): (Vec<&Missed>, Vec<&Missed>) = load.missed.iter().partition(|missed| missed.late);
    let failed = |missed: &[&Missed]| {
        let (first, last) = missed.first().zip(missed.last())?;
        Some(format!("{} requests failed; one {}; one {}", missed.len(), first.what, last.what))
    };
    let light = load.rate() < HEAVY_ENOUGH * f64::from(load.wanted);
    let light =
        light.then(|| format!("only {:.0} of {} requests a second were asked", load.rate(), load.wanted));
    [failed(&lost).map(Problem::Odd), failed(&late).map(Problem::Late), light.map(Problem::Late)]
        .into_iter()
        .flatten()
        .collect()
}
