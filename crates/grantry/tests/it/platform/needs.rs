//! What waits for people: told to whom it concerns, and to no one else.

use api_client::{admin, developer, operator};
use model::{ids::AppId, need::NeedKind, role::TenantRole};
use serde_json::json;
use wire::{
    admin::{Allow, Allowed},
    app_requests::AskForApp,
    needs::NeedsYou,
    paths::{self, account},
};

use crate::harness::{Outcome, Partner, Publisher, Stage, Tenant, next, on_both, soon, until, wanted};

on_both! { fresh: what_waits_is_told_to_whom_it_concerns; }

const DAY: i64 = 24 * 60 * 60 * 1000;

fn kinds(needs: &NeedsYou) -> Vec<NeedKind> {
    needs.items.iter().map(|need| need.kind).collect()
}

/// The name of the only one of a kind.
fn named(needs: &NeedsYou, kind: NeedKind) -> Outcome<&str> {
    Ok(&needs.items.iter().find(|need| need.kind == kind).ok_or(kind.as_str())?.name)
}

async fn report(stage: &Stage, secret: Option<&String>) -> Outcome {
    let secret = secret.ok_or("no secret")?;
    stage.anonymous.post(&account::found_secrets(), json!({"secret": secret})).await?.ok(202)?;
    Ok(())
}

/// One that ends in ten days.
async fn ending(tenant: &Tenant, publisher: &Publisher) -> Outcome<Allowed> {
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let ends_at = soon(10 * DAY);
    let allow = Allow { version: 1, details_revision: 1, optional_scopes: Vec::new(), ends_at };
    tenant.owner.call(admin::allow(tenant.id, app.id, allow)).await
}

async fn what_waits_is_told_to_whom_it_concerns(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let leaked = an_admin_reads_what_they_can_decide(stage, &tenant, &publisher).await?;
    a_developer_reads_what_tenants_did(stage, &tenant, &publisher, &leaked).await?;
    operators_read_of_all_tenants(stage, &tenant).await?;
    more_are_counted(stage, &publisher).await
}

fn nothing() -> NeedsYou {
    NeedsYou { items: vec![], more: 0, counts: vec![] }
}

/// The name of the app whose secret leaked.
async fn an_admin_reads_what_they_can_decide(
    stage: &Stage,
    tenant: &Tenant,
    publisher: &Publisher,
) -> Outcome<String> {
    let (of_tenant, of_publisher) = (admin::needs_you, developer::needs_you);
    assert_eq!(tenant.owner.call(of_tenant(tenant.id)).await?, nothing());
    assert_eq!(publisher.owner.call(of_publisher(publisher.id)).await?, nothing());

    let ended = ending(tenant, publisher).await?.connection;
    let leaked = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(leaked.id, &[]).await?;
    report(stage, allowed.credential.client_secret.as_ref()).await?;
    let own = tenant.generate(&["claims.read"]).await?;
    report(stage, own.issued.client_secret.as_ref()).await?;
    publisher.publish(ended.app_id, 1, wanted(&["patients.read", "claims.read"], &[])).await?;
    let waiting = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let needs = tenant.owner.call(of_tenant(tenant.id)).await?;
    let expected = [
        NeedKind::SecretLeaked,
        NeedKind::OwnSecretLeaked,
        NeedKind::UpdateWaits,
        NeedKind::AppWaits,
        NeedKind::AccessEnds,
    ];
    assert_eq!(kinds(&needs), expected);
    let [leak, own_leak, update, app, end] = &needs.items[..] else { return Err("not five".into()) };
    assert_eq!(leak.connection_id, Some(allowed.connection.id));
    assert_eq!(own_leak.client_id, Some(own.issued.client_id));
    assert_eq!((update.connection_id, update.version), (Some(ended.id), Some(2)));
    assert_eq!((app.app_id, app.other.as_deref()), (Some(waiting.id), Some(publisher.name.as_str())));
    assert_eq!((end.connection_id, end.ends_at, end.since), (Some(ended.id), ended.ends_at, None));
    let other = stage.tenant().await?;
    assert_eq!(other.owner.call(of_tenant(other.id)).await?, nothing(), "another tenant's");
    who_asks_is_named(tenant, waiting.id).await?;
    // Deciding is what it waits for; a decline waits for its developer.
    let path = tenant.at(&format!("/available-apps/{}/decline", waiting.id));
    tenant
        .owner
        .post(&path, json!({"version": 1, "details_revision": 1, "reason": "Not now."}))
        .await?
        .ok(201)?;
    let kinds = kinds(&tenant.owner.call(of_tenant(tenant.id)).await?);
    assert!(!kinds.contains(&NeedKind::AppWaits) && !kinds.contains(&NeedKind::AppRequested));
    Ok(allowed.connection.app_name)
}

/// One line for an app that waits and is asked for.
async fn who_asks_is_named(tenant: &Tenant, app: AppId) -> Outcome {
    let vera = tenant.join(TenantRole::Viewer).await?;
    let request = AskForApp { reason: "For the front desk.".into() };
    vera.call(admin::ask_for_app(tenant.id, app, request)).await?;
    let needs = tenant.owner.call(admin::needs_you(tenant.id)).await?;
    let asked = needs.items.iter().find(|need| need.kind == NeedKind::AppRequested).ok_or("not asked")?;
    let expected = (Some(app), Some(vera.me.name.as_str()), Some(1));
    assert_eq!((asked.app_id, asked.other.as_deref(), asked.count), expected);
    assert!(!kinds(&needs).contains(&NeedKind::AppWaits));
    Ok(())
}

async fn a_developer_reads_what_tenants_did(
    stage: &Stage,
    tenant: &Tenant,
    publisher: &Publisher,
    leaked: &str,
) -> Outcome {
    let other = stage.tenant().await?;
    let collected = publisher.app_of("developer_collects", tenant.id).await?;
    let collects = tenant.allow(collected.id, &[]).await?.connection.app_name;
    let offered = publisher.app(other.id, &["patients.read"], &[]).await?;
    publisher.target(offered.id, tenant.id).await?;
    let needs = one_that_fails_is_told_until_it_works(stage, tenant, publisher).await?;
    let expected = [
        NeedKind::SecretLeaked,
        NeedKind::ConnectionFails,
        NeedKind::SecretToCollect,
        NeedKind::TenantDeclined,
        NeedKind::TenantsWait,
    ];
    assert_eq!(kinds(&needs), expected);
    assert_eq!(named(&needs, NeedKind::SecretLeaked)?, leaked);
    assert_eq!(named(&needs, NeedKind::SecretToCollect)?, collects);
    assert_eq!(needs.items[3].other.as_deref(), Some(tenant.name.as_str()));
    let waits = &needs.items[4];
    assert_eq!((waits.app_id, waits.count, waits.other.as_ref()), (Some(offered.id), Some(2), None));
    let stranger = stage.publisher().await?;
    let theirs = stranger.owner.call(developer::needs_you(stranger.id)).await?;
    assert_eq!(theirs, nothing(), "another publisher's");
    Ok(())
}

/// What waits while it fails.
async fn one_that_fails_is_told_until_it_works(
    stage: &Stage,
    tenant: &Tenant,
    publisher: &Publisher,
) -> Outcome<NeedsYou> {
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let works = Partner::new(&stage.anonymous, &allowed.credential);
    let wrong = Partner { client_secret: "wrong".into(), ..works.clone() };
    let fails = async || -> Outcome<(NeedsYou, Option<u64>)> {
        let needs = publisher.owner.call(developer::needs_you(publisher.id)).await?;
        let of_it = |need: &&wire::needs::Need| need.connection_id == Some(allowed.connection.id);
        let count = needs.items.iter().find(of_it).and_then(|need| need.count);
        Ok((needs, count))
    };
    works.token().await?;
    for _ in 0..3 {
        assert_eq!(wrong.error(None).await?, "401 invalid_client");
    }
    let seen = until(async || {
        let (needs, count) = fails().await?;
        Ok((count == Some(3)).then_some(needs))
    })
    .await?;
    works.token().await?;
    until(async || Ok(fails().await?.1.is_none().then_some(()))).await?;
    Ok(seen)
}

async fn operators_read_of_all_tenants(stage: &Stage, tenant: &Tenant) -> Outcome {
    let body = json!({"name": "Orphan clinic", "owner_email": format!("o{}@b.example", next())});
    stage.operator.client.post(&paths::operator::tenants(), body).await?.ok(201)?;
    let needs = stage.operator.call(operator::needs_you()).await?;
    let leaks = NeedKind::TenantSecretLeaked;
    assert_eq!(kinds(&needs), [leaks, leaks, NeedKind::TenantWithoutOwner]);
    assert_eq!(needs.items[2].name, "Orphan clinic");
    assert!(needs.items[..2].iter().all(|need| need.tenant_id == Some(tenant.id)));
    Ok(())
}

/// However many wait, twenty are listed, with as many statements.
async fn more_are_counted(stage: &Stage, publisher: &Publisher) -> Outcome {
    let tenant = stage.tenant().await?;
    let client = &tenant.owner.client;
    let path = paths::admin::needs_you(tenant.id);
    client.get(&path).await?.ok(200)?;
    let none = client.get(&path).await?.ok(200)?;
    for _ in 0..22 {
        publisher.app(tenant.id, &["patients.read"], &[]).await?;
    }
    let many = client.get(&path).await?.ok(200)?;
    assert_eq!(stage.statements(&none).await?, stage.statements(&many).await?);
    let needs: NeedsYou = client.read(&path).await?;
    assert_eq!((needs.items.len(), needs.more), (20, 2));
    assert_eq!((needs.counts[0].kind, needs.counts[0].count), (NeedKind::AppWaits, 22));
    Ok(())
}
