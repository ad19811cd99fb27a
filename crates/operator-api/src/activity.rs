//! The route that lists the history of the platform.

use actix_web::get;
use marketplace::Operator;
use web::{Answer, As, Here, HistoryPaging, Looking};
use wire::{
    activity::{Activity, HistoryQuery},
    page::Page,
};

/// Of the list as a file.
const COLUMNS: &[&str] =
    &["id", "at", "action", "actor", "from", "object", "object_name", "app_id", "connection_id", "detail"];

/// List what was done to the platform
#[utoipa::path(
    operation_id = "activity_list",
    tag = "Activity",
    params(HistoryQuery),
    responses((status = 200, description = "Entries, newest first", content((Page<Activity> = "application/json"), (String = "text/csv"), (String = "application/jsonl"))), Looking),
)]
#[get("/activity")]
pub async fn list(here: Here, As(by): As<Operator>, query: HistoryPaging) -> Answer {
    let histories = here.histories();
    query.answer("activity", COLUMNS, async |page| histories.of_platform(&by, page).await).await
}
