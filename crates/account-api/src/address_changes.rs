//! Routes on which people change their e-mail address: asked for, and confirmed by a link that is mailed to the new one.

use actix_web::{HttpResponse, post};
use web::{Answer, Body, Caller, CameFrom, Changing, Here, KeepsCookies, Trying, signed_in};
use wire::account::{AddressLinkView, AskForAddressChange, LookAtAddressLink, Me, Thanks, UseAddressLink};

/// Ask for another e-mail address
///
/// Mails a link to the new address, and a warning to the present one. The answer is the same whether or not the new one has
/// an account. Where this installation sends no mail, it says so with 409.
#[utoipa::path(
    operation_id = "address_changes_ask",
    tag = "Account",
    request_body = AskForAddressChange,
    responses((status = 202, description = "Two mails are on their way", body = Thanks), Changing, Trying),
)]
#[post("/address-changes")]
pub async fn ask(
    here: Here,
    caller: Caller,
    CameFrom(origin): CameFrom,
    body: Body<AskForAddressChange>,
) -> Answer {
    Ok(HttpResponse::Accepted().json(here.address_changes().ask(caller.0, body.read()?, &origin).await?))
}

/// Look at a link to a new e-mail address
///
/// Says which address it sets, without using it.
#[utoipa::path(
    operation_id = "address_changes_look",
    tag = "Account",
    request_body = LookAtAddressLink,
    responses((status = 200, description = "The address that it sets", body = AddressLinkView), Changing, Trying),
    security(()),
)]
#[post("/address-changes/look")]
pub async fn look(here: Here, CameFrom(origin): CameFrom, body: Body<LookAtAddressLink>) -> Answer {
    Ok(HttpResponse::Ok().json(here.address_changes().look_at(body.read()?, &origin).await?))
}

/// Use a link to a new e-mail address
///
/// Sets the address, if the password is the account's. Ends the account's sessions and its links to new passwords; signs in.
#[utoipa::path(
    operation_id = "address_changes_use",
    tag = "Account",
    request_body = UseAddressLink,
    responses((status = 200, description = "Signed in; sets the cookie", body = Me), Changing, Trying),
    security(()),
)]
#[post("/address-changes/use")]
pub async fn use_link(
    here: Here,
    CameFrom(origin): CameFrom,
    _: KeepsCookies,
    body: Body<UseAddressLink>,
) -> Answer {
    Ok(signed_in(here.address_changes().use_link(body.read()?, &origin).await?))
}
