//! Routes of a tenant's connections after the decision, from Disable to Delete.

use actix_web::{HttpResponse, get, post, put, web::Path};
use marketplace::{TenantAdmin, TenantMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, OptionalBody, Paging};
use wire::{
    access::EditAccess,
    admin::{Connection, ConnectionSummary, Delete, DetailsSeen, IssuedCredential, Renew},
    page::{Page, PageQuery},
    paths::admin::{ConnectionPath, TenantPath},
    secrets::Regenerate,
    stops::Pause,
};

/// Of the list as a file.
const COLUMNS: &[&str] = &[
    "id",
    "app_id",
    "app_name",
    "publisher_name",
    "state",
    "paused_by",
    "granted",
    "action",
    "sensitivity",
    "version",
    "latest_version",
    "decided_at",
    "last_used_at",
    "ends_at",
    "updated_at",
];

/// List connections
#[utoipa::path(
    operation_id = "connections_list",
    tag = "Connections",
    params(TenantPath, PageQuery),
    responses((status = 200, description = "Connections, newest first; deleted ones among them", content((Page<ConnectionSummary> = "application/json"), (String = "text/csv"), (String = "application/jsonl"))), Looking),
)]
#[get("/tenants/{tenant_id}/connections")]
pub async fn list(here: Here, As(by): As<TenantMember>, query: Paging) -> Answer {
    let connections = here.tenant_connections();
    query.answer("connections", COLUMNS, async |page| connections.list(&by, page).await).await
}

/// Get a connection
#[utoipa::path(
    operation_id = "connections_get",
    tag = "Connections",
    params(ConnectionPath),
    responses((status = 200, description = "The connection; never its secret", body = Connection), Looking),
)]
#[get("/tenants/{tenant_id}/connections/{connection_id}")]
pub async fn get(here: Here, As(by): As<TenantMember>, path: Path<ConnectionPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_connections().get(&by, path.connection_id).await?))
}

/// Disable a connection
#[utoipa::path(
    operation_id = "connections_pause",
    tag = "Connections",
    request_body = Option<Pause>,
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "Paused; tokens from before are revoked", body = Connection), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/pause")]
pub async fn pause(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<ConnectionPath>,
    body: OptionalBody<Pause>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_connections().pause(&by, path.connection_id, body.read()?).await?))
}

/// Restore a connection
#[utoipa::path(
    operation_id = "connections_resume",
    tag = "Connections",
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "The tenant's pause is lifted; the same credentials work again", body = Connection), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/resume")]
pub async fn resume(here: Here, As(by): As<TenantAdmin>, path: Path<ConnectionPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_connections().resume(&by, path.connection_id).await?))
}

/// Renew access that has ended
///
/// Lifts the stop by the end date alone, and sets another end or none. Refused before that date has come.
#[utoipa::path(
    operation_id = "connections_renew",
    tag = "Connections",
    request_body = Renew,
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "Renewed; the same credentials work again", body = Connection), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/renew")]
pub async fn renew(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<ConnectionPath>,
    body: Body<Renew>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_connections().renew(&by, path.connection_id, body.read()?).await?))
}

/// Edit a connection's access
///
/// Gives or takes back optional scopes of the version that was decided on, and sets the end; the credentials stay the same.
/// Tokens from before are revoked where a scope is taken back, or where they would outlive the end.
#[utoipa::path(
    operation_id = "connections_edit_access",
    tag = "Connections",
    request_body = EditAccess,
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "The connection with the access that it has now", body = Connection), Changing),
)]
#[put("/tenants/{tenant_id}/connections/{connection_id}/access")]
pub async fn edit_access(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<ConnectionPath>,
    body: Body<EditAccess>,
) -> Answer {
    Ok(HttpResponse::Ok()
        .json(here.tenant_connections().edit_access(&by, path.connection_id, body.read()?).await?))
}

/// Reconsider a declined app
#[utoipa::path(
    operation_id = "connections_reconsider",
    tag = "Connections",
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "Awaiting a decision again", body = Connection), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/reconsider")]
pub async fn reconsider(here: Here, As(by): As<TenantAdmin>, path: Path<ConnectionPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_connections().reconsider(&by, path.connection_id).await?))
}

/// Unblock a blocked app
#[utoipa::path(
    operation_id = "connections_unblock",
    tag = "Connections",
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "Awaiting a decision again", body = Connection), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/unblock")]
pub async fn unblock(here: Here, As(by): As<TenantAdmin>, path: Path<ConnectionPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_connections().unblock(&by, path.connection_id).await?))
}

/// Regenerate a connection's secret
///
/// Cannot be undone. Integrations on the old secret stop at once, unless it is kept for some hours.
#[utoipa::path(
    operation_id = "connections_regenerate_secret",
    tag = "Connections",
    request_body = Option<Regenerate>,
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "The new secret is in this answer alone", body = IssuedCredential), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/regenerate-secret")]
pub async fn regenerate_secret(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<ConnectionPath>,
    body: OptionalBody<Regenerate>,
) -> Answer {
    let issued = here.tenant_connections().regenerate_secret(&by, path.connection_id, body.read()?);
    Ok(HttpResponse::Ok().json(issued.await?))
}

/// Delete a connection
///
/// Cannot be undone: the credentials are destroyed.
#[utoipa::path(
    operation_id = "connections_delete",
    tag = "Connections",
    request_body = Delete,
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "Deleted; its history stays", body = Connection), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/delete")]
pub async fn delete(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<ConnectionPath>,
    body: Body<Delete>,
) -> Answer {
    Ok(HttpResponse::Ok()
        .json(here.tenant_connections().delete(&by, path.connection_id, body.read()?).await?))
}

/// Say that changed details were seen
///
/// Name, logo, website, privacy policy and support contact that have changed stand on the connection until then.
#[utoipa::path(
    operation_id = "connections_see_details",
    tag = "Connections",
    request_body = DetailsSeen,
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "Seen; what the connection may do is as it was", body = Connection), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/details-seen")]
pub async fn see_details(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<ConnectionPath>,
    body: Body<DetailsSeen>,
) -> Answer {
    Ok(HttpResponse::Ok()
        .json(here.tenant_connections().see_details(&by, path.connection_id, body.read()?).await?))
}
