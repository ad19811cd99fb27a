//! The route on which people who are signed in change their password.

use actix_web::post;
use web::{Answer, Body, Caller, CameFrom, Changing, Here, KeepsCookies, Trying, signed_in};
use wire::account::{ChangePassword, Me};

/// Change one's own password
///
/// Ends all sessions and begins one in the place of the caller's. Links to new passwords end too.
#[utoipa::path(
    operation_id = "passwords_change",
    tag = "New passwords",
    request_body = ChangePassword,
    responses((status = 200, description = "Changed; sets the cookie", body = Me), Changing, Trying),
)]
#[post("/password")]
pub async fn change(
    here: Here,
    caller: Caller,
    CameFrom(origin): CameFrom,
    _: KeepsCookies,
    body: Body<ChangePassword>,
) -> Answer {
    Ok(signed_in(here.passwords().change(&caller.0, body.read()?, &origin).await?))
}
