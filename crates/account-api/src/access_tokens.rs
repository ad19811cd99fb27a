//! Routes of a person's access tokens, by which programs do what the person may do.

use actix_web::{HttpResponse, delete, get, post, web::Path};
use web::{Answer, Body, Caller, Changing, Here, IdempotencyHeader, Keyed, Looking};
use wire::{
    account::{AccessToken, MadeAccessToken, NewAccessToken},
    page::Page,
    paths::account::AccessTokenPath,
};

/// List your access tokens
///
/// Those that have not ended. There are at most 50.
#[utoipa::path(
    operation_id = "access_tokens_list",
    tag = "Access tokens",
    responses((status = 200, description = "Your tokens, newest first; never their texts", body = Page<AccessToken>), Looking),
)]
#[get("/access-tokens")]
pub async fn list(here: Here, caller: Caller) -> Answer {
    Ok(HttpResponse::Ok().json(here.access_tokens().list(&caller.0).await?))
}

/// Make an access token
///
/// A program sends it as `Authorization: Bearer`, without a cookie, and does what you may do within the token's scopes.
#[utoipa::path(
    operation_id = "access_tokens_make",
    tag = "Access tokens",
    request_body = NewAccessToken,
    params(IdempotencyHeader),
    responses((status = 201, description = "Made; its text is in this answer alone", body = MadeAccessToken), Changing),
)]
#[post("/access-tokens")]
pub async fn make(here: Here, caller: Caller, Keyed(origin): Keyed, body: Body<NewAccessToken>) -> Answer {
    let made = here.access_tokens().make(&caller.0, body.read()?, &origin).await?;
    Ok(HttpResponse::Created().json(made))
}

/// End one of your access tokens
///
/// Its next request gets 401, on every node.
#[utoipa::path(
    operation_id = "access_tokens_end",
    tag = "Access tokens",
    params(AccessTokenPath),
    responses((status = 204, description = "The token has ended"), Changing),
)]
#[delete("/access-tokens/{access_token_id}")]
pub async fn end(here: Here, caller: Caller, Keyed(origin): Keyed, path: Path<AccessTokenPath>) -> Answer {
    here.access_tokens().end(&caller.0, path.access_token_id, &origin).await?;
    Ok(HttpResponse::NoContent().finish())
}
