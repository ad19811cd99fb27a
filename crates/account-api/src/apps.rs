//! Route of one app in all tenants of a person.

use actix_web::{HttpResponse, get, web::Path};
use web::{Answer, Caller, Here, Looking};
use wire::{app_requests::AppInTenants, paths::account::AppPath};

/// See an app in all of one's tenants
///
/// Those in which the caller is an owner or admin, and that are offered the app or have decided about it. Each tenant is
/// decided for by itself, in the admin API, with an `Idempotency-Key` of its own.
#[utoipa::path(
    operation_id = "apps_in_tenants",
    tag = "Apps",
    params(AppPath),
    responses((status = 200, description = "The app, and what it is to each tenant", body = AppInTenants), Looking),
)]
#[get("/apps/{app_id}/tenants")]
pub async fn in_tenants(here: Here, caller: Caller, path: Path<AppPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.apps_of_tenants().of_app(&caller.0, path.app_id).await?))
}
