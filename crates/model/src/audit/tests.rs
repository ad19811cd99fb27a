//! What people read of each detail, word for word.

use std::collections::BTreeSet;

mod access;
mod people;

use super::{Detail, DetailChanged, Field, ReplacedBy, Value, ValueChange};
use crate::{
    Timestamp, app, ids::TenantId, rotation::SecretConcern, scope::ScopeSet, token::TokenFormat,
    update::Answers, webhook::WebhookDisabled, workload::WorkloadPreset,
};

fn scopes(names: &[&str]) -> ScopeSet {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

/// 2026-11-29 06:05:04 UTC.
fn time() -> Timestamp {
    "2026-11-29T06:05:04Z".parse().unwrap()
}

fn all_read(expected: &[(Detail, &str)]) {
    for (detail, sentence) in expected {
        assert_eq!(detail.sentence(), *sentence);
    }
}

#[test]
fn decisions() {
    let granted = |until, workload: Option<&str>| Detail::Granted {
        scopes: scopes(&["patients.read", "claims.change"]),
        until,
        workload: workload.map(str::to_owned),
    };
    let accepted = |workload: Option<&str>| Detail::Accepted {
        version: 2,
        scopes: scopes(&["patients.read"]),
        workload: workload.map(str::to_owned),
        answers: Answers::new(),
    };
    let may_use = |until| Detail::MayUse { scopes: scopes(&["patients.read"]), until };
    all_read(&[
        (granted(None, None), "Granted claims.change, patients.read"),
        (granted(Some(time()), None), "Granted claims.change, patients.read until 2026-11-29 06:05 UTC"),
        (
            granted(None, Some("repository acme/sync (GitHub Actions)")),
            "Granted claims.change, patients.read; it signs in as repository acme/sync (GitHub Actions)",
        ),
        (accepted(None), "Version 2: granted patients.read"),
        (
            accepted(Some("repository acme/sync (GitHub Actions)")),
            "Version 2: granted patients.read; it signs in as repository acme/sync (GitHub Actions)",
        ),
        (Detail::Renewed { until: Some(time()) }, "Access lasts until 2026-11-29 06:05 UTC"),
        (Detail::Renewed { until: None }, "Access has no end date"),
        (Detail::Ending { until: time(), days: 7 }, "Access ends in 7 days, on 2026-11-29 06:05 UTC"),
        (Detail::Ending { until: time(), days: 1 }, "Access ends in a day, on 2026-11-29 06:05 UTC"),
        (Detail::Ended { at: time() }, "Access ended on 2026-11-29 06:05 UTC"),
        (
            Detail::Narrowed { scopes: scopes(&["claims.read", "patients.read"]) },
            "The app no longer asks for claims.read, patients.read",
        ),
        (may_use(None), "May use patients.read"),
        (may_use(Some(time())), "May use patients.read until 2026-11-29 06:05 UTC"),
        (Detail::Reason { reason: "Not yet.".into() }, "“Not yet.”"),
        (Detail::Said { words: "As it was written".into() }, "As it was written"),
        (
            Detail::Unknown { stored: r#"{"kind":"of_tomorrow"}"#.into() },
            "Written by another version of Grantry, which has words for it",
        ),
    ]);
}

#[test]
fn scopes_by_other_words() {
    let told = |detail: &Detail| detail.sentence_naming(&|name| format!("Read patients ({name})"));
    let scopes = scopes(&["patients.read"]);
    let narrowed = Detail::Narrowed { scopes: scopes.clone() };
    assert_eq!(told(&narrowed), "The app no longer asks for Read patients (patients.read)");
    let at = Detail::At { organisation: "Clinic".into(), detail: Some(Box::new(narrowed)) };
    assert_eq!(told(&at), "At Clinic. The app no longer asks for Read patients (patients.read)");
    assert_eq!((at.scopes(), Detail::KeyRetired.scopes()), (scopes, ScopeSet::new()));
}

#[test]
fn where_it_was_and_by_whom() {
    let at =
        |detail: Option<Detail>| Detail::At { organisation: "Clinic".into(), detail: detail.map(Box::new) };
    let by = |reason: Option<&str>| Detail::ByDeveloper { reason: reason.map(str::to_owned) };
    let stopped = Detail::SecretStopped { hint: "x7Qp".into() };
    all_read(&[
        (at(None), "At Clinic"),
        (at(Some(Detail::Reason { reason: "Repairs".into() })), "At Clinic: “Repairs”"),
        (at(Some(stopped.clone())), "At Clinic. The secret that ends in x7Qp stopped working at once"),
        (stopped, "The secret that ends in x7Qp stopped working at once"),
        (by(None), "By the app's developer"),
        (by(Some("Repairs")), "By the app's developer: “Repairs”"),
        (Detail::OldSecretStopped, "The old secret stopped working at once"),
    ]);
}

#[test]
fn changes_of_forms() {
    let valued = |changes: Vec<ValueChange>| Detail::changed(&[], changes);
    let website = |before: Option<&str>, after: Option<&str>| ValueChange {
        field: Field::Website,
        before: before.map(Value::from),
        after: after.map(Value::from),
    };
    let name = ValueChange::new(Field::Name, "A", "B");
    let format = ValueChange::new(Field::TokenFormat, "ES256", "opaque");
    let lifetime = ValueChange::new(Field::TokenLifetime, Value::Seconds(60), Value::Seconds(1200));
    let smart = ValueChange::new(Field::SmartBackendServices, false, true);
    all_read(&[
        (valued(vec![ValueChange::new(Field::Name, "A", "A")]), "Nothing changed"),
        (
            Detail::changed(&[(Field::Sentence, true), (Field::Logo, false)], [name]),
            "Changed sentence, name from “A” to “B”",
        ),
        (
            valued(vec![format, lifetime, smart]),
            "Changed token format from ES256 to opaque, token lifetime from 60 s to 1200 s, \
             SMART Backend Services from off to on",
        ),
        (
            valued(vec![
                website(None, Some("https://a.example")),
                ValueChange::new(Field::Verified, true, false),
            ]),
            "Changed website from none to https://a.example, verified from yes to no",
        ),
        (Detail::Renamed { before: "Clinic".into() }, "Renamed from “Clinic”"),
        (
            Detail::changed(&Field::ALL.iter().map(|field| (*field, true)).collect::<Vec<_>>(), []),
            "Changed action, AI agent, audience, client keys, description, documentation link, e-mail address, \
             hand-over, logo, name, tokens without jti once, preset, privacy policy, sensitivity, sentence, \
             SMART Backend Services, state, summary, support contact, title, token format, token lifetime, \
             verified, visibility, website, keys",
        ),
    ]);
}

#[test]
fn details_of_apps() {
    let change = |detail, before: &str, after: &str| {
        let (before, after) = (before.to_owned(), after.to_owned());
        DetailChanged::from(&app::DetailChange { detail, before, after, at: time() })
    };
    let of = |changes: Vec<DetailChanged>| Detail::DetailsChanged { changes };
    let long = change(app::Detail::Summary, "A", "B");
    assert_eq!((long.before.as_str(), long.after.as_str()), ("", ""), "it is not kept once more");
    all_read(&[
        (
            of(vec![
                change(app::Detail::Name, "A", "B"),
                change(app::Detail::Website, "", "https://b.example"),
            ]),
            "Renamed from “A” to “B”; changed the website from none to https://b.example",
        ),
        (
            of(vec![long, change(app::Detail::Description, "C", "D")]),
            "Changed the summary; changed the description",
        ),
        (of(vec![change(app::Detail::Logo, "", "/logos/a.png")]), "Added a logo"),
        (of(vec![change(app::Detail::Logo, "/logos/a.png", "")]), "Removed the logo"),
        (of(vec![change(app::Detail::Logo, "/logos/a.png", "/logos/b.png")]), "Changed the logo"),
        (
            of(vec![change(app::Detail::PrivacyPolicy, "https://a.example", "")]),
            "Changed the privacy policy from https://a.example to none",
        ),
        (of(vec![change(app::Detail::AiAgent, "no", "yes")]), "Marked as an AI agent"),
        (of(vec![change(app::Detail::AiAgent, "yes", "no")]), "No longer marked as an AI agent"),
        (
            Detail::changed(&[], [ValueChange::new(Field::AiAgent, false, true)]),
            "Changed AI agent from no to yes",
        ),
        (Detail::LogoReplaced, "The logo is another picture now"),
        (Detail::LogoAskedAgain, "Had the logo fetched again"),
    ]);
}

#[test]
fn documents_of_apis() {
    let source = |url: Option<&str>, servers, relay| Detail::DocumentSource {
        url: url.map(str::to_owned),
        servers,
        relay,
    };
    all_read(&[
        (Detail::DocumentTaken { number: 3, title: "Records".into() }, "Version 3: “Records”"),
        (Detail::DocumentAskedAgain, "Had the document fetched again"),
        (source(None, 1, false), "Uploaded by hand; 1 server; relay off"),
        (
            source(Some("https://api.example/openapi.json"), 2, true),
            "Fetched from https://api.example/openapi.json; 2 servers; relay on",
        ),
    ]);
}

#[test]
fn what_is_offered() {
    let tenant = TenantId::new(1, &[7; 10]);
    let (offered, no_longer) = (format!("Offered to {tenant}"), format!("No longer offered to {tenant}"));
    let published = |networks: &[&str]| Detail::Published {
        version: 3,
        scopes: scopes(&["patients.read"]),
        networks: networks.iter().map(|network| network.parse().unwrap()).collect(),
        workload: None,
    };
    let signs_in = Detail::Published {
        version: 4,
        scopes: scopes(&["patients.read"]),
        networks: BTreeSet::new(),
        workload: Some("repository acme/sync, branch main (GitHub Actions)".into()),
    };
    all_read(&[
        (published(&[]), "Version 3 asks for patients.read"),
        (
            published(&["192.0.2.0/24", "2001:db8::/32"]),
            "Version 3 asks for patients.read, from 192.0.2.0/24, 2001:db8::/32",
        ),
        (
            signs_in,
            "Version 4 asks for patients.read; it signs in as repository acme/sync, branch main (GitHub Actions)",
        ),
        (Detail::Offered { tenant }, offered.as_str()),
        (Detail::NotOffered { tenant }, no_longer.as_str()),
        (Detail::Verifies { api: "Records".into() }, "Verifies tokens of Records"),
        (
            Detail::ApiCreated {
                identifier: "https://api.example".into(),
                token_format: TokenFormat::Opaque,
            },
            "Identifier https://api.example, token format opaque",
        ),
    ]);
}

#[test]
fn secrets_and_workloads() {
    let retired = |hints: &[&str], silent_days| Detail::SecretRetired {
        hints: hints.iter().map(|hint| (*hint).to_owned()).collect(),
        silent_days,
    };
    let issuer = "https://issuer.example".to_owned();
    let hint = || "x7Qp".to_owned();
    let ending = |concern| Detail::SecretEnding { hint: hint(), at: time(), concern };
    all_read(&[
        (retired(&["x7Qp"], None), "The secret that ends in x7Qp no longer works"),
        (retired(&["x7Qp"], Some(1)), "The secret that ends in x7Qp no longer works: not used for a day"),
        (
            retired(&["x7Qp", "4f2a"], Some(30)),
            "The secrets that end in x7Qp and 4f2a no longer work: not used for 30 days",
        ),
        (Detail::SecretRetirement { after_days: None }, "The secret stays until someone retires it"),
        (
            Detail::SecretRetirement { after_days: Some(30) },
            "The secret is retired once it was not used for 30 days",
        ),
        (
            Detail::OldSecretKept { hint: hint(), until: time() },
            "The old secret that ends in x7Qp works until 2026-11-29 06:05 UTC",
        ),
        (ending(SecretConcern::Ending), "The secret that ends in x7Qp works until 2026-11-29 06:05 UTC"),
        (
            ending(SecretConcern::OldStillUsed),
            "The old secret that ends in x7Qp works until 2026-11-29 06:05 UTC, and is still used",
        ),
        (
            ending(SecretConcern::NewUnused),
            "The old secret that ends in x7Qp works until 2026-11-29 06:05 UTC, and the new one was never used",
        ),
        (
            Detail::SecretEnded { hint: hint() },
            "The secret that ends in x7Qp no longer works: it was as old as secrets may become",
        ),
        (
            Detail::SecretLink { hint: hint(), until: time() },
            "Shows the secret that ends in x7Qp once, until 2026-11-29 06:05 UTC",
        ),
        (Detail::SecretLinkOver { hint: hint() }, "It was for the secret that ends in x7Qp"),
        (Detail::SecretPolicy { days: None }, "New secrets do not end by themselves"),
        (Detail::SecretPolicy { days: Some(90) }, "New secrets end after 90 days"),
        (
            Detail::WebhookStopped { because: WebhookDisabled::NotTaken },
            "A message was not taken for three days",
        ),
        (
            Detail::WebhookStopped { because: WebhookDisabled::Gone },
            "Its receiver answered that it is gone for good (410)",
        ),
        (Detail::WebhookSecretOverlaps { until: None }, "The secret of before no longer signs"),
        (
            Detail::WebhookSecretOverlaps { until: Some(time()) },
            "The secret of before signs too until 2026-11-29 06:05 UTC",
        ),
        (Detail::WorkloadDropped, "The app no longer signs in with its platform's identity"),
        (
            Detail::WorkloadIssuerCreated { issuer, preset: WorkloadPreset::Other },
            "Issuer https://issuer.example, another issuer",
        ),
    ]);
}

#[test]
fn addresses_of_tenants() {
    let set = |former: Option<&str>, kept_until| Detail::SlugSet {
        slug: "harbour".into(),
        former: former.map(str::to_owned),
        kept_until,
    };
    let issuer = || "https://harbor.api.example".to_owned();
    all_read(&[
        (set(None, None), "Slug harbour. The former address answers until it is closed"),
        (
            set(Some("harbor"), Some(time())),
            "Slug harbour in place of harbor. The former address answers until 2026-11-29 06:05 UTC",
        ),
        (
            Detail::AddressClosed { issuer: issuer(), at: None },
            "https://harbor.api.example no longer answers; tokens that name it are revoked",
        ),
        (
            Detail::AddressClosed { issuer: issuer(), at: Some(time()) },
            "https://harbor.api.example answers until 2026-11-29 06:05 UTC",
        ),
        (Detail::AddressOpened { issuer: issuer() }, "https://harbor.api.example answers until it is closed"),
    ]);
}

#[test]
fn keys_and_databases() {
    let replaced = |cause| Detail::KeyReplaced { cause, next: "es256-2".into(), at: time() };
    let restored = |made_at| Detail::DatabaseRestored { made_at, sessions: 3, links: 2, keys: 1 };
    all_read(&[
        (replaced(ReplacedBy::Age), "By its age: es256-2 takes over at 2026-11-29 06:05 UTC"),
        (
            replaced(ReplacedBy::Command),
            "By `grantry keys rotate`: es256-2 takes over at 2026-11-29 06:05 UTC",
        ),
        (Detail::KeyRetired, "By `grantry keys retire`: all tokens that it signed are revoked"),
        (Detail::KeysRewrapped, "By `grantry keys rewrap`: with the master key in use"),
        (
            Detail::OperatorReset { again: false },
            "By `grantry operator reset`: sessions ended, a link to a new password made",
        ),
        (
            Detail::OperatorReset { again: true },
            "By `grantry operator reset`: made an operator, sessions ended, a link to a new password made",
        ),
        (
            restored(None),
            "Made at an unknown time. Sessions ended: 3; open links withdrawn: 2; keys replaced: 1",
        ),
        (
            restored(Some(time())),
            "Made 2026-11-29 06:05:04 UTC. Sessions ended: 3; open links withdrawn: 2; keys replaced: 1",
        ),
    ]);
}
