//! The route on which people who forgot their password ask for a link to a new one.

use actix_web::{HttpResponse, post};
use web::{Answer, Body, CameFrom, Changing, Here, Trying};
use wire::account::{AskForPasswordLink, Thanks};

/// Ask for a link to a new password
///
/// Mails the link, if the address has an account. The answer is the same whether it has or not. Where this installation
/// sends no mail, it says so to everyone, with 409.
#[utoipa::path(
    operation_id = "password_resets_ask",
    tag = "New passwords",
    request_body = AskForPasswordLink,
    responses(
        (status = 202, description = "If there is such an account, it gets a mail", body = Thanks),
        Changing,
        Trying,
    ),
    security(()),
)]
#[post("/password-resets")]
pub async fn ask(here: Here, CameFrom(origin): CameFrom, body: Body<AskForPasswordLink>) -> Answer {
    Ok(HttpResponse::Accepted().json(here.password_resets().ask(body.read()?, &origin).await?))
}
