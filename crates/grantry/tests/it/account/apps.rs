//! An app in all tenants of one person, who decides in each.

use api_client::{account, admin};
use model::{connection::StateName, ids::AppId, role::TenantRole};
use serde_json::json;
use wire::{admin::Allow, app_requests::AppInTenants, problem::ProblemCode};

use crate::harness::{Outcome, Person, Stage, Tenant, on_both};

on_both! { shared: an_app_in_all_tenants_that_a_person_administers each_tenant_decides_for_itself; }

/// A person who has this role in each of these tenants.
async fn person(tenants: [&Tenant; 2], role: TenantRole) -> Outcome<Person> {
    let mut person = tenants[0].join(role).await?;
    let invited = tenants[1].invite(role, person.me.email.as_str()).await?;
    person.join_too(&invited.link).await?;
    Ok(person)
}

async fn seen(by: &Person, app: AppId) -> Outcome<AppInTenants> {
    by.call(account::app_in_tenants(app)).await
}

async fn an_app_in_all_tenants_that_a_person_administers(stage: &Stage) -> Outcome {
    let (one, two, third) = (stage.tenant().await?, stage.tenant().await?, stage.tenant().await?);
    let (publisher, ann) = (stage.publisher().await?, person([&one, &two], TenantRole::Admin).await?);
    let app = publisher.app(one.id, &["patients.read"], &["claims.read"]).await?;
    publisher.target(app.id, third.id).await?;
    let of_one = seen(&ann, app.id).await?;
    assert_eq!(of_one.tenants.iter().map(|row| row.tenant_id).collect::<Vec<_>>(), [one.id]);
    assert_eq!((of_one.latest_version, of_one.publisher.id), (1, publisher.id));
    let alone =
        stage.statements(&ann.get(&format!("/api/account/v1/apps/{}/tenants", app.id)).await?).await?;
    publisher.target(app.id, two.id).await?;
    let allowed = two.allow(app.id, &["claims.read"]).await?;
    let both = seen(&ann, app.id).await?.tenants;
    let row = |tenant: &Tenant| both.iter().find(|row| row.tenant_id == tenant.id).ok_or("not there");
    assert_eq!((row(&one)?.state, row(&one)?.on_show, row(&one)?.version), (StateName::Awaiting, true, None));
    let connected = row(&two)?;
    assert_eq!((connected.state, connected.connection_id), (StateName::Active, Some(allowed.connection.id)));
    assert_eq!((connected.version, connected.granted.len()), (Some(1), 2));
    assert!(row(&third).is_err(), "she is no admin there");
    let path = format!("/api/account/v1/apps/{}/tenants", app.id);
    let two_rows = stage.statements(&ann.get(&path).await?).await?;
    assert!(
        two_rows <= alone + 1,
        "{two_rows} statements for two tenants, {alone} for one: only scopes come on top"
    );

    // Who only looks, or blocks the publisher, is offered nothing.
    let viewer = person([&one, &two], TenantRole::Viewer).await?;
    viewer.get(&path).await?.ok(404)?;
    let body = json!({"publisher_id": publisher.id, "reason": "Enough."});
    one.owner.post(&one.at("/blocked-publishers"), body).await?.ok(201)?;
    assert_eq!(seen(&ann, app.id).await?.tenants.len(), 1);
    publisher.owner.get(&path).await?.ok(404)?;
    ann.get(&format!("/api/account/v1/apps/{}/tenants", publisher.draft().await?.id)).await?.ok(404)?;
    Ok(())
}

/// One failure harms no other: each tenant is decided for by a request of its own.
async fn each_tenant_decides_for_itself(stage: &Stage) -> Outcome {
    let (one, two) = (stage.tenant().await?, stage.tenant().await?);
    let (publisher, ann) = (stage.publisher().await?, person([&one, &two], TenantRole::Admin).await?);
    let app = publisher.app(one.id, &["patients.read"], &[]).await?;
    publisher.target(app.id, two.id).await?;
    let allow = || Allow { version: 1, details_revision: 1, optional_scopes: Vec::new(), ends_at: None };
    one.allow(app.id, &[]).await?;
    let late = ann.make(&admin::allow(one.id, app.id, allow())).await?;
    late.ok(409)?.problem(ProblemCode::InvalidTransition)?;
    let made = ann.call(admin::allow(two.id, app.id, allow())).await?;
    assert!(made.credential.client_secret.is_some());
    let states: Vec<_> = seen(&ann, app.id).await?.tenants.iter().map(|row| row.state).collect();
    assert_eq!(states, [StateName::Active; 2]);
    Ok(())
}
