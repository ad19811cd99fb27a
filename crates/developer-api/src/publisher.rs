//! The route of the publisher itself.

use actix_web::{HttpResponse, get};
use marketplace::PublisherMember;
use web::{Answer, As, Here, Looking};
use wire::{developer::Publisher, paths::developer::PublisherPath};

/// Get the publisher
#[utoipa::path(
    operation_id = "publisher_get",
    tag = "Publisher",
    params(PublisherPath),
    responses((status = 200, description = "The publisher, its sandbox and the reader's role", body = Publisher), Looking),
)]
#[get("/publishers/{publisher_id}")]
pub async fn get(here: Here, As(by): As<PublisherMember>) -> Answer {
    Ok(HttpResponse::Ok().json(here.own_publisher().get(&by).await?))
}
