use api_client::admin;
use model::{
    ids::{AppId, ConnectionId, InvitationId, PublisherId, TenantId},
    role::TenantRole,
};
use serde_json::{Value, json};
use wire::{
    admin::{ConnectionSummary, Tenant},
    app_requests::AskForApp,
    members::PendingInvitation,
    page::{Page, PageQuery},
};

use crate::harness::{Outcome, Person, Platform, World, answering, wanted};

use super::{
    request::plain,
    table::{Row, table},
};

/// An app that awaits the tenant's decision.
async fn awaiting(world: &World<'_>) -> Outcome<AppId> {
    Ok(world.publisher.app(world.tenant.id, &["patients.read"], &[]).await?.id)
}

async fn connection(world: &World<'_>) -> Outcome<ConnectionId> {
    Ok(world.tenant.allow(awaiting(world).await?, &[]).await?.connection.id)
}

/// An app that each person of the tenant asks for.
async fn asked_for(world: &World<'_>) -> Outcome<AppId> {
    let app = awaiting(world).await?;
    for person in [&world.tenant.owner, &world.admin, &world.tenant_viewer] {
        let ask = AskForApp { reason: "For the front desk.".into() };
        person.call(admin::ask_for_app(world.tenant.id, app, ask)).await?;
    }
    Ok(app)
}

/// A connection whose app has published a version that asks for more.
async fn updated(world: &World<'_>) -> Outcome<ConnectionId> {
    let connection = world.tenant.allow(awaiting(world).await?, &[]).await?.connection;
    let scopes = wanted(&["patients.read", "claims.read"], &[]);
    world.publisher.publish(connection.app_id, 1, scopes).await?;
    Ok(connection.id)
}

/// A connection that has a secret, and signs in as a workload.
async fn moving(world: &World<'_>) -> Outcome<ConnectionId> {
    let platform = Platform::allowed_on(world.stage).await?;
    Ok(platform.moving(world.stage, &world.publisher, &world.tenant).await?.connection.id)
}

/// A connection whose tenant said no: `decline` or `block`.
async fn refused(world: &World<'_>, verb: &str) -> Outcome<ConnectionId> {
    let path = world.tenant.at(&format!("/available-apps/{}/{verb}", awaiting(world).await?));
    let refused: ConnectionSummary = world.tenant.owner.create(&path, refusal()).await?;
    Ok(refused.id)
}

fn refusal() -> Value {
    json!({"version": 1, "reason": "Not now."})
}

async fn invitation(world: &World<'_>) -> Outcome<InvitationId> {
    world.tenant.invite(TenantRole::Viewer, &Person::new_email("guest")).await?;
    let pending: Page<PendingInvitation> = world.tenant.owner.read(&world.tenant.at("/invitations")).await?;
    Ok(pending.items.first().ok_or("no one is invited")?.id)
}

/// Another tenant that the world's people belong to as they do to theirs.
async fn another(world: &World<'_>) -> Outcome<TenantId> {
    let tenant = world.stage.tenant().await?;
    for (person, role) in [
        (&world.tenant.owner, TenantRole::Owner),
        (&world.admin, TenantRole::Admin),
        (&world.tenant_viewer, TenantRole::Viewer),
    ] {
        let invited = tenant.invite(role, person.me.email.as_str()).await?;
        person.clone().join_too(&invited.link).await?;
    }
    Ok(tenant.id)
}

/// A publisher with an app that the tenant sees.
async fn to_block(world: &World<'_>) -> Outcome<PublisherId> {
    let publisher = world.stage.publisher().await?;
    publisher.app(world.tenant.id, &["patients.read"], &[]).await?;
    Ok(publisher.id)
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub fn rows() -> Vec<Row> {
    table! {
        "GET" "/api/admin/v1/tenants/{tenant_id}" TenantMembers 200 |_world| plain();
        "PUT" "/api/admin/v1/tenants/{tenant_id}" TenantAdmins 200 |world| {
            let read: Tenant = world.tenant.owner.read(&world.tenant.at("")).await?;
            plain().json(json!({"revision": read.revision, "name": "Renamed clinic"}))
        };
        "PUT" "/api/admin/v1/tenants/{tenant_id}/secret-policy" TenantAdmins 200 |world| {
            let read: Tenant = world.tenant.owner.read(&world.tenant.at("")).await?;
            plain().json(json!({"revision": read.revision, "days": 365}))
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/activity" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/usage" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/needs-you" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/activity/export" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/activity/verification" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/catalogue" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/available-apps" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}" TenantMembers 200 |world| {
            plain().at("app_id", world.declined_app.id)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/allow" TenantAdmins 201 |world| {
            plain().at("app_id", awaiting(world).await?).json(json!({"version": 1}))
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/decline" TenantAdmins 201 |world| {
            plain().at("app_id", awaiting(world).await?).json(refusal())
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/block" TenantAdmins 201 |world| {
            plain().at("app_id", awaiting(world).await?).json(refusal())
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/request" TenantMembers 201 |world| {
            plain().at("app_id", awaiting(world).await?).json(json!({"reason": "For the front desk."}))
        };
        "DELETE" "/api/admin/v1/tenants/{tenant_id}/available-apps/{app_id}/request" TenantMembers 204 |world| {
            plain().at("app_id", asked_for(world).await?)
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/connections" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/attempts" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/usage" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/activity" TenantMembers 200 |world| {
            plain().at("connection_id", world.declined.id)
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/receipts" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/receipts/{receipt_id}" TenantMembers 200 |world| {
            let list = admin::receipts(world.tenant.id, world.connected.connection.id, PageQuery::default());
            let receipts = world.tenant.owner.call(list).await?.items;
            plain().at("receipt_id", receipts.first().ok_or("no receipt")?.id)
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/update" TenantMembers 200 |_world| plain();
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/update" TenantAdmins 200 |world| {
            plain().at("connection_id", updated(world).await?).json(answering(2, &[("claims.read", "grant")]))
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/update/seen" TenantAdmins 204 |world| {
            plain().at("connection_id", updated(world).await?).json(json!({"version": 2}))
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/pause" TenantAdmins 200 |world| {
            plain().at("connection_id", connection(world).await?)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/resume" TenantAdmins 200 |world| {
            let id = connection(world).await?;
            world.tenant.owner.verb(&world.tenant.connection(id, "/pause")).await?.ok(200)?;
            plain().at("connection_id", id)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/renew" TenantAdmins 200 |world| {
            let ended = world.tenant.allow_and_end(awaiting(world).await?).await?;
            plain().at("connection_id", ended.connection.id).json(json!({"ends_at": null}))
        };
        "PUT" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/access" TenantAdmins 200 |world| {
            let app = world.publisher.app(world.tenant.id, &["patients.read"], &["claims.read"]).await?;
            let allowed = world.tenant.allow(app.id, &[]).await?.connection;
            let body = json!({"revision": allowed.revision, "optional_scopes": ["claims.read"], "ends_at": null});
            plain().at("connection_id", allowed.id).json(body)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/reconsider" TenantAdmins 200 |world| {
            plain().at("connection_id", refused(world, "decline").await?)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/unblock" TenantAdmins 200 |world| {
            plain().at("connection_id", refused(world, "block").await?)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/regenerate-secret" TenantAdmins 200 |world| {
            plain().at("connection_id", connection(world).await?)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/retire-secret" TenantAdmins 200 |world| {
            plain().at("connection_id", moving(world).await?)
        };
        "PUT" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/secret-retirement" TenantAdmins 200 |world| {
            plain().at("connection_id", moving(world).await?).json(json!({"days": 30, "before": null}))
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/delete" TenantAdmins 200 |world| {
            let connection = world.tenant.allow(awaiting(world).await?, &[]).await?.connection;
            plain().at("connection_id", connection.id).json(json!({"confirmation": connection.app_name}))
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/details-seen" TenantAdmins 200 |world| {
            plain().at("connection_id", connection(world).await?).json(json!({"details_revision": 1}))
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/blocked-publishers" TenantMembers 200 |_world| plain();
        "POST" "/api/admin/v1/tenants/{tenant_id}/blocked-publishers" TenantAdmins 201 |world| {
            let publisher = to_block(world).await?;
            plain().json(json!({"publisher_id": publisher, "reason": "It sends spam."}))
        };
        "DELETE" "/api/admin/v1/tenants/{tenant_id}/blocked-publishers/{publisher_id}" TenantAdmins 204 |world| {
            let publisher = to_block(world).await?;
            let body = json!({"publisher_id": publisher, "reason": "It sends spam."});
            world.tenant.owner.post(&world.tenant.at("/blocked-publishers"), body).await?.ok(201)?;
            plain().at("publisher_id", publisher)
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/credentials" TenantMembers 200 |_world| plain();
        "POST" "/api/admin/v1/tenants/{tenant_id}/credentials" TenantAdmins 201 |_world| {
            plain().json(json!({"name": "Billing run", "scopes": ["claims.read"]}))
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/credentials/{client_id}" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/attempts" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/usage" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/receipts" TenantMembers 200 |_world| plain();
        "PUT" "/api/admin/v1/tenants/{tenant_id}/credentials/{client_id}" TenantAdmins 200 |world| {
            let id = world.tenant.generate(&["claims.read"]).await?.issued.client_id;
            let scopes = ["claims.read", "patients.read"];
            plain()
                .at("client_id", id)
                .json(json!({"revision": 0, "name": "Billing run", "scopes": scopes, "ends_at": null}))
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/pause" TenantAdmins 200 |world| {
            plain().at("client_id", world.tenant.generate(&["claims.read"]).await?.issued.client_id)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/resume" TenantAdmins 200 |world| {
            let id = world.tenant.generate(&["claims.read"]).await?.issued.client_id;
            world.tenant.owner.verb(&world.tenant.at(&format!("/credentials/{id}/pause"))).await?.ok(200)?;
            plain().at("client_id", id)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/regenerate-secret" TenantAdmins 200 |world| {
            plain().at("client_id", world.tenant.generate(&["claims.read"]).await?.issued.client_id)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/delete" TenantAdmins 204 |world| {
            let made = world.tenant.generate(&["claims.read"]).await?;
            plain().at("client_id", made.issued.client_id).json(json!({"confirmation": made.credential.name}))
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/clients/{client_id}/secrets/{secret_id}/retire" TenantAdmins 204 |world| {
            let allowed = world.tenant.allow(awaiting(world).await?, &[]).await?;
            let (_, old) = world.tenant.regenerate_beside(allowed.connection.id, 1).await?;
            plain().at("client_id", allowed.credential.client_id).at("secret_id", old.id)
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/clients/{client_id}/secret-links" TenantMembers 200 |_world| plain();
        "POST" "/api/admin/v1/tenants/{tenant_id}/clients/{client_id}/secret-links" TenantAdmins 201 |world| {
            let issued = world.tenant.generate(&["claims.read"]).await?.issued;
            let body = json!({"secret": issued.client_secret, "hours": 24});
            plain().at("client_id", issued.client_id).json(body)
        };
        "DELETE" "/api/admin/v1/tenants/{tenant_id}/clients/{client_id}/secret-links/{link_id}" TenantAdmins 204 |world| {
            let issued = world.tenant.generate(&["claims.read"]).await?.issued;
            let made = world.tenant.secret_link(&issued).await?;
            plain().at("client_id", issued.client_id).at("link_id", made.secret_link.id)
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/members" TenantMembers 200 |_world| plain();
        "POST" "/api/admin/v1/tenants/{tenant_id}/members" TenantAdmins 201 |_world| {
            plain().json(json!({"email": Person::new_email("guest"), "role": "viewer"}))
        };
        "PUT" "/api/admin/v1/tenants/{tenant_id}/members/{person_id}" TenantAdmins 200 |world| {
            let member = world.tenant.join(TenantRole::Viewer).await?;
            plain().at("person_id", member.me.id).json(json!({"before": "viewer", "role": "admin"}))
        };
        "DELETE" "/api/admin/v1/tenants/{tenant_id}/members/{person_id}" TenantAdmins 204 |world| {
            plain().at("person_id", world.tenant.join(TenantRole::Viewer).await?.me.id)
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/invitations" TenantMembers 200 |_world| plain();
        "POST" "/api/admin/v1/tenants/{tenant_id}/invitations/{invitation_id}/new-link" TenantAdmins 201 |world| {
            plain().at("invitation_id", invitation(world).await?)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/invitations/{invitation_id}/mail" TenantAdmins 201 |world| {
            plain().at("invitation_id", invitation(world).await?)
        };
        "DELETE" "/api/admin/v1/tenants/{tenant_id}/invitations/{invitation_id}" TenantAdmins 204 |world| {
            plain().at("invitation_id", invitation(world).await?)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/leave" TenantMembers 204 |world| {
            plain().at("tenant_id", another(world).await?)
        };
    }
}
