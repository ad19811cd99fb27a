//! Routes of newer versions of connected apps: review them, and answer them scope by scope.

use actix_web::{HttpResponse, get, post, web::Path};
use marketplace::{TenantAdmin, TenantMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    admin::Connection,
    paths::admin::ConnectionPath,
    updates::{AnswerUpdate, UpdateReview, UpdateSeen},
};

/// Review a connected app's newest version
#[utoipa::path(
    operation_id = "updates_review",
    tag = "Updates",
    params(ConnectionPath),
    responses((status = 200, description = "All that the answers need", body = UpdateReview), Looking),
)]
#[get("/tenants/{tenant_id}/connections/{connection_id}/update")]
pub async fn review(here: Here, As(by): As<TenantMember>, path: Path<ConnectionPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.updates().review(&by, path.connection_id).await?))
}

/// Answer a connected app's newest version
///
/// Per scope `grant`, `not_now` or `never`. The version is taken up where all that it requires is held or granted;
/// otherwise the connection keeps its version and its grant.
#[utoipa::path(
    operation_id = "updates_answer",
    tag = "Updates",
    request_body = AnswerUpdate,
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "Answered; `version` tells whether it was taken up", body = Connection), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/update")]
pub async fn answer(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<ConnectionPath>,
    body: Body<AnswerUpdate>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.updates().answer(&by, path.connection_id, body.read()?).await?))
}

/// Say that the review of the newest version was opened
///
/// The app's developer then knows that it was seen. It decides nothing.
#[utoipa::path(
    operation_id = "updates_see",
    tag = "Updates",
    request_body = UpdateSeen,
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 204, description = "Noted"), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/update/seen")]
pub async fn see(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<ConnectionPath>,
    body: Body<UpdateSeen>,
) -> Answer {
    here.updates().see(&by, path.connection_id, body.read()?).await?;
    Ok(HttpResponse::NoContent().finish())
}
