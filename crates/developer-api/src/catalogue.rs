use actix_web::{HttpResponse, get};
use marketplace::PublisherMember;
use model::ids::PublisherId;
use web::{Answer, As, Here, Looking};
use wire::catalogue::Api;

/// Read the scope catalogue
#[utoipa::path(
    operation_id = "catalogue_get",
    tag = "Catalogue",
    params(("publisher_id" = PublisherId, Path)),
    responses((status = 200, description = "Every API with its scopes, by name", body = Vec<Api>), Looking),
)]
#[get("/publishers/{publisher_id}/catalogue")]
pub async fn get(here: Here, As(by): As<PublisherMember>) -> Answer {
    Ok(HttpResponse::Ok().json(here.catalogue_for_publisher(&by).await?))
}
