//! Routes of a tenant's decisions: allow, decline or block an app.

use actix_web::{HttpResponse, post, web::Path};
use marketplace::TenantAdmin;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader};
use wire::{
    admin::{Allow, Allowed, ConnectionSummary, Decline},
    paths::admin::AppPath,
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
