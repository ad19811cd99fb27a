//! The route of what waits for the platform's operators.

use actix_web::{HttpResponse, get, web::Data};
use marketplace::Operator;
use web::{Answer, As, Here, Looking, Vitals};
use wire::needs::NeedsYou;

/// Read what needs you
#[utoipa::path(
    tag = "Needs you",
    operation_id = "needs_you_get",
    responses((status = 200, description = "What waits for operators, the most urgent first", body = NeedsYou), Looking),
)]
#[get("/needs-you")]
pub async fn get(here: Here, As(by): As<Operator>, vitals: Data<Vitals>) -> Answer {
    let checks = vitals.health().await.checks;
    Ok(HttpResponse::Ok().json(here.needs().of_platform(&by, checks).await?))
}
