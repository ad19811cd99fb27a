//! Routes that list the history of a tenant, and of one of its connections.

use actix_web::{HttpResponse, get, web::Path};
use marketplace::TenantMember;
use web::{Answer, As, Here, Looking, Paging};
use wire::{
    activity::Activity,
    page::{Page, PageQuery},
    paths::admin::{ConnectionPath, TenantPath},
};

/// List what was done
#[utoipa::path(
    operation_id = "activity_list",
    tag = "Activity",
    params(TenantPath, PageQuery),
    responses((status = 200, description = "Entries, newest first", body = Page<Activity>), Looking),
)]
#[get("/tenants/{tenant_id}/activity")]
pub async fn list(here: Here, As(by): As<TenantMember>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.histories().of_tenant(&by, query.read()?).await?))
}

/// List what was done to a connection
#[utoipa::path(
    operation_id = "activity_of_connection",
    tag = "Activity",
    params(ConnectionPath, PageQuery),
    responses((status = 200, description = "Entries, newest first", body = Page<Activity>), Looking),
)]
#[get("/tenants/{tenant_id}/connections/{connection_id}/activity")]
pub async fn of_connection(
    here: Here,
    As(by): As<TenantMember>,
    path: Path<ConnectionPath>,
    query: Paging,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.histories().of_connection(&by, path.connection_id, query.read()?).await?))
}
