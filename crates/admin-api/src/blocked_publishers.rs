//! Routes by which a tenant blocks publishers and unblocks them.

use actix_web::{HttpResponse, delete, get, post, web::Path};
use marketplace::{TenantAdmin, TenantMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    admin::{BlockPublisher, BlockedPublisher},
    page::Page,
    paths::admin::{BlockedPublisherPath, TenantPath},
};

/// List blocked publishers
#[utoipa::path(
    operation_id = "blocked_publishers_list",
    tag = "Blocked publishers",
    params(TenantPath),
    responses((status = 200, description = "Publishers whose apps this tenant does not see", body = Page<BlockedPublisher>), Looking),
)]
#[get("/tenants/{tenant_id}/blocked-publishers")]
pub async fn list(here: Here, As(by): As<TenantMember>) -> Answer {
    Ok(HttpResponse::Ok().json(here.blocked_publishers().list(&by).await?))
}

/// Block a publisher
///
/// Its apps vanish for this tenant. Connections that there are stay as they are.
#[utoipa::path(
    operation_id = "blocked_publishers_block",
    tag = "Blocked publishers",
    request_body = BlockPublisher,
    params(TenantPath, IdempotencyHeader),
    responses((status = 201, description = "Blocked", body = BlockedPublisher), Changing),
)]
#[post("/tenants/{tenant_id}/blocked-publishers")]
pub async fn block(here: Here, As(by): As<TenantAdmin>, body: Body<BlockPublisher>) -> Answer {
    Ok(HttpResponse::Created().json(here.blocked_publishers().block(&by, body.read()?).await?))
}

/// Unblock a publisher
#[utoipa::path(
    operation_id = "blocked_publishers_unblock",
    tag = "Blocked publishers",
    params(BlockedPublisherPath, IdempotencyHeader),
    responses((status = 204, description = "Its apps are on show again"), Changing),
)]
#[delete("/tenants/{tenant_id}/blocked-publishers/{publisher_id}")]
pub async fn unblock(here: Here, As(by): As<TenantAdmin>, path: Path<BlockedPublisherPath>) -> Answer {
    here.blocked_publishers().unblock(&by, path.publisher_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
