//! The route that shows a publisher's people which workload issuers a version may name.

use actix_web::{HttpResponse, get};
use marketplace::PublisherMember;
use web::{Answer, As, Here, Looking, Paging};
use wire::{
    page::{Page, PageQuery},
    paths::developer::PublisherPath,
    workload::AllowedIssuer,
};

/// List the workload issuers that the platform allows
#[utoipa::path(
    operation_id = "workload_issuers_allowed",
    tag = "Versions",
    params(PublisherPath, PageQuery),
    responses((status = 200, description = "Issuers that a version may name, newest first", body = Page<AllowedIssuer>), Looking),
)]
#[get("/publishers/{publisher_id}/workload-issuers")]
pub async fn list(here: Here, As(by): As<PublisherMember>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.workload_issuers().allowed(&by, query.read()?).await?))
}
