//! The route on which everyone may report a leaked secret, without signing in.

use actix_web::{HttpResponse, post};
use web::{Answer, Body, CameFrom, Changing, Here, Trying};
use wire::account::{LeakedSecret, Thanks};

/// Report a secret that you found
///
/// For everyone, scanners too. A secret that works is stopped at once, and its owners are told. The answer is the same
/// whether it worked or not; a text that is not a secret of this platform is refused.
#[utoipa::path(
    operation_id = "found_secrets_report",
    tag = "Found secrets",
    request_body = LeakedSecret,
    responses((status = 202, description = "If it was valid, it is revoked now", body = Thanks), Changing, Trying),
    security(()),
)]
#[post("/found-secrets")]
pub async fn report(here: Here, CameFrom(origin): CameFrom, body: Body<LeakedSecret>) -> Answer {
    Ok(HttpResponse::Accepted().json(here.leaked_secrets().report(body.read()?, &origin).await?))
}
