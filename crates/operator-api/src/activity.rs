//! The route that lists the history of the platform.

use actix_web::{HttpResponse, get};
use marketplace::Operator;
use web::{Answer, As, Here, Looking, Paging};
use wire::{
    activity::Activity,
    page::{Page, PageQuery},
};

/// List what was done to the platform
#[utoipa::path(
    operation_id = "activity_list",
    tag = "Activity",
    params(PageQuery),
    responses((status = 200, description = "Entries, newest first", body = Page<Activity>), Looking),
)]
#[get("/activity")]
pub async fn list(here: Here, As(by): As<Operator>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.histories().of_platform(&by, query.read()?).await?))
}
