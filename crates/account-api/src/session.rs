//! Routes of the session: sign in, see who is signed in, sign out.

use actix_web::{HttpResponse, delete, get, post};
use web::{
    Answer, Body, Caller, CameFrom, Changing, Here, KeepsCookies, Looking, Trying, signed_in,
    signed_in_by_code, signed_out,
};
use wire::{
    account::{Me, SignIn},
    second_factor::GiveCode,
};

/// Sign in
///
/// Starts a session, carried by the cookie `__Host-session`; the one that the request carries ends. `__Host-device` marks
/// the browser as one in which the account was used: it may sign in while others guess the account's password. Each answer
/// with a session says whose it is in `Grantry-Person`; a request that carries this header is refused with 409 where the
/// session is someone else's.
///
/// Where the account has a second factor, the answer is 403 `code-needed`: no session begins yet. The cookie
/// `__Host-sign-in` carries the sign-in to the step of the code, for ten minutes. So do the answers of links.
#[utoipa::path(
    operation_id = "session_sign_in",
    tag = "Session",
    request_body = SignIn,
    responses(
        (status = 200, description = "Signed in; sets the cookie", body = Me),
        Changing,
        Trying,
    ),
    security(()),
)]
#[post("/session")]
pub async fn sign_in(here: Here, CameFrom(origin): CameFrom, _: KeepsCookies, body: Body<SignIn>) -> Answer {
    Ok(signed_in(here.sessions().sign_in(body.read()?, &origin).await?))
}

/// Give a code
///
/// Ends a sign-in that got `code-needed`: starts the session, as a sign-in does. Takes a code of the authenticator app or a
/// recovery code, each once. After ten tries the password is asked for again.
#[utoipa::path(
    operation_id = "session_give_code",
    tag = "Session",
    request_body = GiveCode,
    responses((status = 200, description = "Signed in; sets the cookie", body = Me), Changing, Trying),
    security(()),
)]
#[post("/session/code")]
pub async fn give_code(
    here: Here,
    CameFrom(origin): CameFrom,
    _: KeepsCookies,
    body: Body<GiveCode>,
) -> Answer {
    Ok(signed_in_by_code(here.sessions().give_code(body.read()?, &origin).await?))
}

/// Who is signed in
#[utoipa::path(
    operation_id = "session_who_am_i",
    tag = "Session",
    responses(
        (status = 200, description = "The person, and where they belong", body = Me),
        Looking,
    ),
)]
#[get("/session")]
pub async fn who_am_i(here: Here, caller: Caller) -> Answer {
    Ok(HttpResponse::Ok().json(here.sessions().me(&caller.0).await?))
}

/// Sign out
#[utoipa::path(
    operation_id = "session_sign_out",
    tag = "Session",
    responses(
        (status = 204, description = "The session is over; removes the cookie"),
        Changing,
    ),
)]
#[delete("/session")]
pub async fn sign_out(here: Here, caller: Caller) -> Answer {
    here.sessions().sign_out(caller.0).await?;
    Ok(signed_out())
}
