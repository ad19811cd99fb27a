//! Routes by which a member asks the tenant's admins for an app, and withdraws that.

use actix_web::{HttpResponse, delete, post, web::Path};
use marketplace::TenantMember;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader};
use wire::{
    app_requests::{AppRequest, AskForApp},
    paths::admin::AppPath,
};

/// Ask the admins for an app
///
/// Any member may ask; admins find who asked with the app. A decision about the app settles the request.
#[utoipa::path(
    operation_id = "app_requests_ask",
    tag = "Available apps",
    request_body = AskForApp,
    params(AppPath, IdempotencyHeader),
    responses((status = 201, description = "The admins see it", body = AppRequest), Changing),
)]
#[post("/tenants/{tenant_id}/available-apps/{app_id}/request")]
pub async fn ask(here: Here, As(by): As<TenantMember>, path: Path<AppPath>, body: Body<AskForApp>) -> Answer {
    Ok(HttpResponse::Created().json(here.app_requests().ask(&by, path.app_id, body.read()?).await?))
}

/// Withdraw one's request for an app
#[utoipa::path(
    operation_id = "app_requests_withdraw",
    tag = "Available apps",
    params(AppPath, IdempotencyHeader),
    responses((status = 204, description = "Withdrawn"), Changing),
)]
#[delete("/tenants/{tenant_id}/available-apps/{app_id}/request")]
pub async fn withdraw(here: Here, As(by): As<TenantMember>, path: Path<AppPath>) -> Answer {
    here.app_requests().withdraw(&by, path.app_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
