use actix_web::{HttpResponse, delete, get, post, web::Path};
use marketplace::{Developer, PublisherMember};
use model::ids::{AppId, PublisherId, TenantId};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, Paging};
use wire::{
    developer::{AddTarget, Target},
    page::{Page, PageQuery},
};

/// List the tenants that an app is offered to
#[utoipa::path(
    operation_id = "targets_list",
    tag = "Targets",
    params(("publisher_id" = PublisherId, Path), ("app_id" = AppId, Path), PageQuery),
    responses((status = 200, description = "Targets, by tenant ID", body = Page<Target>), Looking),
)]
#[get("/publishers/{publisher_id}/apps/{app_id}/targets")]
pub async fn list(
    here: Here,
    As(by): As<PublisherMember>,
    path: Path<(PublisherId, AppId)>,
    query: Paging,
) -> Answer {
    let (_, app) = path.into_inner();
    Ok(HttpResponse::Ok().json(here.targets(&by, app, query.read()?).await?))
}

/// Offer an app to a tenant
#[utoipa::path(
    operation_id = "targets_add",
    tag = "Targets",
    request_body = AddTarget,
    params(("publisher_id" = PublisherId, Path), ("app_id" = AppId, Path), IdempotencyHeader),
    responses((status = 201, description = "The tenant may see the app now", body = Target), Changing),
)]
#[post("/publishers/{publisher_id}/apps/{app_id}/targets")]
pub async fn add(
    here: Here,
    As(by): As<Developer>,
    path: Path<(PublisherId, AppId)>,
    body: Body<AddTarget>,
) -> Answer {
    let (_, app) = path.into_inner();
    Ok(HttpResponse::Created().json(here.add_target(&by, app, body.read()?).await?))
}

/// Offer an app to a tenant no longer
#[utoipa::path(
    operation_id = "targets_remove",
    tag = "Targets",
    params(("publisher_id" = PublisherId, Path), ("app_id" = AppId, Path), ("tenant_id" = TenantId, Path), IdempotencyHeader),
    responses((status = 204, description = "Removed; a connection that exists stays"), Changing),
)]
#[delete("/publishers/{publisher_id}/apps/{app_id}/targets/{tenant_id}")]
pub async fn remove(here: Here, As(by): As<Developer>, path: Path<(PublisherId, AppId, TenantId)>) -> Answer {
    let (_, app, tenant) = path.into_inner();
    here.remove_target(&by, app, tenant).await?;
    Ok(HttpResponse::NoContent().finish())
}
