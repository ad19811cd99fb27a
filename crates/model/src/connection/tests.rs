//! Tests of a connection's life: each transition, and what it does to tokens.

use std::collections::BTreeSet;

use super::*;
use crate::app::RequestedScope;

fn at(seconds: i64) -> Timestamp {
    chrono::DateTime::from_timestamp(seconds, 0).unwrap()
}

fn someone() -> PersonId {
    PersonId::new(1, &[1; 10])
}

fn fresh() -> Connection {
    let tenant = TenantId::new(1, &[2; 10]);
    Connection::awaiting(ConnectionId::new(1, &[3; 10]), tenant, AppId::new(1, &[4; 10]), someone(), at(1))
}

fn scopes(names: &[&str]) -> ScopeSet {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn version(number: u32, wanted: &[(&str, bool)]) -> AppVersion {
    let scope = |&(name, required): &(&str, bool)| RequestedScope {
        name: name.parse().unwrap(),
        required,
        reason: "because".into(),
    };
    AppVersion {
        app: fresh().app,
        number,
        scopes: wanted.iter().map(scope).collect(),
        note: String::new(),
        egress_networks: BTreeSet::new(),
        workload: None,
        published_by: someone(),
        published_at: at(0),
    }
}

fn allowed() -> Connection {
    let version = version(1, &[("a.read", true), ("a.change", false), ("b.read", false)]);
    fresh().allow(&version, &scopes(&["b.read"]), None, someone(), at(2)).unwrap()
}

#[test]
fn allowing_grants_required_and_chosen_scopes_only() {
    let connection = allowed();
    assert_eq!(connection.granted, scopes(&["a.read", "b.read"]));
    assert!(connection.is_live(at(3)));
}

#[test]
fn a_choice_outside_the_version_is_refused() {
    let version = version(1, &[("a.read", true)]);
    for name in ["a.read", "other"] {
        let refused = fresh().allow(&version, &scopes(&[name]), None, someone(), at(2));
        assert_eq!(refused, Err(AllowError::Scope(NotOptional(name.parse().unwrap()))));
    }
}

#[test]
fn each_owner_lifts_only_its_own_pause() {
    let paused = allowed().pause(PausedBy::Tenant, at(3)).unwrap().pause(PausedBy::Developer, at(4)).unwrap();
    assert!(paused.clone().resume(PausedBy::Platform, at(5)).is_err());
    let still = paused.resume(PausedBy::Tenant, at(5)).unwrap();
    assert!(!still.is_live(at(6)));
    assert!(still.resume(PausedBy::Developer, at(6)).unwrap().is_live(at(7)));
}

#[test]
fn what_takes_access_away_revokes_the_tokens_from_before() {
    let before = allowed().generation;
    assert!(allowed().pause(PausedBy::Tenant, at(3)).unwrap().generation > before);
    assert!(allowed().regenerate(at(3)).unwrap().generation > before);
    assert_eq!(
        allowed().regenerate_with_overlap(at(3)).unwrap().generation,
        before,
        "no call fails meanwhile"
    );
    assert!(allowed().delete(at(3)).unwrap().generation > before);
    let narrowed = allowed().narrow(&scopes(&["a.read"]), at(3)).unwrap();
    assert!(narrowed.generation > before);
    assert_eq!(narrowed.granted, scopes(&["a.read"]));
    assert_eq!(allowed().narrow(&scopes(&["a.read", "b.read", "c"]), at(3)), None);
}

#[test]
fn restoring_does_not_revive_old_tokens() {
    let paused = allowed().pause(PausedBy::Tenant, at(3)).unwrap();
    let generation = paused.generation;
    assert_eq!(paused.resume(PausedBy::Tenant, at(4)).unwrap().generation, generation);
}

#[test]
fn access_ends_at_its_end_date() {
    let version = version(1, &[("a.read", true)]);
    let connection = fresh().allow(&version, &ScopeSet::new(), Some(at(10)), someone(), at(2)).unwrap();
    assert!(connection.is_live(at(9)));
    assert!(!connection.is_live(at(10)));
}

#[test]
fn only_what_has_ended_is_renewed_and_other_stops_stay() {
    let version = version(1, &[("a.read", true)]);
    let until = |end| fresh().allow(&version, &ScopeSet::new(), Some(at(end)), someone(), at(2)).unwrap();
    assert!(until(10).renew(None, someone(), at(9)).is_err());
    assert!(allowed().renew(Some(at(20)), someone(), at(9)).is_err(), "it has no end");
    assert!(until(10).delete(at(11)).unwrap().renew(None, someone(), at(12)).is_err());

    let renewed = until(10).renew(Some(at(20)), someone(), at(11)).unwrap();
    assert!(renewed.is_live(at(19)) && !renewed.is_live(at(20)));
    assert_eq!(renewed.decided_at, at(11));
    assert!(renewed.renew(None, someone(), at(20)).unwrap().is_live(at(1000)));
    let paused = until(10).pause(PausedBy::Tenant, at(3)).unwrap().renew(None, someone(), at(11)).unwrap();
    assert!(!paused.is_live(at(12)));
    assert!(paused.resume(PausedBy::Tenant, at(12)).unwrap().is_live(at(13)));
}

#[test]
fn accepting_a_newer_version_widens_without_revoking_tokens() {
    let before = allowed();
    let after = allowed().accept(2, scopes(&["a.read", "b.read", "c.read"]), at(3)).unwrap();
    assert_eq!(after.granted, scopes(&["a.read", "b.read", "c.read"]));
    assert_eq!((after.version, after.generation), (2, before.generation));
    assert!(after.accept(2, ScopeSet::new(), at(4)).is_err());
}

#[test]
fn a_version_that_is_left_changes_no_grant() {
    let (before, after) = (allowed(), allowed().leave_version(2, at(3)).unwrap());
    assert_eq!((after.version, after.left_version), (1, 2));
    assert_eq!((&after.granted, after.generation), (&before.granted, before.generation));
    assert!(after.clone().accept(2, scopes(&["a.read"]), at(4)).unwrap().generation > before.generation);
    assert!(after.leave_version(1, at(4)).is_err());
}

#[test]
fn every_verb_is_refused_where_the_diagram_has_no_arrow() {
    let deleted = || allowed().delete(at(3)).unwrap();
    let declined = || fresh().decline(1, "no".into(), someone(), at(2)).unwrap();
    let blocked = || fresh().block(1, "no".into(), someone(), at(2)).unwrap();
    for connection in [deleted(), declined(), blocked(), fresh()] {
        assert!(connection.clone().pause(PausedBy::Tenant, at(4)).is_err(), "{:?}", connection.state);
        assert!(connection.clone().resume(PausedBy::Tenant, at(4)).is_err());
        assert!(connection.clone().regenerate(at(4)).is_err());
        assert!(connection.clone().regenerate_with_overlap(at(4)).is_err());
        assert!(connection.clone().delete(at(4)).is_err());
        assert!(!connection.is_live(at(4)));
    }
    for connection in [deleted(), declined(), blocked(), allowed()] {
        assert!(connection.clone().decline(1, "no".into(), someone(), at(4)).is_err());
        assert!(connection.block(1, "no".into(), someone(), at(4)).is_err());
    }
    assert!(declined().unblock(someone(), at(4)).is_err());
    assert!(blocked().reconsider(someone(), at(4)).is_err());
    assert_eq!(declined().reconsider(someone(), at(4)).unwrap().state, ConnectionState::Awaiting);
    assert_eq!(blocked().unblock(someone(), at(4)).unwrap().state, ConnectionState::Awaiting);
}

#[test]
fn an_edit_gives_and_takes_back_what_is_optional() {
    let version = version(1, &[("a.read", true), ("a.change", false), ("b.read", false)]);
    let asked = version.all_scopes();
    let edit = |before: &Connection, optional: &[&str], ends_at| {
        let optional = scopes(optional);
        before.clone().edit(&version, &asked, NewAccess { optional: &optional, ends_at }, someone(), at(9))
    };
    let before = allowed();
    let wider = edit(&before, &["a.change", "b.read"], None).unwrap();
    assert_eq!(wider.granted, scopes(&["a.change", "a.read", "b.read"]));
    assert_eq!((wider.generation, wider.decided_at), (before.generation, at(9)), "nothing is taken back");
    let narrower = edit(&before, &[], None).unwrap();
    assert_eq!(narrower.granted, scopes(&["a.read"]));
    assert!(narrower.generation > before.generation);
    assert!(matches!(edit(&before, &["a.read"], None), Err(AllowError::Scope(_))), "it is required");
    assert!(edit(&before.delete(at(3)).unwrap(), &[], None).is_err());
}

#[test]
fn an_edit_brings_nothing_back_that_the_app_no_longer_asks_for() {
    let version = version(1, &[("a.read", true), ("a.change", false), ("b.read", false)]);
    let asked = scopes(&["b.read"]);
    let before = allowed().narrow(&asked, at(3)).unwrap();
    let edit = |optional: &[&str]| {
        let optional = scopes(optional);
        let access = NewAccess { optional: &optional, ends_at: None };
        before.clone().edit(&version, &asked, access, someone(), at(9))
    };
    assert_eq!(edit(&["b.read"]).unwrap().granted, scopes(&["b.read"]));
    assert_eq!(edit(&["a.change"]), Err(AllowError::NoLongerAsked("a.change".parse().unwrap())));
}

#[test]
fn an_earlier_end_revokes_the_tokens_that_would_outlive_it() {
    let hour = i64::from(crate::api::MAX_TOKEN_LIFETIME);
    for (before, after, revokes) in [
        (None, Some(at(9 + 60)), true),
        (Some(at(9 + 120)), Some(at(9 + 60)), true),
        (Some(at(9 + 60)), Some(at(9 + 120)), false),
        (Some(at(9 + 60)), Some(at(9 + 60)), false),
        (None, Some(at(9 + hour)), false),
        (Some(at(9 + 60)), None, false),
    ] {
        assert_eq!(outlives(before, after, at(9)), revokes, "{before:?} {after:?}");
    }
}
