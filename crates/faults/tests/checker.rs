//! The checker is shown ledgers with a planted violation of each invariant, and sees it; and a sound one, and sees none.

mod planted;

use std::time::Duration;

use faults::checker::{Evidence, Found, Invariant, State, Trial, check, tried_when_revoked};
use faults::ledger::{Action, Answered, Operation};
use planted::{Book, HARBOUR, MERIDIAN, at, span, thing};

/// The invariants that are broken, each once.
fn broken(book: &Book, evidence: &Evidence) -> Vec<Invariant> {
    let mut invariants: Vec<_> =
        check(&book.entries, evidence).into_iter().map(|violation| violation.invariant).collect();
    invariants.sort();
    invariants.dedup();
    invariants
}

/// Allowed, paused for two seconds, resumed, renewed; the old secret was asked with until then.
fn sound() -> (Book, Evidence) {
    let mut book = Book::default();
    book.change(0, Action::Allow);
    book.token(0, 500, true).token(0, 1_200, true);
    book.change(2_000, Action::Pause);
    // Within the second that is given.
    book.token(0, 2_900, true).token(0, 3_500, false);
    book.change(4_000, Action::Resume);
    book.token(0, 4_100, true);
    book.change(5_000, Action::Regenerate);
    book.token(0, 6_200, false).token(1, 6_200, true);
    let evidence = book.evidence(State::Active, &[1]);
    (book, evidence)
}

#[test]
fn a_sound_ledger_holds_all() {
    let (book, evidence) = sound();
    assert_eq!(check(&book.entries, &evidence), []);
}

#[test]
fn an_acknowledged_change_that_is_gone_is_seen() {
    let (book, mut evidence) = sound();
    evidence.found.insert(thing(), Found { state: State::Paused, hints: vec!["s001".into()] });
    evidence.trials.clear();
    assert_eq!(broken(&book, &evidence), [Invariant::AcknowledgedIsPresent]);
    evidence.found.clear();
    assert!(broken(&book, &evidence).contains(&Invariant::AcknowledgedIsPresent));
}

#[test]
fn an_acknowledged_secret_that_does_not_work_is_seen() {
    let (book, mut evidence) = sound();
    evidence.trials.clear();
    assert_eq!(broken(&book, &evidence), [Invariant::AcknowledgedIsPresent]);
}

#[test]
fn a_token_a_second_after_a_pause_is_seen() {
    let (mut book, evidence) = sound();
    book.token(0, 3_200, true);
    assert_eq!(broken(&book, &evidence), [Invariant::RevokedIsRefused]);
}

#[test]
fn a_token_with_an_old_secret_is_seen() {
    let (mut book, evidence) = sound();
    book.token(0, 9_000, true);
    assert_eq!(broken(&book, &evidence), [Invariant::RevokedIsRefused]);
}

#[test]
fn a_token_after_a_deletion_is_seen() {
    let (mut book, _) = sound();
    book.change(7_000, Action::Delete);
    book.token(1, 7_500, true);
    let mut evidence = book.evidence(State::Gone, &[]);
    assert_eq!(broken(&book, &evidence), []);
    book.token(1, 9_000, true);
    assert_eq!(broken(&book, &evidence), [Invariant::RevokedIsRefused]);
    evidence.trials = vec![Trial { thing: thing(), secret: 1, accepted: true }];
    assert_eq!(broken(&book, &evidence), [Invariant::RevokedIsRefused, Invariant::OneSecretLives]);
}

#[test]
fn a_call_with_a_token_from_before_a_pause_is_seen_though_access_was_restored() {
    let (mut book, evidence) = sound();
    let call = |issued| Operation::Call { thing: thing(), secret: 0, issued };
    book.write(8_000, call(span(4_100)), true);
    assert_eq!(broken(&book, &evidence), [Invariant::RevokedIsRefused], "renewed at 5 s");
    book.entries.pop();
    book.write(4_500, call(span(4_100)), true);
    assert_eq!(broken(&book, &evidence), []);
    book.write(4_500, call(span(1_200)), true);
    assert_eq!(broken(&book, &evidence), [Invariant::RevokedIsRefused], "paused at 2 s");
}

#[test]
fn a_pause_may_be_undone_by_a_late_resume_that_no_one_heard_of() {
    let mut book = Book::default();
    book.change(0, Action::Allow);
    book.change(500, Action::Pause);
    book.unknown(1_000, Action::Resume);
    book.change(2_000, Action::Pause);
    book.token(0, 5_000, true);
    let mut evidence = book.evidence(State::Active, &[0]);
    evidence.history.push((thing(), Action::Resume));
    assert_eq!(broken(&book, &evidence), []);
    // Without a trace of the resume, the pause holds.
    evidence.history.pop();
    evidence.found.insert(thing(), Found { state: State::Paused, hints: vec!["s000".into()] });
    evidence.trials.clear();
    assert_eq!(broken(&book, &evidence), [Invariant::RevokedIsRefused]);
}

#[test]
fn two_live_secrets_are_seen() {
    let (book, mut evidence) = sound();
    evidence.trials.push(Trial { thing: thing(), secret: 0, accepted: true });
    assert_eq!(broken(&book, &evidence), [Invariant::OneSecretLives]);
    evidence.trials.pop();
    evidence.found.insert(thing(), Found { state: State::Active, hints: vec!["s001".into(), "s000".into()] });
    assert!(broken(&book, &evidence).contains(&Invariant::OneSecretLives));
}

#[test]
fn a_change_without_an_entry_is_seen() {
    let (book, mut evidence) = sound();
    evidence.history.pop();
    assert_eq!(broken(&book, &evidence), [Invariant::OneAuditEntry]);
}

#[test]
fn an_entry_too_many_is_seen() {
    let (book, mut evidence) = sound();
    evidence.history.push((thing(), Action::Regenerate));
    assert!(broken(&book, &evidence).contains(&Invariant::OneAuditEntry));
}

#[test]
fn entries_in_another_order_are_seen() {
    let (book, mut evidence) = sound();
    evidence.history.swap(1, 2);
    assert_eq!(broken(&book, &evidence), [Invariant::OneAuditEntry]);
}

#[test]
fn a_refused_change_with_an_entry_is_seen() {
    let (mut book, mut evidence) = sound();
    book.change(7_000, Action::Pause);
    book.entries.last_mut().into_iter().for_each(|entry| entry.answered = Answered::Refused);
    assert_eq!(broken(&book, &evidence), []);
    evidence.history.push((thing(), Action::Pause));
    assert!(broken(&book, &evidence).contains(&Invariant::OneAuditEntry));
}

#[test]
fn a_change_of_unknown_fate_may_have_one_entry_or_none() {
    let (mut book, mut evidence) = sound();
    book.unknown(7_000, Action::Pause);
    assert_eq!(broken(&book, &evidence), []);
    evidence.history.push((thing(), Action::Pause));
    evidence.found.insert(thing(), Found { state: State::Paused, hints: vec!["s001".into()] });
    evidence.trials.clear();
    assert_eq!(broken(&book, &evidence), []);
    evidence.history.push((thing(), Action::Pause));
    assert_eq!(broken(&book, &evidence), [Invariant::OneAuditEntry]);
}

#[test]
fn a_broken_chain_is_seen() {
    let (book, mut evidence) = sound();
    evidence.broken_chains.push("Tenant(…) is broken at 3".into());
    assert_eq!(broken(&book, &evidence), [Invariant::OneAuditEntry]);
}

#[test]
fn another_tenants_id_in_an_answer_is_seen() {
    let (mut book, evidence) = sound();
    let connection = "con_01KACONNECTIONOFHARBOUR0000";
    book.look(HARBOUR, connection);
    assert_eq!(broken(&book, &evidence), []);
    book.look(MERIDIAN, connection);
    assert_eq!(broken(&book, &evidence), [Invariant::NothingCrosses]);
}

#[test]
fn another_tenants_own_id_is_seen_at_once() {
    let (mut book, evidence) = sound();
    book.look(MERIDIAN, HARBOUR);
    assert_eq!(broken(&book, &evidence), [Invariant::NothingCrosses]);
}

#[test]
fn a_trespass_that_succeeds_is_seen() {
    let (mut book, evidence) = sound();
    book.write(1_000, Operation::Trespass { what: "a test" }, false);
    assert_eq!(broken(&book, &evidence), []);
    book.write(1_000, Operation::Trespass { what: "a test" }, true);
    assert_eq!(broken(&book, &evidence), [Invariant::NothingCrosses]);
}

#[test]
fn the_time_of_a_kill_is_that_of_its_answer() {
    let mut book = Book::default();
    book.change(0, Action::Allow);
    book.change(1_000, Action::Pause);
    // Its answer took four seconds.
    book.entries.last_mut().into_iter().for_each(|entry| entry.span.end = at(5_000));
    book.token(0, 5_900, true);
    let evidence = book.evidence(State::Paused, &[]);
    assert_eq!(broken(&book, &evidence), []);
    book.token(0, 6_001, true);
    assert_eq!(broken(&book, &evidence), [Invariant::RevokedIsRefused]);
    assert_eq!(book.entries[1].span.end - book.entries[1].span.start, Duration::from_secs(4));
}

#[test]
fn only_what_came_long_after_a_kill_tries_it() {
    let mut book = Book::default();
    book.change(0, Action::Allow);
    book.token(0, 500, true);
    book.change(2_000, Action::Regenerate);
    book.token(0, 2_900, false).token(1, 4_000, true);
    let tried = |book: &Book| tried_when_revoked(&book.entries, &book.evidence(State::Active, &[1]));
    assert_eq!(tried(&book), 0);
    book.token(0, 3_500, false);
    assert_eq!(tried(&book), 1);
}
