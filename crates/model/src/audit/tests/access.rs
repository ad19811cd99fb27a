//! Edits of access, and answers about updates.

use super::super::{Access, Detail};
use super::{all_read, scopes, time};
use crate::update::{Answer, Answers};

#[test]
fn edits_of_access() {
    let access = |name: Option<&str>, names: &[&str], until| Access {
        name: name.map(str::to_owned),
        scopes: scopes(names),
        until,
    };
    let edited = |before: &Access, after: &Access| Detail::AccessChanged {
        before: before.clone(),
        after: after.clone(),
    };
    let all = access(None, &["claims.read", "patients.read"], None);
    let part = access(None, &["patients.change", "patients.read"], Some(time()));
    let report = access(Some("Report"), &["claims.read"], Some(time()));
    let export = Access { name: Some("Export".into()), ..report.clone() };
    all_read(&[
        (
            edited(&all, &part),
            "Given patients.change. Taken back claims.read. \
             End date: 2026-11-29 06:05 UTC, before: none",
        ),
        (
            edited(&part, &Access { until: None, ..part.clone() }),
            "End date: none, before: 2026-11-29 06:05 UTC",
        ),
        (edited(&report, &export), "Renamed from “Report”"),
        (edited(&all, &all), "Nothing changed"),
    ]);
    assert_eq!(edited(&all, &report).scopes(), all.scopes, "each that either names");
    let stored = serde_json::to_string(&edited(&all, &part)).unwrap();
    assert_eq!(serde_json::from_str::<Detail>(&stored).unwrap(), edited(&all, &part));
}

#[test]
fn answers_about_updates() {
    let all =
        [("patients.read", Answer::Grant), ("notes.read", Answer::NotNow), ("claims.delete", Answer::Never)];
    let all: Answers = all.into_iter().map(|(name, answer)| (name.parse().unwrap(), answer)).collect();
    let left: Answers = all.clone().into_iter().filter(|(_, answer)| *answer != Answer::Grant).collect();
    let granted = scopes(&["claims.read", "patients.read"]);
    let accepted = Detail::Accepted { version: 3, scopes: granted, workload: None, answers: all };
    assert_eq!(accepted.scopes().len(), 4, "each that it names");
    all_read(&[
        (
            accepted,
            "Version 3: granted claims.read, patients.read; new: patients.read; not now: notes.read; \
             never: claims.delete",
        ),
        (
            Detail::UpdateLeft { version: 3, answers: left },
            "Version 3 was not taken up: not now: notes.read; never: claims.delete",
        ),
        (Detail::Reminded { version: 3, tenants: None }, "Version 3 waits for your review"),
        (Detail::Reminded { version: 3, tenants: Some(1) }, "Version 3, at 1 tenant"),
        (Detail::Reminded { version: 3, tenants: Some(2) }, "Version 3, at 2 tenants"),
    ]);
}
