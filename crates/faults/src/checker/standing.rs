//! The state of each thing at the end: what was acknowledged is present, and one secret works.

use super::{Evidence, Found, Invariant, Life, State, Violation};
use crate::ledger::{Action, Answered, Issued, Operation};

pub fn check(life: &Life<'_>, evidence: &Evidence) -> Vec<Violation> {
    let gone = Found { state: State::Gone, hints: Vec::new() };
    let found = evidence.found.get(life.thing).unwrap_or(&gone);
    let accepted: Vec<usize> = evidence
        .trials
        .iter()
        .filter(|trial| trial.thing == *life.thing && trial.accepted)
        .map(|trial| trial.secret)
        .collect();
    let mut violations = Vec::new();
    let mut violated = |invariant, what: String| {
        violations.push(Violation { invariant, what: format!("{:?}: {what}", life.thing) });
    };

    let expected = expected(life);
    if expected != found.state {
        violated(Invariant::AcknowledgedIsPresent, format!("{expected:?} expected, {:?} found", found.state));
    }
    let newest = newest(life);
    // A secret that was made without an answer is known to no client, and has revoked the one before.
    let certain = !life.has_unacknowledged(Action::issues);
    if let Some(newest) = newest.filter(|_| certain && expected == State::Active)
        && (found.hints != [newest.hint.as_str()] || !accepted.contains(&newest.number))
    {
        violated(
            Invariant::AcknowledgedIsPresent,
            format!("secret {} does not work, or is not the one that is listed", newest.number),
        );
    }
    let connected = matches!(found.state, State::Active | State::Paused);
    if found.hints.len() != usize::from(connected) {
        violated(Invariant::OneSecretLives, format!("{} secrets are listed", found.hints.len()));
    }
    let revoked =
        |secret: &usize| found.state != State::Active || newest.is_some_and(|one| *secret < one.number);
    for secret in accepted.iter().filter(|secret| revoked(secret)) {
        violated(Invariant::OneSecretLives, format!("secret {secret} still works, {:?}", found.state));
    }
    violations
}

/// By the ledger alone where all changes were answered; else in the order that the audit entries tell.
fn expected(life: &Life<'_>) -> State {
    if life.count(Answered::Unknown, |_| true) == 0 {
        return life.changes.iter().map(|(_, action)| *action).fold(State::Gone, after);
    }
    life.history.iter().copied().fold(State::Gone, after)
}

fn newest<'a>(life: &Life<'a>) -> Option<&'a Issued> {
    life.changes.iter().rev().find_map(|(entry, _)| match &entry.operation {
        Operation::Change { secret, .. } => secret.as_ref(),
        _ => None,
    })
}

const fn after(state: State, action: Action) -> State {
    match (action, state) {
        (Action::Allow | Action::Create | Action::Resume, _) => State::Active,
        (Action::Decline, _) => State::Declined,
        (Action::Reconsider, _) => State::Awaiting,
        (Action::Pause, _) => State::Paused,
        (Action::Regenerate, state) => state,
        (Action::Delete, _) => State::Gone,
    }
}
