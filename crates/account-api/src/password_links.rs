//! Routes of links to a new password: whose password it is, and the setting of a new one.

use actix_web::{HttpResponse, post};
use web::{Answer, Body, CameFrom, Changing, Here, KeepsCookies, Trying, signed_in};
use wire::account::{LookAtPasswordLink, Me, PasswordLinkView, UsePasswordLink};

/// Look at a link to a new password
///
/// Says whose it is, without using it.
#[utoipa::path(
    operation_id = "password_links_look",
    tag = "New passwords",
    request_body = LookAtPasswordLink,
    responses((status = 200, description = "Whose password it sets", body = PasswordLinkView), Changing, Trying),
    security(()),
)]
#[post("/password-links/look")]
pub async fn look(here: Here, CameFrom(origin): CameFrom, body: Body<LookAtPasswordLink>) -> Answer {
    Ok(HttpResponse::Ok().json(here.password_links().look_at(body.read()?, &origin).await?))
}

/// Use a link to a new password
///
/// Sets the password, ends the account's sessions and the links that it made; signs in.
#[utoipa::path(
    operation_id = "password_links_use",
    tag = "New passwords",
    request_body = UsePasswordLink,
    responses((status = 200, description = "Signed in; sets the cookie", body = Me), Changing, Trying),
    security(()),
)]
#[post("/password-links/use")]
pub async fn use_link(
    here: Here,
    CameFrom(origin): CameFrom,
    _: KeepsCookies,
    body: Body<UsePasswordLink>,
) -> Answer {
    Ok(signed_in(here.password_links().use_link(body.read()?, origin).await?))
}
