//! Routes of the apps that a tenant may connect: the list, and the review of one before a decision.

use actix_web::{HttpResponse, get, web::Path};
use marketplace::TenantMember;
use web::{Answer, As, Here, Looking, Paging};
use wire::{
    admin::{AvailableApp, Review},
    page::{Page, PageQuery},
    paths::admin::{AppPath, TenantPath},
};

/// List the apps that can be connected
///
/// Those that target this tenant or are listed, and are not connected.
#[utoipa::path(
    operation_id = "available_apps_list",
    tag = "Available apps",
    params(TenantPath, PageQuery),
    responses((status = 200, description = "Apps, newest first", body = Page<AvailableApp>), Looking),
)]
#[get("/tenants/{tenant_id}/available-apps")]
pub async fn list(here: Here, As(by): As<TenantMember>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.available_apps().list(&by, query.read()?).await?))
}

/// Review an app
#[utoipa::path(
    operation_id = "available_apps_review",
    tag = "Available apps",
    params(AppPath),
    responses((status = 200, description = "All that the decision needs", body = Review), Looking),
)]
#[get("/tenants/{tenant_id}/available-apps/{app_id}")]
pub async fn review(here: Here, As(by): As<TenantMember>, path: Path<AppPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.available_apps().review(&by, path.app_id).await?))
}
