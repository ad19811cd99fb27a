//! What each operation that changes something costs: how many statements a good request sends, its sign-in and its
//! `Idempotency-Key` among them. Beginning and end of a transaction are not counted.
//!
//! The numbers are exact, so that none grows and none that fell can grow again. Where they differ, the failure has the lines
//! as they are to stand here.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    personas::Cast,
    repeated::{changing, name, sender},
    table,
};
use crate::harness::{Kind, Outcome, Stage, World, next, on_both};

on_both! { fresh: each_operation_keeps_to_its_budget; }

/// An operation, its statements on SQLite, and on PostgreSQL. There a transaction also sets its wall, and sets it again to
/// write into the histories of others.
#[rustfmt::skip]
const BUDGETS: [(&str, u64, u64); 65] = [
    ("POST /api/account/v1/session", 18, 20),
    ("DELETE /api/account/v1/session", 2, 2),
    ("POST /api/account/v1/invitations/look", 5, 6),
    ("POST /api/account/v1/invitations/accept", 28, 32),
    ("POST /api/account/v1/password-links/look", 3, 4),
    ("POST /api/account/v1/password-links/use", 31, 35),
    ("POST /api/account/v1/found-secrets", 12, 15),
    ("POST /api/developer/v1/publishers/{publisher_id}/apps", 17, 18),
    ("PUT /api/developer/v1/publishers/{publisher_id}/apps/{app_id}", 18, 19),
    ("POST /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/logo/fetch", 13, 14),
    ("POST /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/versions", 18, 19),
    ("POST /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/targets", 14, 15),
    ("DELETE /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/targets/{tenant_id}", 10, 11),
    ("POST /api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/pause", 18, 19),
    ("POST /api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/resume", 17, 18),
    ("POST /api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/collect-secret", 20, 23),
    ("POST /api/developer/v1/publishers/{publisher_id}/members", 13, 14),
    ("PUT /api/developer/v1/publishers/{publisher_id}/members/{person_id}", 14, 15),
    ("DELETE /api/developer/v1/publishers/{publisher_id}/members/{person_id}", 14, 15),
    ("POST /api/developer/v1/publishers/{publisher_id}/invitations/{invitation_id}/new-link", 14, 15),
    ("DELETE /api/developer/v1/publishers/{publisher_id}/invitations/{invitation_id}", 10, 11),
    ("POST /api/developer/v1/publishers/{publisher_id}/leave", 9, 10),
    ("PUT /api/admin/v1/tenants/{tenant_id}", 14, 18),
    ("POST /api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/allow", 17, 19),
    ("POST /api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/decline", 13, 15),
    ("POST /api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/block", 13, 15),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/accept", 19, 21),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/pause", 16, 18),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/resume", 16, 18),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/renew", 15, 17),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/reconsider", 20, 22),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/unblock", 20, 22),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/regenerate-secret", 17, 19),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/delete", 19, 21),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/details-seen", 12, 14),
    ("POST /api/admin/v1/tenants/{tenant_id}/blocked-publishers", 13, 15),
    ("DELETE /api/admin/v1/tenants/{tenant_id}/blocked-publishers/{publisher_id}", 11, 13),
    ("POST /api/admin/v1/tenants/{tenant_id}/credentials", 15, 17),
    ("POST /api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/regenerate-secret", 14, 16),
    ("POST /api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/delete", 13, 15),
    ("POST /api/admin/v1/tenants/{tenant_id}/members", 15, 18),
    ("PUT /api/admin/v1/tenants/{tenant_id}/members/{person_id}", 16, 19),
    ("DELETE /api/admin/v1/tenants/{tenant_id}/members/{person_id}", 16, 19),
    ("POST /api/admin/v1/tenants/{tenant_id}/invitations/{invitation_id}/new-link", 16, 19),
    ("DELETE /api/admin/v1/tenants/{tenant_id}/invitations/{invitation_id}", 12, 14),
    ("POST /api/admin/v1/tenants/{tenant_id}/leave", 11, 13),
    ("POST /api/operator/v1/apis", 8, 9),
    ("PUT /api/operator/v1/apis/{api_id}", 11, 12),
    ("POST /api/operator/v1/apis/{api_id}/resource-servers", 10, 11),
    ("DELETE /api/operator/v1/apis/{api_id}/resource-servers/{resource_server_id}", 10, 11),
    ("POST /api/operator/v1/apis/{api_id}/scopes", 10, 11),
    ("PUT /api/operator/v1/apis/{api_id}/scopes/{name}", 9, 10),
    ("POST /api/operator/v1/apps/{app_id}/suspend", 19, 20),
    ("POST /api/operator/v1/apps/{app_id}/restore", 18, 19),
    ("POST /api/operator/v1/operators", 11, 12),
    ("DELETE /api/operator/v1/operators/{person_id}", 14, 15),
    ("POST /api/operator/v1/password-links", 16, 17),
    ("POST /api/operator/v1/invitations/{invitation_id}/new-link", 15, 16),
    ("DELETE /api/operator/v1/invitations/{invitation_id}", 11, 12),
    ("POST /api/operator/v1/tenants/{tenant_id}/invitations", 14, 15),
    ("POST /api/operator/v1/publishers/{publisher_id}/invitations", 14, 15),
    ("POST /api/operator/v1/publishers", 20, 21),
    ("PUT /api/operator/v1/publishers/{publisher_id}", 16, 17),
    ("POST /api/operator/v1/tenants", 18, 19),
    ("PUT /api/operator/v1/tenants/{tenant_id}", 14, 15),
];

/// One less where the logo of the new app is still being fetched: then nothing more is put into the outbox.
const WAVERING: &str = "POST /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/logo/fetch";

/// Operations of the portals that change something, and whether each takes a key.
fn changing_in_portals() -> Outcome<BTreeMap<String, bool>> {
    Ok(changing()?.into_iter().filter(|(name, _)| name.contains(" /api/")).collect())
}

#[test]
fn every_changing_operation_has_a_budget() -> Outcome {
    let changing: BTreeSet<_> = changing_in_portals()?.into_keys().collect();
    let budgets: BTreeSet<_> = BUDGETS.iter().map(|(operation, ..)| (*operation).to_owned()).collect();
    let missing: Vec<_> = changing.difference(&budgets).collect();
    let unknown: Vec<_> = budgets.difference(&changing).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "without a budget: {missing:#?}; not in the portals' documents: {unknown:#?}"
    );
    assert_eq!(budgets.len(), BUDGETS.len(), "an operation is listed twice");
    Ok(())
}

async fn each_operation_keeps_to_its_budget(stage: &Stage) -> Outcome {
    let world = World::on(stage).await?;
    let cast = Cast::of(&world).await?;
    let changing = changing_in_portals()?;
    let mut wrong = Vec::new();
    for row in table::rows() {
        let operation = name(&row);
        let Some(takes_a_key) = changing.get(&operation) else { continue };
        let request = (row.make)(&world).await?;
        let key = takes_a_key.then(|| format!("budget-{}-{}", std::process::id(), next()));
        let answer = cast.send_in_use(sender(&row), &request, key.as_deref()).await?.ok(row.own)?;
        wrong.extend(differs(stage.kind(), &operation, stage.statements(&answer).await?));
    }
    assert!(wrong.is_empty(), "these cost something else than their budgets say:\n{}", wrong.join("\n"));
    Ok(())
}

/// The operation's line as it is to be, where it is another one.
fn differs(kind: Kind, operation: &str, seen: u64) -> Option<String> {
    let (_, sqlite, postgres) = BUDGETS.iter().find(|(listed, ..)| *listed == operation)?;
    let (most, after) = match kind {
        Kind::Sqlite => (*sqlite, (seen, *postgres)),
        Kind::Postgres => (*postgres, (*sqlite, seen)),
    };
    let least = if operation == WAVERING { most - 1 } else { most };
    let line = || format!("    (\"{operation}\", {}, {}), // {kind:?}: {most} until now", after.0, after.1);
    (!(least..=most).contains(&seen)).then(line)
}
