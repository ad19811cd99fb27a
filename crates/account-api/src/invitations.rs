//! Routes of set-up links: what a link is for, and its use.

use actix_web::{HttpResponse, post};
use web::{Answer, Body, CameFrom, Changing, Here, KeepsCookies, Trying, signed_in};
use wire::account::{AcceptInvitation, InvitationView, LookAtInvitation, Me};

/// Look at a set-up link
///
/// Says what the link is for, without using it.
#[utoipa::path(
    operation_id = "invitations_look",
    tag = "Invitations",
    request_body = LookAtInvitation,
    responses(
        (status = 200, description = "What the link makes of whoever uses it", body = InvitationView),
        Changing,
        Trying,
    ),
    security(()),
)]
#[post("/invitations/look")]
pub async fn look(here: Here, CameFrom(origin): CameFrom, body: Body<LookAtInvitation>) -> Answer {
    Ok(HttpResponse::Ok().json(here.invitations().look_at(body.read()?, &origin).await?))
}

/// Use a set-up link
///
/// Makes the account, or asks for the password of the one that exists; gives the membership; signs in.
#[utoipa::path(
    operation_id = "invitations_accept",
    tag = "Invitations",
    request_body = AcceptInvitation,
    responses(
        (status = 200, description = "A member now, and signed in; sets the cookie", body = Me),
        Changing,
        Trying,
    ),
    security(()),
)]
#[post("/invitations/accept")]
pub async fn accept(
    here: Here,
    CameFrom(origin): CameFrom,
    _: KeepsCookies,
    body: Body<AcceptInvitation>,
) -> Answer {
    Ok(signed_in(here.invitations().accept(body.read()?, origin).await?))
}
