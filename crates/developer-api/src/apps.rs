//! Routes of a publisher's apps: their details and their logos.

use actix_web::{HttpResponse, get, post, put, web::Path};
use marketplace::{Developer, PublisherMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, Paging};
use wire::{
    developer::{App, AppDetails, AppSummary, ChangeApp},
    page::{Page, PageQuery},
    paths::developer::{AppPath, PublisherPath},
};

/// Of the list as a file.
const COLUMNS: &[&str] = &[
    "id",
    "name",
    "summary",
    "state",
    "visibility",
    "ai_agent",
    "latest_version",
    "connections",
    "updated_at",
];

/// List apps
#[utoipa::path(
    operation_id = "apps_list",
    tag = "Apps",
    params(PublisherPath, PageQuery),
    responses((status = 200, description = "Apps, newest first", content((Page<AppSummary> = "application/json"), (String = "text/csv"), (String = "application/jsonl"))), Looking),
)]
#[get("/publishers/{publisher_id}/apps")]
pub async fn list(here: Here, As(by): As<PublisherMember>, query: Paging) -> Answer {
    let apps = here.publisher_apps();
    query.answer("apps", COLUMNS, async |page| apps.list(&by, page).await).await
}

/// Create an app
///
/// A draft: no tenant sees it before its first version is published.
#[utoipa::path(
    operation_id = "apps_create",
    tag = "Apps",
    request_body = AppDetails,
    params(PublisherPath, IdempotencyHeader),
    responses((status = 201, description = "Created, as a draft", body = App), Changing),
)]
#[post("/publishers/{publisher_id}/apps")]
pub async fn create(here: Here, As(by): As<Developer>, body: Body<AppDetails>) -> Answer {
    Ok(HttpResponse::Created().json(here.publisher_apps().create(&by, body.read()?).await?))
}

/// Get an app
#[utoipa::path(
    operation_id = "apps_get",
    tag = "Apps",
    params(AppPath),
    responses((status = 200, description = "The app and its newest version", body = App), Looking),
)]
#[get("/publishers/{publisher_id}/apps/{app_id}")]
pub async fn get(here: Here, As(by): As<PublisherMember>, path: Path<AppPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_apps().get(&by, path.app_id).await?))
}

/// Fetch an app's logo again
///
/// The answer comes before the picture: read the app until its `logo.state` is no longer `waiting`. Two fetches are five
/// seconds apart at least.
#[utoipa::path(
    operation_id = "apps_fetch_logo",
    tag = "Apps",
    params(AppPath, IdempotencyHeader),
    responses((status = 200, description = "It is going to be fetched", body = App), Changing),
)]
#[post("/publishers/{publisher_id}/apps/{app_id}/logo/fetch")]
pub async fn fetch_logo(here: Here, As(by): As<Developer>, path: Path<AppPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_apps().fetch_logo(&by, path.app_id).await?))
}

/// Change an app's details
///
/// What the app may do changes only by a new version.
#[utoipa::path(
    operation_id = "apps_change",
    tag = "Apps",
    request_body = ChangeApp,
    params(AppPath, IdempotencyHeader),
    responses((status = 200, description = "Changed", body = App), Changing),
)]
#[put("/publishers/{publisher_id}/apps/{app_id}")]
pub async fn change(here: Here, As(by): As<Developer>, path: Path<AppPath>, body: Body<ChangeApp>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_apps().change(&by, path.app_id, body.read()?).await?))
}
