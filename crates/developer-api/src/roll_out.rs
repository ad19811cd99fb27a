//! Routes of the roll-out of an app's newest version: how tenants receive it, and reminders.

use actix_web::{HttpResponse, get, post, web::Path};
use marketplace::{Developer, PublisherMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, RollOutPaging};
use wire::{
    page::Page,
    paths::developer::AppPath,
    updates::{Remind, Reminded, RollOut, RollOutQuery, RollOutTenant},
};

/// Get the roll-out of an app's newest version
#[utoipa::path(
    operation_id = "roll_outs_get",
    tag = "Roll-out",
    params(AppPath),
    responses((status = 200, description = "How many tenants stand where", body = RollOut), Looking),
)]
#[get("/publishers/{publisher_id}/apps/{app_id}/roll-out")]
pub async fn get(here: Here, As(by): As<PublisherMember>, path: Path<AppPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.roll_outs().get(&by, path.app_id).await?))
}

/// List the tenants of a roll-out
///
/// What each granted of what the newest version asks for, and what its admins answered.
#[utoipa::path(
    operation_id = "roll_outs_tenants",
    tag = "Roll-out",
    params(AppPath, RollOutQuery),
    responses((status = 200, description = "Tenants that have connected the app, newest connections first", body = Page<RollOutTenant>), Looking),
)]
#[get("/publishers/{publisher_id}/apps/{app_id}/roll-out/tenants")]
pub async fn tenants(
    here: Here,
    As(by): As<PublisherMember>,
    path: Path<AppPath>,
    query: RollOutPaging,
) -> Answer {
    let (page, state) = query.read()?;
    Ok(HttpResponse::Ok().json(here.roll_outs().tenants(&by, path.app_id, page, state).await?))
}

/// Remind tenants of an app's newest version
///
/// Those that have not answered it; each at most once in seven days.
#[utoipa::path(
    operation_id = "roll_outs_remind",
    tag = "Roll-out",
    request_body = Remind,
    params(AppPath, IdempotencyHeader),
    responses((status = 200, description = "Reminded", body = Reminded), Changing),
)]
#[post("/publishers/{publisher_id}/apps/{app_id}/roll-out/remind")]
pub async fn remind(here: Here, As(by): As<Developer>, path: Path<AppPath>, body: Body<Remind>) -> Answer {
    Ok(HttpResponse::Ok().json(here.roll_outs().remind(&by, path.app_id, body.read()?).await?))
}
