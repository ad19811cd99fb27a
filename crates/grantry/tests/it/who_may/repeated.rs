//! A request that is sent again because its answer was lost: each operation that changes something takes an
//! `Idempotency-Key`, or stands here with why it is naturally the same when repeated, and with its second answer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use wire::{idempotency::IDEMPOTENCY_KEY, problem::ProblemCode};

use super::{
    documented,
    personas::{Cast, OWN, Persona},
    table::{self, Row},
};
use crate::harness::{Answer, Outcome, Stage, World, next, on_both};

on_both! { with_domains: what_takes_a_key_is_done_once what_takes_no_key_does_no_harm_twice; }

const NO_KEY: [(&str, u16, &str); 39] = [
    ("POST /api/account/v1/session", 200, "another session begins, and the lost one ends by itself"),
    ("POST /api/account/v1/session/code", 401, "the sign-in that waited has ended, and its code is used"),
    ("POST /api/account/v1/second-factor", 422, "the password that it names is not the current one"),
    ("POST /api/account/v1/second-factor/confirm", 409, "it is set up already"),
    ("POST /api/account/v1/second-factor/remove", 422, "the password that it names is not the current one"),
    ("POST /api/account/v1/second-factor/recovery-codes", 422, "the code that it names was used"),
    ("DELETE /api/account/v1/session", 401, "the session is over, and the answer says so"),
    (
        "DELETE /api/account/v1/sessions/{session_id}",
        404,
        "what has ended is not there, and this is no one's",
    ),
    (
        "DELETE /api/account/v1/access-tokens/{access_token_id}",
        404,
        "what has ended is not there, and this is no one's",
    ),
    ("POST /api/account/v1/other-sessions/end", 204, "those that it ended stay ended"),
    ("POST /api/account/v1/invitations/look", 200, "it changes nothing"),
    (
        "POST /api/account/v1/invitations/accept",
        404,
        "the link works once; the person signs in as they chose",
    ),
    ("POST /api/account/v1/password-links/look", 200, "it changes nothing"),
    (
        "POST /api/account/v1/password-links/use",
        404,
        "the link works once; the person signs in as they chose",
    ),
    ("POST /api/account/v1/password-resets", 202, "another link is mailed, and the one before ends"),
    ("POST /api/account/v1/password", 422, "the password that it names is not the current one any more"),
    ("PUT /api/account/v1/name", 422, "the name that it wants is none"),
    ("POST /api/account/v1/address-changes", 422, "the password that it names is not the current one"),
    ("POST /api/account/v1/address-changes/look", 404, "it changes nothing"),
    (
        "POST /api/account/v1/address-changes/use",
        404,
        "the link works once; the person signs in as they chose",
    ),
    ("POST /api/account/v1/secret-links/look", 200, "it changes nothing"),
    ("POST /api/account/v1/secret-links/open", 404, "the link works once; another is asked for"),
    ("POST /api/account/v1/found-secrets", 202, "the secret is stopped already, and nothing is told"),
    ("POST /api/account/v1/notices/read", 204, "what is read stays read"),
    ("POST /api/account/v1/notices/{notice_id}/read", 404, "what is read stays read, and this is no one's"),
    ("PUT /api/account/v1/notices/settings", 412, "the revision that was read is taken"),
    (
        "POST /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/publishing-check",
        200,
        "it changes nothing",
    ),
    ("POST /api/developer/v1/publishers/{publisher_id}/leave", 404, "who has left may see nothing there"),
    ("POST /api/admin/v1/tenants/{tenant_id}/leave", 404, "who has left may see nothing there"),
    ("POST /oauth2/token", 200, "each token is as good as the other, and ends soon"),
    ("POST /t/{tenant_id}/oauth2/token", 200, "each token is as good as the other, and ends soon"),
    ("POST /sandbox/t/{tenant_id}/oauth2/token", 200, "each token is as good as the other, and ends soon"),
    ("POST /oauth2/revoke", 200, "the token is revoked already (RFC 7009 section 2.2)"),
    ("POST /t/{tenant_id}/oauth2/revoke", 200, "the token is revoked already (RFC 7009 section 2.2)"),
    ("POST /sandbox/t/{tenant_id}/oauth2/revoke", 200, "the token is revoked already (RFC 7009 section 2.2)"),
    ("POST /oauth2/introspect", 401, "it changes nothing"),
    ("POST /t/{tenant_id}/oauth2/introspect", 401, "it changes nothing"),
    ("POST /sandbox/t/{tenant_id}/oauth2/introspect", 401, "it changes nothing"),
    ("POST /demo-api/v1/appointments", 201, "the demo's API is an API owner's, and forgets all"),
];

fn takes_a_key(operation: &Value) -> bool {
    operation["parameters"].as_array().into_iter().flatten().any(|one| one["name"] == IDEMPOTENCY_KEY)
}

/// Operations that change something, and whether each takes a key.
pub(super) fn changing() -> Outcome<BTreeMap<String, bool>> {
    let changing = documented()?.into_iter().filter(|(name, _)| !name.starts_with("GET "));
    Ok(changing.map(|(name, operation)| (name, takes_a_key(&operation))).collect())
}

#[test]
fn every_changing_operation_takes_a_key_or_says_why_not() -> Outcome {
    let (with, without): (Vec<_>, Vec<_>) = changing()?.into_iter().partition(|(_, takes)| *takes);
    let without: BTreeSet<_> = without.into_iter().map(|(name, _)| name).collect();
    let explained: BTreeSet<_> = NO_KEY.iter().map(|(name, ..)| (*name).to_owned()).collect();
    let missing: Vec<_> = without.difference(&explained).collect();
    let unknown: Vec<_> = explained.difference(&without).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "neither takes a key nor says why not: {missing:#?}; takes one, or is in no document: {unknown:#?}"
    );
    assert!(with.len() > 40, "the documents are not read: {}", with.len());
    Ok(())
}

/// The first who may, or no one in particular.
pub(super) fn sender(row: &Row) -> Persona {
    Persona::ALL.into_iter().find(|persona| row.whose.status(*persona) == OWN).unwrap_or(Persona::Anonymous)
}

pub(super) fn name(row: &Row) -> String {
    format!("{} {}", row.method, row.path)
}

async fn what_takes_a_key_is_done_once(stage: &Stage) -> Outcome {
    let world = World::on(stage).await?;
    let cast = Cast::of(&world).await?;
    let changing = changing()?;
    let mut wrong = Vec::new();
    for row in table::rows().iter().filter(|row| changing.get(&name(row)) == Some(&true)) {
        let request = (row.make)(&world).await?;
        let key = format!("repeated-{}-{}", std::process::id(), next());
        let [first, again] = cast.send_twice(sender(row), &request, Some(&key)).await?;
        if first.status != row.own || !is_the_same(&first, &again) {
            wrong.push(format!(
                "{}: {} {}, then {} {}",
                name(row),
                first.status,
                first.body,
                again.status,
                again.body
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// The first answer again, or what was made without what is shown once.
fn is_the_same(first: &Answer, again: &Answer) -> bool {
    let not_shown = || again.clone().problem(ProblemCode::MadeNotShown).is_ok();
    (again.status == first.status && again.body == first.body) || not_shown()
}

async fn what_takes_no_key_does_no_harm_twice(stage: &Stage) -> Outcome {
    let world = World::on(stage).await?;
    let cast = Cast::of(&world).await?;
    let mut wrong = Vec::new();
    for row in table::rows() {
        let Some((_, second, why)) = NO_KEY.iter().find(|(operation, ..)| *operation == name(&row)) else {
            continue;
        };
        let request = (row.make)(&world).await?;
        let [first, again] = cast.send_twice(sender(&row), &request, None).await?;
        if (first.status, again.status) != (row.own, *second) {
            wrong.push(format!(
                "{} ({why}): {}, then {} {}",
                name(&row),
                first.status,
                again.status,
                again.body
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
