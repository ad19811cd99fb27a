//! The route that shows a tenant's people all APIs and scopes.

use actix_web::{HttpResponse, get};
use marketplace::TenantMember;
use web::{Answer, As, Here, Looking};
use wire::{catalogue::Api, paths::admin::TenantPath};

/// Read the scope catalogue
#[utoipa::path(
    operation_id = "catalogue_get",
    tag = "Catalogue",
    params(TenantPath),
    responses((status = 200, description = "Every API with its scopes, by name", body = Vec<Api>), Looking),
)]
#[get("/tenants/{tenant_id}/catalogue")]
pub async fn get(here: Here, As(by): As<TenantMember>) -> Answer {
    Ok(HttpResponse::Ok().json(here.catalogue().for_tenant(&by).await?))
}
