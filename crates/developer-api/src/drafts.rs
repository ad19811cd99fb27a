//! Routes of the draft of an app's next version.

use actix_web::{HttpResponse, delete, get, put, web::Path};
use marketplace::{Developer, PublisherMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    paths::developer::AppPath,
    updates::{Draft, SaveDraft},
};

/// Get the draft of an app's next version
///
/// Where none was saved, it is what the newest version asks for.
#[utoipa::path(
    operation_id = "drafts_get",
    tag = "Versions",
    params(AppPath),
    responses((status = 200, description = "The draft", body = Draft), Looking),
)]
#[get("/publishers/{publisher_id}/apps/{app_id}/draft")]
pub async fn get(here: Here, As(by): As<PublisherMember>, path: Path<AppPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.drafts().get(&by, path.app_id).await?))
}

/// Save the draft of an app's next version
///
/// Only the publisher's own people see it. Publishing a version removes it.
#[utoipa::path(
    operation_id = "drafts_save",
    tag = "Versions",
    request_body = SaveDraft,
    params(AppPath, IdempotencyHeader),
    responses((status = 200, description = "Saved", body = Draft), Changing),
)]
#[put("/publishers/{publisher_id}/apps/{app_id}/draft")]
pub async fn save(here: Here, As(by): As<Developer>, path: Path<AppPath>, body: Body<SaveDraft>) -> Answer {
    Ok(HttpResponse::Ok().json(here.drafts().save(&by, path.app_id, body.read()?).await?))
}

/// Discard the draft of an app's next version
#[utoipa::path(
    operation_id = "drafts_discard",
    tag = "Versions",
    params(AppPath, IdempotencyHeader),
    responses((status = 204, description = "Discarded"), Changing),
)]
#[delete("/publishers/{publisher_id}/apps/{app_id}/draft")]
pub async fn discard(here: Here, As(by): As<Developer>, path: Path<AppPath>) -> Answer {
    here.drafts().discard(&by, path.app_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
