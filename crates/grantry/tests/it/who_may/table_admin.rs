use model::{
    ids::{AppId, ConnectionId, InvitationId, PublisherId, TenantId},
    role::TenantRole,
};
use serde_json::{Value, json};
use wire::{
    admin::{ConnectionSummary, Tenant},
    members::PendingInvitation,
    page::Page,
};

use crate::harness::{Outcome, Person, World, wanted};

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
        "GET" "/api/admin/v1/tenants/{tenant_id}/activity" TenantMembers 200 |_world| plain();
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
        "GET" "/api/admin/v1/tenants/{tenant_id}/connections" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/review" TenantMembers 200 |_world| plain();
        "GET" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/activity" TenantMembers 200 |world| {
            plain().at("connection_id", world.declined.id)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/accept" TenantAdmins 200 |world| {
            let allowed = world.tenant.allow(awaiting(world).await?, &[]).await?;
            let scopes = wanted(&["patients.read", "claims.read"], &[]);
            world.publisher.publish(allowed.connection.app_id, 1, scopes).await?;
            plain().at("connection_id", allowed.connection.id).json(json!({"version": 2}))
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
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/reconsider" TenantAdmins 200 |world| {
            plain().at("connection_id", refused(world, "decline").await?)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/unblock" TenantAdmins 200 |world| {
            plain().at("connection_id", refused(world, "block").await?)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/connections/{connection_id}/regenerate-secret" TenantAdmins 200 |world| {
            plain().at("connection_id", connection(world).await?)
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
        "POST" "/api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/regenerate-secret" TenantAdmins 200 |world| {
            plain().at("client_id", world.tenant.generate(&["claims.read"]).await?.issued.client_id)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/credentials/{client_id}/delete" TenantAdmins 204 |world| {
            let made = world.tenant.generate(&["claims.read"]).await?;
            plain().at("client_id", made.issued.client_id).json(json!({"confirmation": made.credential.name}))
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
        "DELETE" "/api/admin/v1/tenants/{tenant_id}/invitations/{invitation_id}" TenantAdmins 204 |world| {
            plain().at("invitation_id", invitation(world).await?)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/leave" TenantMembers 204 |world| {
            plain().at("tenant_id", another(world).await?)
        };
    }
}
