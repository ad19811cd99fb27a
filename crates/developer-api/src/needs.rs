//! The route of what waits for the publisher's people.

use actix_web::{HttpResponse, get};
use marketplace::PublisherMember;
use web::{Answer, As, Here, Looking};
use wire::{needs::NeedsYou, paths::developer::PublisherPath};

/// Read what needs you
#[utoipa::path(
    operation_id = "needs_you_get",
    tag = "Needs you",
    params(PublisherPath),
    responses((status = 200, description = "What waits for the publisher's people, the most urgent first", body = NeedsYou), Looking),
)]
#[get("/publishers/{publisher_id}/needs-you")]
pub async fn get(here: Here, As(by): As<PublisherMember>) -> Answer {
    Ok(HttpResponse::Ok().json(here.needs().of_publisher(&by).await?))
}
