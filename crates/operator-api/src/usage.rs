//! The route that reports the usage of the whole platform.

use actix_web::{HttpResponse, get};
use marketplace::Operator;
use web::{Answer, As, Here, Looking, Reporting};
use wire::usage::{Usage, UsageQuery};

/// Report the platform's usage
#[utoipa::path(
    operation_id = "usage_of_platform",
    tag = "Usage",
    params(UsageQuery),
    responses((status = 200, description = "Tokens and refusals of all clients in each period", body = Usage), Looking),
)]
#[get("/usage")]
pub async fn get(here: Here, As(by): As<Operator>, query: Reporting) -> Answer {
    Ok(HttpResponse::Ok().json(here.usage().of_platform(&by, query.read()?).await?))
}
