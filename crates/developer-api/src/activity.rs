//! The route that lists the history of a publisher.

use actix_web::{HttpResponse, get};
use marketplace::PublisherMember;
use web::{Answer, As, Here, Looking, Paging};
use wire::{
    activity::Activity,
    page::{Page, PageQuery},
    paths::developer::PublisherPath,
};

/// List what was done
///
/// The publisher's own history, and the decisions about its apps in each tenant's name.
#[utoipa::path(
    operation_id = "activity_list",
    tag = "Activity",
    params(PublisherPath, PageQuery),
    responses((status = 200, description = "Entries, newest first", body = Page<Activity>), Looking),
)]
#[get("/publishers/{publisher_id}/activity")]
pub async fn list(here: Here, As(by): As<PublisherMember>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.histories().of_publisher(&by, query.read()?).await?))
}
