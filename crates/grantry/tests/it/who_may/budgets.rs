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

on_both! { with_domains: each_operation_keeps_to_its_budget; }

/// An operation, its statements on SQLite, and on PostgreSQL. There a transaction also sets its wall, and sets it again to
/// write into the histories of others.
#[rustfmt::skip]
const BUDGETS: [(&str, u64, u64); 132] = [
    ("POST /api/account/v1/session", 22, 24),
    ("POST /api/account/v1/session/code", 0, 0),
    ("POST /api/account/v1/second-factor", 2, 2),
    ("POST /api/account/v1/second-factor/confirm", 8, 10),
    ("POST /api/account/v1/second-factor/remove", 2, 2),
    ("POST /api/account/v1/second-factor/recovery-codes", 8, 10),
    ("DELETE /api/account/v1/session", 2, 2),
    ("POST /api/account/v1/access-tokens", 17, 18),
    ("DELETE /api/account/v1/access-tokens/{access_token_id}", 3, 3),
    ("DELETE /api/account/v1/sessions/{session_id}", 2, 2),
    ("POST /api/account/v1/other-sessions/end", 11, 12),
    ("POST /api/account/v1/invitations/look", 5, 6),
    ("POST /api/account/v1/invitations/accept", 32, 36),
    ("POST /api/account/v1/password-links/look", 3, 4),
    ("POST /api/account/v1/password-links/use", 41, 45),
    ("POST /api/account/v1/password-resets", 2, 3),
    ("POST /api/account/v1/password", 2, 2),
    ("PUT /api/account/v1/name", 1, 1),
    ("POST /api/account/v1/address-changes", 2, 2),
    ("POST /api/account/v1/address-changes/look", 1, 2),
    ("POST /api/account/v1/address-changes/use", 1, 2),
    ("POST /api/account/v1/secret-links/look", 5, 7),
    ("POST /api/account/v1/secret-links/open", 11, 14),
    ("POST /api/account/v1/found-secrets", 13, 16),
    ("POST /api/account/v1/notices/read", 3, 4),
    ("POST /api/account/v1/notices/{notice_id}/read", 8, 9),
    ("PUT /api/account/v1/notices/settings", 3, 3),
    ("POST /api/developer/v1/publishers/{publisher_id}/apps", 17, 18),
    ("PUT /api/developer/v1/publishers/{publisher_id}/apps/{app_id}", 18, 19),
    ("POST /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/logo/fetch", 13, 14),
    ("POST /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/versions", 20, 21),
    ("POST /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/publishing-check", 7, 8),
    ("PUT /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/draft", 10, 11),
    ("DELETE /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/draft", 7, 8),
    ("POST /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/roll-out/remind", 14, 15),
    ("POST /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/targets", 15, 16),
    ("DELETE /api/developer/v1/publishers/{publisher_id}/apps/{app_id}/targets/{tenant_id}", 10, 11),
    ("POST /api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/pause", 19, 20),
    ("POST /api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/resume", 18, 19),
    ("POST /api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/collect-secret", 21, 24),
    ("POST /api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/secret-links", 20, 23),
    ("DELETE /api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/secret-links/{link_id}", 19, 22),
    ("POST /api/developer/v1/publishers/{publisher_id}/members", 14, 15),
    ("PUT /api/developer/v1/publishers/{publisher_id}/members/{person_id}", 15, 16),
    ("DELETE /api/developer/v1/publishers/{publisher_id}/members/{person_id}", 15, 16),
    ("POST /api/developer/v1/publishers/{publisher_id}/invitations/{invitation_id}/new-link", 15, 16),
    ("POST /api/developer/v1/publishers/{publisher_id}/invitations/{invitation_id}/mail", 16, 17),
    ("DELETE /api/developer/v1/publishers/{publisher_id}/invitations/{invitation_id}", 10, 11),
    ("POST /api/developer/v1/publishers/{publisher_id}/leave", 10, 11),
    ("POST /api/developer/v1/publishers/{publisher_id}/webhooks", 12, 13),
    ("PUT /api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}", 11, 12),
    ("POST /api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}/rotate-secret", 15, 16),
    ("POST /api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}/retire-secret", 13, 14),
    ("POST /api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}/delete", 11, 12),
    ("POST /api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}/test", 9, 10),
    ("POST /api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}/deliveries/{delivery_id}/send-again", 10, 11),
    ("PUT /api/admin/v1/tenants/{tenant_id}", 14, 18),
    ("PUT /api/admin/v1/tenants/{tenant_id}/secret-policy", 13, 17),
    ("POST /api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/allow", 21, 23),
    ("POST /api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/decline", 16, 18),
    ("POST /api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/block", 16, 18),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/update", 27, 29),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/update/seen", 10, 12),
    ("POST /api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/request", 15, 17),
    ("DELETE /api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/request", 11, 13),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/pause", 18, 20),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/resume", 18, 20),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/renew", 17, 19),
    ("PUT /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/access", 23, 25),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/reconsider", 21, 23),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/unblock", 21, 23),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/regenerate-secret", 19, 21),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/retire-secret", 21, 23),
    ("PUT /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/secret-retirement", 17, 19),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/delete", 22, 24),
    ("POST /api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/details-seen", 12, 14),
    ("POST /api/admin/v1/tenants/{tenant_id}/blocked-publishers", 13, 15),
    ("DELETE /api/admin/v1/tenants/{tenant_id}/blocked-publishers/{publisher_id}", 11, 13),
    ("POST /api/admin/v1/tenants/{tenant_id}/credentials", 19, 21),
    ("PUT /api/admin/v1/tenants/{tenant_id}/credentials/{client_id}", 18, 20),
    ("POST /api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/pause", 16, 18),
    ("POST /api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/resume", 16, 18),
    ("POST /api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/regenerate-secret", 16, 18),
    ("POST /api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/delete", 17, 19),
    ("POST /api/admin/v1/tenants/{tenant_id}/clients/{client_id}/secrets/{secret_id}/retire", 17, 19),
    ("POST /api/admin/v1/tenants/{tenant_id}/clients/{client_id}/secret-links", 15, 17),
    ("DELETE /api/admin/v1/tenants/{tenant_id}/clients/{client_id}/secret-links/{link_id}", 14, 16),
    ("POST /api/admin/v1/tenants/{tenant_id}/members", 16, 19),
    ("PUT /api/admin/v1/tenants/{tenant_id}/members/{person_id}", 17, 20),
    ("DELETE /api/admin/v1/tenants/{tenant_id}/members/{person_id}", 17, 20),
    ("POST /api/admin/v1/tenants/{tenant_id}/invitations/{invitation_id}/new-link", 17, 20),
    ("POST /api/admin/v1/tenants/{tenant_id}/invitations/{invitation_id}/mail", 18, 21),
    ("DELETE /api/admin/v1/tenants/{tenant_id}/invitations/{invitation_id}", 12, 14),
    ("POST /api/admin/v1/tenants/{tenant_id}/leave", 12, 14),
    ("POST /api/admin/v1/tenants/{tenant_id}/webhooks", 13, 15),
    ("PUT /api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}", 12, 14),
    ("POST /api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}/rotate-secret", 16, 18),
    ("POST /api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}/retire-secret", 14, 16),
    ("POST /api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}/delete", 12, 14),
    ("POST /api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}/test", 10, 12),
    ("POST /api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}/deliveries/{delivery_id}/send-again", 11, 13),
    ("POST /api/operator/v1/apis", 8, 9),
    ("PUT /api/operator/v1/apis/{api_id}", 11, 12),
    ("PUT /api/operator/v1/apis/{api_id}/document/text", 17, 18),
    ("PUT /api/operator/v1/apis/{api_id}/document/source", 12, 13),
    ("POST /api/operator/v1/apis/{api_id}/document/fetch", 13, 14),
    ("POST /api/operator/v1/apis/{api_id}/resource-servers", 10, 11),
    ("DELETE /api/operator/v1/apis/{api_id}/resource-servers/{resource_server_id}", 10, 11),
    ("POST /api/operator/v1/apis/{api_id}/scopes", 10, 11),
    ("PUT /api/operator/v1/apis/{api_id}/scopes/{name}", 9, 10),
    ("POST /api/operator/v1/workload-issuers", 9, 10),
    ("PUT /api/operator/v1/workload-issuers/{issuer_id}", 11, 12),
    ("POST /api/operator/v1/workload-issuers/{issuer_id}/close", 11, 12),
    ("POST /api/operator/v1/workload-issuers/{issuer_id}/open", 11, 12),
    ("POST /api/operator/v1/mails/retry", 8, 9),
    ("POST /api/operator/v1/apps/{app_id}/suspend", 20, 21),
    ("POST /api/operator/v1/apps/{app_id}/restore", 19, 20),
    ("POST /api/operator/v1/operators", 12, 13),
    ("DELETE /api/operator/v1/operators/{person_id}", 15, 16),
    ("POST /api/operator/v1/password-links", 18, 19),
    ("POST /api/operator/v1/invitations/{invitation_id}/new-link", 16, 17),
    ("POST /api/operator/v1/invitations/{invitation_id}/mail", 17, 18),
    ("DELETE /api/operator/v1/invitations/{invitation_id}", 11, 12),
    ("POST /api/operator/v1/tenants/{tenant_id}/invitations", 15, 16),
    ("POST /api/operator/v1/publishers/{publisher_id}/invitations", 15, 16),
    ("POST /api/operator/v1/publishers", 20, 21),
    ("PUT /api/operator/v1/publishers/{publisher_id}", 16, 17),
    ("POST /api/operator/v1/tenants", 18, 19),
    ("PUT /api/operator/v1/tenants/{tenant_id}", 14, 15),
    ("PUT /api/operator/v1/tenants/{tenant_id}/slug", 14, 15),
    ("POST /api/operator/v1/tenants/{tenant_id}/addresses/close", 16, 17),
    ("POST /api/operator/v1/tenants/{tenant_id}/addresses/open", 16, 17),
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
