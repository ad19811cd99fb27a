use actix_web::{HttpResponse, get, web::Path};
use marketplace::TenantMember;
use model::ids::{ConnectionId, TenantId};
use web::{Answer, As, Here, Looking, Paging};
use wire::{
    activity::Activity,
    page::{Page, PageQuery},
};

/// List what was done
#[utoipa::path(
    operation_id = "activity_list",
    tag = "Activity",
    params(("tenant_id" = TenantId, Path), PageQuery),
    responses((status = 200, description = "Entries, newest first", body = Page<Activity>), Looking),
)]
#[get("/tenants/{tenant_id}/activity")]
pub async fn list(here: Here, As(by): As<TenantMember>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_activity(&by, query.read()?).await?))
}

/// List what was done to a connection
#[utoipa::path(
    operation_id = "activity_of_connection",
    tag = "Activity",
    params(("tenant_id" = TenantId, Path), ("connection_id" = ConnectionId, Path), PageQuery),
    responses((status = 200, description = "Entries, newest first", body = Page<Activity>), Looking),
)]
#[get("/tenants/{tenant_id}/connections/{connection_id}/activity")]
pub async fn of_connection(
    here: Here,
    As(by): As<TenantMember>,
    path: Path<(TenantId, ConnectionId)>,
    query: Paging,
) -> Answer {
    let (_, connection) = path.into_inner();
    Ok(HttpResponse::Ok().json(here.connection_activity(&by, connection, query.read()?).await?))
}
