use model::{
    ids::{ConnectionId, InvitationId, PublisherId},
    role::PublisherRole,
};
use serde_json::json;
use wire::{
    admin::IssuedCredential,
    members::{Invited, PendingInvitation},
    page::Page,
    secrets::CreatedSecretLink,
};

use crate::harness::{Outcome, Person, World, details, wanted};

use super::{
    request::plain,
    table::{Row, table},
};

async fn connection(world: &World<'_>) -> Outcome<ConnectionId> {
    let app = world.publisher.app(world.tenant.id, &["patients.read"], &[]).await?;
    Ok(world.tenant.allow(app.id, &[]).await?.connection.id)
}

/// A connection whose secret the developer has collected.
async fn collected(world: &World<'_>) -> Outcome<(ConnectionId, IssuedCredential)> {
    let app = world.publisher.app_of("developer_collects", world.tenant.id).await?;
    let id = world.tenant.allow(app.id, &[]).await?.connection.id;
    let path = world.publisher.at(&format!("/connections/{id}/collect-secret"));
    Ok((id, world.publisher.owner.act(&path).await?))
}

async fn invitation(world: &World<'_>) -> Outcome<InvitationId> {
    let publisher = &world.publisher;
    let body = json!({"email": Person::new_email("guest"), "role": "viewer"});
    publisher.owner.create::<Invited>(&publisher.at("/members"), body).await?;
    let pending: Page<PendingInvitation> = publisher.owner.read(&publisher.at("/invitations")).await?;
    Ok(pending.items.first().ok_or("no one is invited")?.id)
}

/// Another publisher that the world's people belong to as they do to theirs.
async fn another(world: &World<'_>) -> Outcome<PublisherId> {
    let publisher = world.stage.publisher().await?;
    for (person, role) in [
        (&world.publisher.owner, PublisherRole::Owner),
        (&world.developer, PublisherRole::Developer),
        (&world.publisher_viewer, PublisherRole::Viewer),
    ] {
        let body = json!({"email": person.me.email, "role": role});
        let invited: Invited = publisher.owner.create(&publisher.at("/members"), body).await?;
        person.clone().join_too(&invited.link).await?;
    }
    Ok(publisher.id)
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub fn rows() -> Vec<Row> {
    table! {
        "GET" "/api/developer/v1/publishers/{publisher_id}" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/activity" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/catalogue" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/needs-you" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/workload-issuers" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/apps" PublisherMembers 200 |_world| plain();
        "POST" "/api/developer/v1/publishers/{publisher_id}/apps" Developers 201 |_world| {
            plain().json(details("targeted"))
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/usage" PublisherMembers 200 |_world| plain();
        "PUT" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}" Developers 200 |world| {
            let app = world.publisher.draft().await?;
            let body = json!({"revision": app.revision, "details": details("listed")});
            plain().at("app_id", app.id).json(body)
        };
        "POST" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/logo/fetch" Developers 200 |world| {
            let mut details = details("targeted");
            details["logo_url"] = "https://acme.example/logo.png".into();
            let publisher = &world.publisher;
            let app: wire::developer::App = publisher.owner.create(&publisher.at("/apps"), details).await?;
            plain().at("app_id", app.id)
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/versions" PublisherMembers 200 |_world| plain();
        "POST" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/versions" Developers 201 |world| {
            let app = world.publisher.draft().await?;
            let body = json!({"after_version": 0, "scopes": wanted(&["patients.read"], &[])});
            plain().at("app_id", app.id).json(body)
        };
        "POST" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/publishing-check" Developers 200 |world| {
            let app = world.publisher.draft().await?;
            let body = json!({"after_version": 0, "scopes": wanted(&["patients.read"], &[])});
            plain().at("app_id", app.id).json(body)
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/draft" PublisherMembers 200 |_world| plain();
        "PUT" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/draft" Developers 200 |world| {
            let app = world.publisher.draft().await?;
            plain().at("app_id", app.id).json(json!({"revision": 0, "scopes": []}))
        };
        "DELETE" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/draft" Developers 204 |world| {
            let app = world.publisher.draft().await?;
            let path = world.publisher.at(&format!("/apps/{}/draft", app.id));
            let body = json!({"revision": 0, "scopes": []});
            world.publisher.owner.put(&path, body).await?.ok(200)?;
            plain().at("app_id", app.id)
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/roll-out" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/roll-out/tenants" PublisherMembers 200 |_world| {
            plain().asking("?state=accepted")
        };
        "POST" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/roll-out/remind" Developers 200 |world| {
            let app = world.publisher.app(world.tenant.id, &["patients.read"], &[]).await?;
            world.tenant.allow(app.id, &[]).await?;
            world.publisher.publish(app.id, 1, wanted(&["patients.read", "claims.read"], &[])).await?;
            plain().at("app_id", app.id).json(json!({"version": 2, "tenant_id": null}))
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/targets" PublisherMembers 200 |_world| plain();
        "POST" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/targets" Developers 201 |world| {
            let app = world.publisher.draft().await?;
            plain().at("app_id", app.id).json(json!({"tenant_id": world.tenant.id}))
        };
        "DELETE" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/targets/{tenant_id}" Developers 204 |world| {
            let app = world.publisher.draft().await?;
            world.publisher.target(app.id, world.tenant.id).await?;
            plain().at("app_id", app.id)
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/connections" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/connections" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/connections/{connection_id}" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/attempts" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/usage" PublisherMembers 200 |_world| plain();
        "POST" "/api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/pause" Developers 200 |world| {
            plain().at("connection_id", connection(world).await?)
        };
        "POST" "/api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/resume" Developers 200 |world| {
            let id = connection(world).await?;
            world.publisher.owner.verb(&world.publisher.at(&format!("/connections/{id}/pause"))).await?.ok(200)?;
            plain().at("connection_id", id)
        };
        "POST" "/api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/collect-secret" Developers 200 |world| {
            let app = world.publisher.app_of("developer_collects", world.tenant.id).await?;
            plain().at("connection_id", world.tenant.allow(app.id, &[]).await?.connection.id)
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/secret-links" PublisherMembers 200 |_world| plain();
        "POST" "/api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/secret-links" Developers 201 |world| {
            let (id, issued) = collected(world).await?;
            plain().at("connection_id", id).json(json!({"secret": issued.client_secret, "hours": 24}))
        };
        "DELETE" "/api/developer/v1/publishers/{publisher_id}/connections/{connection_id}/secret-links/{link_id}" Developers 204 |world| {
            let (id, issued) = collected(world).await?;
            let path = world.publisher.at(&format!("/connections/{id}/secret-links"));
            let body = json!({"secret": issued.client_secret, "hours": 1});
            let made: CreatedSecretLink = world.publisher.owner.create(&path, body).await?;
            plain().at("connection_id", id).at("link_id", made.secret_link.id)
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/members" PublisherMembers 200 |_world| plain();
        "POST" "/api/developer/v1/publishers/{publisher_id}/members" PublisherOwners 201 |_world| {
            plain().json(json!({"email": Person::new_email("guest"), "role": "viewer"}))
        };
        "PUT" "/api/developer/v1/publishers/{publisher_id}/members/{person_id}" PublisherOwners 200 |world| {
            let member = world.publisher.join(PublisherRole::Viewer).await?;
            plain().at("person_id", member.me.id).json(json!({"before": "viewer", "role": "developer"}))
        };
        "DELETE" "/api/developer/v1/publishers/{publisher_id}/members/{person_id}" PublisherOwners 204 |world| {
            plain().at("person_id", world.publisher.join(PublisherRole::Viewer).await?.me.id)
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/invitations" PublisherMembers 200 |_world| plain();
        "POST" "/api/developer/v1/publishers/{publisher_id}/invitations/{invitation_id}/new-link" PublisherOwners 201 |world| {
            plain().at("invitation_id", invitation(world).await?)
        };
        "POST" "/api/developer/v1/publishers/{publisher_id}/invitations/{invitation_id}/mail" PublisherOwners 201 |world| {
            plain().at("invitation_id", invitation(world).await?)
        };
        "DELETE" "/api/developer/v1/publishers/{publisher_id}/invitations/{invitation_id}" PublisherOwners 204 |world| {
            plain().at("invitation_id", invitation(world).await?)
        };
        "POST" "/api/developer/v1/publishers/{publisher_id}/leave" PublisherMembers 204 |world| {
            plain().at("publisher_id", another(world).await?)
        };
    }
}
