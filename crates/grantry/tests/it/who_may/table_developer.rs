use serde_json::json;

use crate::harness::{Outcome, Person, World, details, wanted};
use model::{ids::ConnectionId, role::PublisherRole};

use super::{
    request::plain,
    table::{Row, table},
};

async fn connection(world: &World<'_>) -> Outcome<ConnectionId> {
    let app = world.publisher.app(world.tenant.id, &["patients.read"], &[]).await?;
    Ok(world.tenant.allow(app.id, &[]).await?.connection.id)
}

pub fn rows() -> Vec<Row> {
    table! {
        "GET" "/api/developer/v1/publishers/{publisher_id}" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/activity" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/catalogue" PublisherMembers 200 |_world| plain();
        "GET" "/api/developer/v1/publishers/{publisher_id}/apps" PublisherMembers 200 |_world| plain();
        "POST" "/api/developer/v1/publishers/{publisher_id}/apps" Developers 201 |_world| {
            plain().json(details("targeted"))
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}" PublisherMembers 200 |_world| plain();
        "PUT" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}" Developers 200 |world| {
            let app = world.publisher.draft().await?;
            let body = json!({"revision": app.revision, "details": details("listed")});
            plain().at("app_id", app.id).json(body)
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/versions" PublisherMembers 200 |_world| plain();
        "POST" "/api/developer/v1/publishers/{publisher_id}/apps/{app_id}/versions" Developers 201 |world| {
            let app = world.publisher.draft().await?;
            let body = json!({"after_version": 0, "scopes": wanted(&["patients.read"], &[])});
            plain().at("app_id", app.id).json(body)
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
        "GET" "/api/developer/v1/publishers/{publisher_id}/members" PublisherMembers 200 |_world| plain();
        "POST" "/api/developer/v1/publishers/{publisher_id}/members" PublisherOwners 201 |_world| {
            plain().json(json!({"email": Person::new_email("guest"), "role": "viewer"}))
        };
        "PUT" "/api/developer/v1/publishers/{publisher_id}/members/{person_id}" PublisherOwners 200 |world| {
            let member = world.publisher.join(PublisherRole::Viewer).await?;
            plain().at("person_id", member.me.id).json(json!({"role": "developer"}))
        };
        "DELETE" "/api/developer/v1/publishers/{publisher_id}/members/{person_id}" PublisherOwners 204 |world| {
            plain().at("person_id", world.publisher.join(PublisherRole::Viewer).await?.me.id)
        };
    }
}
