//! Routes by which operators see which mails could not be delivered, and have them tried again.

use actix_web::{HttpResponse, get, post};
use marketplace::Operator;
use web::{Answer, As, Changing, Here, IdempotencyHeader, Looking};
use wire::notices::MailState;

/// Whether mail goes out
#[utoipa::path(
    operation_id = "mails_get",
    tag = "Health",
    responses((status = 200, description = "Where mail goes, and what could not be delivered", body = MailState), Looking),
)]
#[get("/mails")]
pub async fn get(here: Here, As(by): As<Operator>) -> Answer {
    Ok(HttpResponse::Ok().json(here.mails().state(&by).await?))
}

/// Try again to deliver what could not be delivered
#[utoipa::path(
    operation_id = "mails_retry",
    tag = "Health",
    params(IdempotencyHeader),
    responses((status = 200, description = "They are tried again, at once", body = MailState), Changing),
)]
#[post("/mails/retry")]
pub async fn retry(here: Here, As(by): As<Operator>) -> Answer {
    Ok(HttpResponse::Ok().json(here.mails().retry(&by).await?))
}
