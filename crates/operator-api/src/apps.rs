//! Routes by which operators suspend apps and restore them.

use actix_web::{HttpResponse, get, post, web::Path};
use marketplace::Operator;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, Paging};
use wire::{
    operator::{App, SuspendApp},
    page::{Page, PageQuery},
    paths::operator::AppPath,
};

/// Of the list as a file.
const COLUMNS: &[&str] = &[
    "id",
    "name",
    "summary",
    "publisher_id",
    "publisher_name",
    "state",
    "visibility",
    "ai_agent",
    "latest_version",
    "connections",
    "updated_at",
];

/// List the apps of all publishers
#[utoipa::path(
    operation_id = "apps_list",
    tag = "Apps",
    params(PageQuery),
    responses((status = 200, description = "Apps, newest first", content((Page<App> = "application/json"), (String = "text/csv"), (String = "application/jsonl"))), Looking),
)]
#[get("/apps")]
pub async fn list(here: Here, As(by): As<Operator>, query: Paging) -> Answer {
    let apps = here.apps();
    query.answer("apps", COLUMNS, async |page| apps.list(&by, page).await).await
}

/// Suspend an app: its connections get no tokens
#[utoipa::path(
    operation_id = "apps_suspend",
    tag = "Apps",
    request_body = SuspendApp,
    params(AppPath, IdempotencyHeader),
    responses((status = 200, description = "Suspended", body = App), Changing),
)]
#[post("/apps/{app_id}/suspend")]
pub async fn suspend(
    here: Here,
    As(by): As<Operator>,
    path: Path<AppPath>,
    body: Body<SuspendApp>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.apps().suspend(&by, path.app_id, body.read()?).await?))
}

/// Restore a suspended app
#[utoipa::path(
    operation_id = "apps_restore",
    tag = "Apps",
    params(AppPath, IdempotencyHeader),
    responses((status = 200, description = "Restored", body = App), Changing),
)]
#[post("/apps/{app_id}/restore")]
pub async fn restore(here: Here, As(by): As<Operator>, path: Path<AppPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.apps().restore(&by, path.app_id).await?))
}
