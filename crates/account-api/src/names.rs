//! The route on which people who are signed in change their name.

use actix_web::{HttpResponse, put};
use web::{Answer, Body, Caller, CameFrom, Changing, Here};
use wire::account::{ChangeName, Me};

/// Change your name
///
/// Your organisations' histories tell of it. What they told before keeps the name of that time.
#[utoipa::path(
    operation_id = "names_change",
    tag = "Account",
    request_body = ChangeName,
    responses((status = 200, description = "The person, by the new name", body = Me), Changing),
)]
#[put("/name")]
pub async fn change(
    here: Here,
    caller: Caller,
    CameFrom(origin): CameFrom,
    body: Body<ChangeName>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.own_names().change(caller.0, body.read()?, &origin).await?))
}
