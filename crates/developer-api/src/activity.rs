//! The route that lists the history of a publisher.

use actix_web::get;
use marketplace::PublisherMember;
use web::{Answer, As, Here, HistoryPaging, Looking};
use wire::{
    activity::{Activity, HistoryQuery},
    page::Page,
    paths::developer::PublisherPath,
};

/// Of the list as a file.
const COLUMNS: &[&str] =
    &["id", "at", "action", "actor", "from", "object", "object_name", "app_id", "connection_id", "detail"];

/// List what was done
///
/// The publisher's own history, and the decisions about its apps in each tenant's name.
#[utoipa::path(
    operation_id = "activity_list",
    tag = "Activity",
    params(PublisherPath, HistoryQuery),
    responses((status = 200, description = "Entries, newest first", content((Page<Activity> = "application/json"), (String = "text/csv"), (String = "application/jsonl"))), Looking),
)]
#[get("/publishers/{publisher_id}/activity")]
pub async fn list(here: Here, As(by): As<PublisherMember>, query: HistoryPaging) -> Answer {
    let histories = here.histories();
    query.answer("activity", COLUMNS, async |page| histories.of_publisher(&by, page).await).await
}
