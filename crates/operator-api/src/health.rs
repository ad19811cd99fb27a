//! The route that shows operators how each part of the platform works.

use actix_web::{HttpResponse, get, web::Data};
use marketplace::Operator;
use web::{Answer, As, Here, Looking, Vitals};
use wire::operator::Health;

/// How the platform is
#[utoipa::path(tag = "Health", responses((status = 200, description = "Each thing that must work", body = Health), Looking))]
#[get("/health")]
pub async fn get(_here: Here, As(_by): As<Operator>, vitals: Data<Vitals>) -> Answer {
    Ok(HttpResponse::Ok().json(vitals.health().await))
}
