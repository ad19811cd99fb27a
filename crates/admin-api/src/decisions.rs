//! Routes of a tenant's decisions: allow, decline or block an app, and accept its newer version.

use actix_web::{HttpResponse, get, post, web::Path};
use marketplace::{TenantAdmin, TenantMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    admin::{Accept, Allow, Allowed, Connection, ConnectionSummary, Decline, Review},
    paths::admin::{AppPath, ConnectionPath},
};

/// Allow an app
///
/// Bound to the version on the screen: another newest one is the problem `version-changed`.
#[utoipa::path(
    operation_id = "decisions_allow",
    tag = "Decisions",
    request_body = Allow,
    params(AppPath, IdempotencyHeader),
    responses((status = 201, description = "Connected; the secret is in this answer alone", body = Allowed), Changing),
)]
#[post("/tenants/{tenant_id}/available-apps/{app_id}/allow")]
pub async fn allow(here: Here, As(by): As<TenantAdmin>, path: Path<AppPath>, body: Body<Allow>) -> Answer {
    Ok(HttpResponse::Created().json(here.decisions().allow(&by, path.app_id, body.read()?).await?))
}

/// Decline an app
#[utoipa::path(
    operation_id = "decisions_decline",
    tag = "Decisions",
    request_body = Decline,
    params(AppPath, IdempotencyHeader),
    responses((status = 201, description = "Declined; the developer reads the reason", body = ConnectionSummary), Changing),
)]
#[post("/tenants/{tenant_id}/available-apps/{app_id}/decline")]
pub async fn decline(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<AppPath>,
    body: Body<Decline>,
) -> Answer {
    Ok(HttpResponse::Created().json(here.decisions().decline(&by, path.app_id, body.read()?).await?))
}

/// Block an app
#[utoipa::path(
    operation_id = "decisions_block",
    tag = "Decisions",
    request_body = Decline,
    params(AppPath, IdempotencyHeader),
    responses((status = 201, description = "Blocked; the developer reads the reason", body = ConnectionSummary), Changing),
)]
#[post("/tenants/{tenant_id}/available-apps/{app_id}/block")]
pub async fn block(here: Here, As(by): As<TenantAdmin>, path: Path<AppPath>, body: Body<Decline>) -> Answer {
    Ok(HttpResponse::Created().json(here.decisions().block(&by, path.app_id, body.read()?).await?))
}

/// Review a connected app's newest version
#[utoipa::path(
    operation_id = "decisions_review_update",
    tag = "Decisions",
    params(ConnectionPath),
    responses((status = 200, description = "All that the decision needs", body = Review), Looking),
)]
#[get("/tenants/{tenant_id}/connections/{connection_id}/review")]
pub async fn review_update(here: Here, As(by): As<TenantMember>, path: Path<ConnectionPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.available_apps().review_update(&by, path.connection_id).await?))
}

/// Accept a connected app's newest version
#[utoipa::path(
    operation_id = "decisions_accept",
    tag = "Decisions",
    request_body = Accept,
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "Accepted", body = Connection), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/accept")]
pub async fn accept(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<ConnectionPath>,
    body: Body<Accept>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.decisions().accept(&by, path.connection_id, body.read()?).await?))
}
