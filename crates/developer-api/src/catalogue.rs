//! The route that shows a publisher's people all APIs and scopes.

use actix_web::{HttpResponse, get};
use marketplace::PublisherMember;
use web::{Answer, As, Here, Looking};
use wire::{catalogue::Api, paths::developer::PublisherPath};

/// Read the scope catalogue
#[utoipa::path(
    operation_id = "catalogue_get",
    tag = "Catalogue",
    params(PublisherPath),
    responses((status = 200, description = "Every API with its scopes, by name", body = Vec<Api>), Looking),
)]
#[get("/publishers/{publisher_id}/catalogue")]
pub async fn get(here: Here, As(by): As<PublisherMember>) -> Answer {
    Ok(HttpResponse::Ok().json(here.catalogue().for_publisher(&by).await?))
}
