//! Routes of the tenants that an app is offered to.

use actix_web::{HttpResponse, delete, get, post, web::Path};
use marketplace::{Developer, PublisherMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, Paging};
use wire::{
    developer::{AddTarget, Target},
    page::{Page, PageQuery},
    paths::developer::{AppPath, TargetPath},
};

/// List the tenants that an app is offered to
#[utoipa::path(
    operation_id = "targets_list",
    tag = "Targets",
    params(AppPath, PageQuery),
    responses((status = 200, description = "Targets, by tenant ID", body = Page<Target>), Looking),
)]
#[get("/publishers/{publisher_id}/apps/{app_id}/targets")]
pub async fn list(here: Here, As(by): As<PublisherMember>, path: Path<AppPath>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.targets().list(&by, path.app_id, query.read()?).await?))
}

/// Offer an app to a tenant
#[utoipa::path(
    operation_id = "targets_add",
    tag = "Targets",
    request_body = AddTarget,
    params(AppPath, IdempotencyHeader),
    responses((status = 201, description = "The tenant may see the app now", body = Target), Changing),
)]
#[post("/publishers/{publisher_id}/apps/{app_id}/targets")]
pub async fn add(here: Here, As(by): As<Developer>, path: Path<AppPath>, body: Body<AddTarget>) -> Answer {
    Ok(HttpResponse::Created().json(here.targets().add(&by, path.app_id, body.read()?).await?))
}

/// Offer an app to a tenant no longer
#[utoipa::path(
    operation_id = "targets_remove",
    tag = "Targets",
    params(TargetPath, IdempotencyHeader),
    responses((status = 204, description = "Removed; a connection that exists stays"), Changing),
)]
#[delete("/publishers/{publisher_id}/apps/{app_id}/targets/{tenant_id}")]
pub async fn remove(here: Here, As(by): As<Developer>, path: Path<TargetPath>) -> Answer {
    here.targets().remove(&by, path.app_id, path.tenant_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
