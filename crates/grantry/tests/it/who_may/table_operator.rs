use model::{
    ids::{AppId, InvitationId},
    role::TenantRole,
};
use serde_json::{Value, json};
use wire::{
    addresses::TenantAddresses,
    catalogue::Api,
    members::{Invited, PendingInvitation},
    operator::{Publisher, Tenant},
    page::Page,
    paths,
    workload::WorkloadIssuer,
};

use crate::{
    harness::{
        Outcome, Person, Platform, World, change_of, next, stage::create_api, workload::issuer_details,
    },
    operator::{
        addresses::{at_a_domain, new_slug},
        resource_servers::register,
    },
};

use super::{
    request::plain,
    table::{Row, table},
};

pub(super) async fn api(world: &World<'_>) -> Outcome<Api> {
    let identifier = format!("https://api{}.example/v1", next());
    create_api(&world.stage.operator, "Imaging", &identifier, &[&format!("images{}.read", next())]).await
}

async fn issuer(world: &World<'_>) -> Outcome<WorkloadIssuer> {
    Ok(Platform::allowed_on(world.stage).await?.allowed)
}

fn scope() -> Value {
    json!({
        "title": "Read images", "sentence": "Can see all images.", "action": "read", "sensitivity": "critical",
    })
}

/// Of an API's document.
fn source(url: Option<&str>) -> Value {
    let server =
        json!({"environment": "sandbox", "url": "https://sandbox.example/v1", "description": "Sandbox"});
    json!({"revision": 0, "url": url, "servers": [server], "relay": false})
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

/// Closes the path of a tenant that has moved.
fn closing(moved: &TenantAddresses) -> Outcome<Value> {
    let path = moved.addresses.iter().find(|one| !one.current).ok_or("it has not moved")?;
    Ok(json!({"issuer": path.issuer, "at": null, "revision": moved.revision}))
}

pub fn rows() -> Vec<Row> {
    rows_of_catalogue().into_iter().chain(rows_of_people()).collect()
}

fn rows_of_catalogue() -> Vec<Row> {
    table! {
        "GET" "/api/operator/v1/activity" Operators 200 |_world| plain();
        "GET" "/api/operator/v1/health" Operators 200 |_world| plain();
        "GET" "/api/operator/v1/usage" Operators 200 |_world| plain();
        "GET" "/api/operator/v1/mails" Operators 200 |_world| plain();
        "POST" "/api/operator/v1/mails/retry" Operators 200 |_world| plain();
        "GET" "/api/operator/v1/needs-you" Operators 200 |_world| plain();
        "GET" "/api/operator/v1/apis" Operators 200 |_world| plain();
        "POST" "/api/operator/v1/apis" Operators 201 |_world| {
            plain().json(json!({"identifier": format!("https://api{}.example/v1", next()), "name": "Imaging"}))
        };
        "GET" "/api/operator/v1/apis/{api_id}" Operators 200 |world| plain().at("api_id", api(world).await?.id);
        "PUT" "/api/operator/v1/apis/{api_id}" Operators 200 |world| {
            let api = api(world).await?;
            plain().at("api_id", api.id).json(change_of(&api, json!({"name": "Imaging 2"})))
        };
        "GET" "/api/operator/v1/apis/{api_id}/document" Operators 200 |world| {
            plain().at("api_id", api(world).await?.id)
        };
        "PUT" "/api/operator/v1/apis/{api_id}/document/text" Operators 200 |world| {
            let text = "openapi: 3.1.0\ninfo: {title: Imaging, version: 1.0.0}\npaths: {}\n";
            plain().at("api_id", api(world).await?.id).json(json!({"revision": 0, "text": text}))
        };
        "PUT" "/api/operator/v1/apis/{api_id}/document/source" Operators 200 |world| {
            plain().at("api_id", api(world).await?.id).json(source(None))
        };
        "POST" "/api/operator/v1/apis/{api_id}/document/fetch" Operators 200 |world| {
            let api = api(world).await?;
            let given = source(Some("https://docs.invalid/openapi.yaml"));
            world.stage.operator.put(&paths::operator::api_document_source(api.id), given).await?.ok(200)?;
            plain().at("api_id", api.id)
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
        "GET" "/api/operator/v1/workload-issuers" Operators 200 |_world| plain();
        "POST" "/api/operator/v1/workload-issuers" Operators 201 |_world| plain().json(issuer_details(&Value::Null));
        "GET" "/api/operator/v1/workload-issuers/{issuer_id}" Operators 200 |world| {
            plain().at("issuer_id", issuer(world).await?.id)
        };
        "PUT" "/api/operator/v1/workload-issuers/{issuer_id}" Operators 200 |world| {
            let issuer = issuer(world).await?;
            let details = json!({
                "name": "Renamed", "preset": issuer.preset, "issuer": issuer.issuer, "jwks": issuer.jwks,
                "audience": null, "once_by_hash": true,
            });
            plain().at("issuer_id", issuer.id).json(json!({"revision": issuer.revision, "details": details}))
        };
        "POST" "/api/operator/v1/workload-issuers/{issuer_id}/close" Operators 200 |world| {
            plain().at("issuer_id", issuer(world).await?.id)
        };
        "POST" "/api/operator/v1/workload-issuers/{issuer_id}/open" Operators 200 |world| {
            let issuer = issuer(world).await?.id;
            world.stage.operator.verb(&paths::operator::close_workload_issuer(issuer)).await?.ok(200)?;
            plain().at("issuer_id", issuer)
        };
    }
}

fn rows_of_people() -> Vec<Row> {
    table! {
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
        "POST" "/api/operator/v1/invitations/{invitation_id}/mail" Operators 201 |world| {
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
        "GET" "/api/operator/v1/tenants/{tenant_id}/addresses" Operators 200 |_world| plain();
        "PUT" "/api/operator/v1/tenants/{tenant_id}/slug" Operators 200 |world| {
            let body = json!({"slug": new_slug(), "keep_old_until": null, "revision": 0});
            plain().at("tenant_id", world.stage.tenant().await?.id).json(body)
        };
        "POST" "/api/operator/v1/tenants/{tenant_id}/addresses/close" Operators 200 |world| {
            let (tenant, _, now) = at_a_domain(world.stage).await?;
            plain().at("tenant_id", tenant.id).json(closing(&now)?)
        };
        "POST" "/api/operator/v1/tenants/{tenant_id}/addresses/open" Operators 200 |world| {
            let (tenant, _, now) = at_a_domain(world.stage).await?;
            let mut body = closing(&now)?;
            world.stage.operator.post(&paths::operator::close_address(tenant.id), &body).await?.ok(200)?;
            body.as_object_mut().and_then(|fields| fields.remove("at"));
            body["revision"] = 2.into();
            plain().at("tenant_id", tenant.id).json(body)
        };
    }
}
