use actix_web::{HttpResponse, get, post, web::Path};
use marketplace::{TenantAdmin, TenantMember};
use model::ids::{AppId, ConnectionId, TenantId};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::admin::{Accept, Allow, Allowed, Connection, ConnectionSummary, Decline, Review};

/// Allow an app
///
/// Bound to the version on the screen: another newest one is the problem `version-changed`.
#[utoipa::path(
    operation_id = "decisions_allow",
    tag = "Decisions",
    request_body = Allow,
    params(("tenant_id" = TenantId, Path), ("app_id" = AppId, Path), IdempotencyHeader),
    responses((status = 201, description = "Connected; the secret is in this answer alone", body = Allowed), Changing),
)]
#[post("/tenants/{tenant_id}/available-apps/{app_id}/allow")]
pub async fn allow(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<(TenantId, AppId)>,
    body: Body<Allow>,
) -> Answer {
    let (_, app) = path.into_inner();
    Ok(HttpResponse::Created().json(here.allow(&by, app, body.read()?).await?))
}

/// Decline an app
#[utoipa::path(
    operation_id = "decisions_decline",
    tag = "Decisions",
    request_body = Decline,
    params(("tenant_id" = TenantId, Path), ("app_id" = AppId, Path), IdempotencyHeader),
    responses((status = 201, description = "Declined; the developer reads the reason", body = ConnectionSummary), Changing),
)]
#[post("/tenants/{tenant_id}/available-apps/{app_id}/decline")]
pub async fn decline(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<(TenantId, AppId)>,
    body: Body<Decline>,
) -> Answer {
    let (_, app) = path.into_inner();
    Ok(HttpResponse::Created().json(here.decline(&by, app, body.read()?).await?))
}

/// Block an app
#[utoipa::path(
    operation_id = "decisions_block",
    tag = "Decisions",
    request_body = Decline,
    params(("tenant_id" = TenantId, Path), ("app_id" = AppId, Path), IdempotencyHeader),
    responses((status = 201, description = "Blocked; the developer reads the reason", body = ConnectionSummary), Changing),
)]
#[post("/tenants/{tenant_id}/available-apps/{app_id}/block")]
pub async fn block(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<(TenantId, AppId)>,
    body: Body<Decline>,
) -> Answer {
    let (_, app) = path.into_inner();
    Ok(HttpResponse::Created().json(here.block(&by, app, body.read()?).await?))
}

/// Review a connected app's newest version
#[utoipa::path(
    operation_id = "decisions_review_update",
    tag = "Decisions",
    params(("tenant_id" = TenantId, Path), ("connection_id" = ConnectionId, Path)),
    responses((status = 200, description = "All that the decision needs", body = Review), Looking),
)]
#[get("/tenants/{tenant_id}/connections/{connection_id}/review")]
pub async fn review_update(
    here: Here,
    As(by): As<TenantMember>,
    path: Path<(TenantId, ConnectionId)>,
) -> Answer {
    let (_, connection) = path.into_inner();
    Ok(HttpResponse::Ok().json(here.review_update(&by, connection).await?))
}

/// Accept a connected app's newest version
#[utoipa::path(
    operation_id = "decisions_accept",
    tag = "Decisions",
    request_body = Accept,
    params(("tenant_id" = TenantId, Path), ("connection_id" = ConnectionId, Path), IdempotencyHeader),
    responses((status = 200, description = "Accepted", body = Connection), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/accept")]
pub async fn accept(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<(TenantId, ConnectionId)>,
    body: Body<Accept>,
) -> Answer {
    let (_, connection) = path.into_inner();
    Ok(HttpResponse::Ok().json(here.accept(&by, connection, body.read()?).await?))
}
