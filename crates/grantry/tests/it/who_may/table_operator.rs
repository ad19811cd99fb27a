use model::{
    ids::{AppId, InvitationId},
    role::TenantRole,
};
use serde_json::{Value, json};
use wire::{
    catalogue::Api,
    members::{Invited, PendingInvitation},
    operator::{Publisher, Tenant},
    page::Page,
    paths,
};

use crate::{
    harness::{Outcome, Person, World, change_of, next, stage::create_api},
    operator::resource_servers::register,
};

use super::{
    request::plain,
    table::{Row, table},
};

async fn api(world: &World<'_>) -> Outcome<Api> {
    let identifier = format!("https://api{}.example/v1", next());
    create_api(&world.stage.operator, "Imaging", &identifier, &[&format!("images{}.read", next())]).await
}

fn scope() -> Value {
    json!({
        "title": "Read images", "sentence": "Can see all images.", "action": "read", "sensitivity": "critical",
    })
}

async fn published(world: &World<'_>) -> Outcome<AppId> {
    Ok(world.publisher.app(world.tenant.id, &["patients.read"], &[]).await?.id)
}

async fn invitation(world: &World<'_>) -> Outcome<InvitationId> {
    world.tenant.invite(TenantRole::Viewer, &Person::new_email("guest")).await?;
    let path = paths::operator::tenant_invitations(world.tenant.id);
    let pending: Page<PendingInvitation> = world.stage.operator.read(&path).await?;
    Ok(pending.items.first().ok_or("no one is invited")?.id)
}

pub fn rows() -> Vec<Row> {
    table! {
        "GET" "/api/operator/v1/activity" Operators 200 |_world| plain();
        "GET" "/api/operator/v1/health" Operators 200 |_world| plain();
        "GET" "/api/operator/v1/apis" Operators 200 |_world| plain();
        "POST" "/api/operator/v1/apis" Operators 201 |_world| {
            plain().json(json!({"identifier": format!("https://api{}.example/v1", next()), "name": "Imaging"}))
        };
        "GET" "/api/operator/v1/apis/{api_id}" Operators 200 |world| plain().at("api_id", api(world).await?.id);
        "PUT" "/api/operator/v1/apis/{api_id}" Operators 200 |world| {
            let api = api(world).await?;
            plain().at("api_id", api.id).json(change_of(&api, json!({"name": "Imaging 2"})))
        };
        "GET" "/api/operator/v1/apis/{api_id}/resource-servers" Operators 200 |world| {
            plain().at("api_id", api(world).await?.id)
        };
        "POST" "/api/operator/v1/apis/{api_id}/resource-servers" Operators 201 |world| {
            plain().at("api_id", api(world).await?.id).json(json!({"name": "Imaging gateway"}))
        };
        "DELETE" "/api/operator/v1/apis/{api_id}/resource-servers/{resource_server_id}" Operators 204 |world| {
            let api = api(world).await?;
            let made = register(&world.stage.operator, api.id).await?;
            plain().at("api_id", api.id).at("resource_server_id", made.resource_server.id)
        };
        "POST" "/api/operator/v1/apis/{api_id}/scopes" Operators 201 |world| {
            let mut body = scope();
            body["name"] = format!("images{}.read", next()).into();
            plain().at("api_id", api(world).await?.id).json(body)
        };
        "PUT" "/api/operator/v1/apis/{api_id}/scopes/{name}" Operators 200 |world| {
            let (api, mut body) = (api(world).await?, scope());
            body["state"] = "deprecated".into();
            body["revision"] = api.scopes[0].revision.into();
            plain().at("api_id", api.id).at("name", &api.scopes[0].name).json(body)
        };
        "GET" "/api/operator/v1/apps" Operators 200 |_world| plain();
        "POST" "/api/operator/v1/apps/{app_id}/suspend" Operators 200 |world| {
            plain().at("app_id", published(world).await?).json(json!({"reason": "It sends spam."}))
        };
        "POST" "/api/operator/v1/apps/{app_id}/restore" Operators 200 |world| {
            let app = published(world).await?;
            let path = paths::operator::suspend(app);
            world.stage.operator.post(&path, json!({"reason": "It sends spam."})).await?.ok(200)?;
            plain().at("app_id", app)
        };
        "POST" "/api/operator/v1/operators" Operators 201 |_world| {
            plain().json(json!({"email": Person::new_email("operator")}))
        };
        "GET" "/api/operator/v1/operators" Operators 200 |_world| plain();
        "DELETE" "/api/operator/v1/operators/{person_id}" Operators 204 |world| {
            let body = json!({"email": Person::new_email("operator")});
            let invited: Invited = world.stage.operator.create(&paths::operator::operators(), body).await?;
            plain().at("person_id", Person::join(&world.stage.anonymous, &invited.link).await?.me.id)
        };
        "POST" "/api/operator/v1/password-links" Operators 201 |world| {
            plain().json(json!({"email": world.tenant.join(TenantRole::Viewer).await?.me.email}))
        };
        "GET" "/api/operator/v1/invitations" Operators 200 |_world| plain();
        "POST" "/api/operator/v1/invitations/{invitation_id}/new-link" Operators 201 |world| {
            plain().at("invitation_id", invitation(world).await?)
        };
        "DELETE" "/api/operator/v1/invitations/{invitation_id}" Operators 204 |world| {
            plain().at("invitation_id", invitation(world).await?)
        };
        "GET" "/api/operator/v1/tenants/{tenant_id}/invitations" Operators 200 |_world| plain();
        "POST" "/api/operator/v1/tenants/{tenant_id}/invitations" Operators 201 |_world| {
            plain().json(json!({"email": Person::new_email("owner")}))
        };
        "GET" "/api/operator/v1/publishers/{publisher_id}/invitations" Operators 200 |_world| plain();
        "POST" "/api/operator/v1/publishers/{publisher_id}/invitations" Operators 201 |_world| {
            plain().json(json!({"email": Person::new_email("owner")}))
        };
        "GET" "/api/operator/v1/publishers" Operators 200 |_world| plain();
        "POST" "/api/operator/v1/publishers" Operators 201 |_world| {
            plain().json(json!({"name": "New publisher", "owner_email": Person::new_email("owner")}))
        };
        "GET" "/api/operator/v1/publishers/{publisher_id}" Operators 200 |_world| plain();
        "PUT" "/api/operator/v1/publishers/{publisher_id}" Operators 200 |world| {
            let read: Publisher = world.stage.operator.read(&paths::operator::publisher(world.publisher.id)).await?;
            let body = json!({"revision": read.revision, "name": "Renamed publisher", "website": null, "verified": true});
            plain().json(body)
        };
        "GET" "/api/operator/v1/tenants" Operators 200 |_world| plain();
        "POST" "/api/operator/v1/tenants" Operators 201 |_world| {
            plain().json(json!({"name": "New clinic", "owner_email": Person::new_email("owner")}))
        };
        "GET" "/api/operator/v1/tenants/{tenant_id}" Operators 200 |_world| plain();
        "PUT" "/api/operator/v1/tenants/{tenant_id}" Operators 200 |world| {
            let read: Tenant = world.stage.operator.read(&paths::operator::tenant(world.tenant.id)).await?;
            plain().json(json!({"revision": read.revision, "name": "Renamed clinic"}))
        };
    }
}
