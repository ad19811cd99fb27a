//! Routes of an app's versions: the list, the publication of the next one, and what that would do.

use actix_web::{HttpResponse, get, post, web::Path};
use marketplace::{Developer, PublisherMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, Paging};
use wire::{
    developer::{AppVersion, PublishVersion},
    page::{Page, PageQuery},
    paths::developer::AppPath,
    updates::PublishingCheck,
};

/// List an app's versions
#[utoipa::path(
    operation_id = "versions_list",
    tag = "Versions",
    params(AppPath, PageQuery),
    responses((status = 200, description = "Versions, newest first", body = Page<AppVersion>), Looking),
)]
#[get("/publishers/{publisher_id}/apps/{app_id}/versions")]
pub async fn list(here: Here, As(by): As<PublisherMember>, path: Path<AppPath>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.versions().list(&by, path.app_id, query.read()?).await?))
}

/// Publish the next version
///
/// Connections lose at once what the version no longer asks for. What it asks for in addition, each tenant's admin
/// grants or not.
#[utoipa::path(
    operation_id = "versions_publish",
    tag = "Versions",
    request_body = PublishVersion,
    params(AppPath, IdempotencyHeader),
    responses((status = 201, description = "Published", body = AppVersion), Changing),
)]
#[post("/publishers/{publisher_id}/apps/{app_id}/versions")]
pub async fn publish(
    here: Here,
    As(by): As<Developer>,
    path: Path<AppPath>,
    body: Body<PublishVersion>,
) -> Answer {
    Ok(HttpResponse::Created().json(here.versions().publish(&by, path.app_id, body.read()?).await?))
}

/// Check what publishing the next version would do
///
/// It changes nothing: how many tenants would lose which scopes at once, whose admins would be asked about which, and the
/// version as an admin would read it.
#[utoipa::path(
    operation_id = "versions_check",
    tag = "Versions",
    request_body = PublishVersion,
    params(AppPath),
    responses((status = 200, description = "What it would do", body = PublishingCheck), Changing),
)]
#[post("/publishers/{publisher_id}/apps/{app_id}/publishing-check")]
pub async fn check(
    here: Here,
    As(by): As<Developer>,
    path: Path<AppPath>,
    body: Body<PublishVersion>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.versions().check(&by, path.app_id, body.read()?).await?))
}
