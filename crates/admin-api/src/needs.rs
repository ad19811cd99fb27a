//! The route of what waits for the tenant's people.

use actix_web::{HttpResponse, get};
use marketplace::TenantMember;
use web::{Answer, As, Here, Looking};
use wire::{needs::NeedsYou, paths::admin::TenantPath};

/// Read what needs you
#[utoipa::path(
    operation_id = "needs_you_get",
    tag = "Needs you",
    params(TenantPath),
    responses((status = 200, description = "What waits for the tenant's people, the most urgent first", body = NeedsYou), Looking),
)]
#[get("/tenants/{tenant_id}/needs-you")]
pub async fn get(here: Here, As(by): As<TenantMember>) -> Answer {
    Ok(HttpResponse::Ok().json(here.needs().of_tenant(&by).await?))
}
