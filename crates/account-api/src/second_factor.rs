//! Routes of a person's own second factor: an authenticator app, and recovery codes.

use actix_web::{HttpResponse, get, post};
use web::{Answer, Body, Caller, CameFrom, Changing, Here, Looking, Trying};
use wire::second_factor::{
    BeginSecondFactor, ConfirmSecondFactor, MakeRecoveryCodes, NewSecondFactor, RecoveryCodes,
    RemoveSecondFactor, SecondFactor,
};

/// Look at your second factor
///
/// Whether sign-in asks for a code, and how many recovery codes are left.
#[utoipa::path(
    operation_id = "second_factor_look",
    tag = "Second factor",
    responses((status = 200, description = "Whether there is one", body = SecondFactor), Looking),
)]
#[get("/second-factor")]
pub async fn look(here: Here, caller: Caller) -> Answer {
    Ok(HttpResponse::Ok().json(here.second_factors().look(&caller.0).await?))
}

/// Begin to set up an authenticator app
///
/// Shows the secret once. Sign-in asks for a code only after one was confirmed, within an hour.
#[utoipa::path(
    operation_id = "second_factor_begin",
    tag = "Second factor",
    request_body = BeginSecondFactor,
    responses((status = 200, description = "What the app needs", body = NewSecondFactor), Changing, Trying),
)]
#[post("/second-factor")]
pub async fn begin(
    here: Here,
    caller: Caller,
    CameFrom(origin): CameFrom,
    body: Body<BeginSecondFactor>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.second_factors().begin(&caller.0, body.read()?, &origin).await?))
}

/// Confirm the authenticator app
///
/// From now on sign-in asks for a code. Ends all your other sessions, and shows the recovery codes once.
#[utoipa::path(
    operation_id = "second_factor_confirm",
    tag = "Second factor",
    request_body = ConfirmSecondFactor,
    responses((status = 200, description = "The recovery codes", body = RecoveryCodes), Changing, Trying),
)]
#[post("/second-factor/confirm")]
pub async fn confirm(
    here: Here,
    caller: Caller,
    CameFrom(origin): CameFrom,
    body: Body<ConfirmSecondFactor>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.second_factors().confirm(&caller.0, body.read()?, &origin).await?))
}

/// Remove your second factor
///
/// Sign-in asks for the password alone again. The recovery codes end too.
#[utoipa::path(
    operation_id = "second_factor_remove",
    tag = "Second factor",
    request_body = RemoveSecondFactor,
    responses((status = 204, description = "Removed"), Changing, Trying),
)]
#[post("/second-factor/remove")]
pub async fn remove(
    here: Here,
    caller: Caller,
    CameFrom(origin): CameFrom,
    body: Body<RemoveSecondFactor>,
) -> Answer {
    here.second_factors().remove(&caller.0, body.read()?, &origin).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Make new recovery codes
///
/// Shows them once. All earlier ones end.
#[utoipa::path(
    operation_id = "second_factor_make_codes",
    tag = "Second factor",
    request_body = MakeRecoveryCodes,
    responses((status = 200, description = "The recovery codes", body = RecoveryCodes), Changing, Trying),
)]
#[post("/second-factor/recovery-codes")]
pub async fn make_codes(
    here: Here,
    caller: Caller,
    CameFrom(origin): CameFrom,
    body: Body<MakeRecoveryCodes>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.second_factors().make_codes(&caller.0, body.read()?, &origin).await?))
}
