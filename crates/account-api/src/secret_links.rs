//! Routes of one-time links to secrets: what a link is for, and its use. Whoever has a link need not sign in.

use actix_web::{HttpResponse, post};
use web::{Answer, Body, CameFrom, Changing, Here, Trying};
use wire::account::{LookAtSecretLink, OpenSecretLink, OpenedSecret, SecretLinkView};

/// Look at a one-time link to a secret
///
/// Says what the link is for, without using it.
#[utoipa::path(
    operation_id = "secret_links_look",
    tag = "Links to secrets",
    request_body = LookAtSecretLink,
    responses(
        (status = 200, description = "Whose data the secret gives access to", body = SecretLinkView),
        Changing,
        Trying,
    ),
    security(()),
)]
#[post("/secret-links/look")]
pub async fn look(here: Here, CameFrom(origin): CameFrom, body: Body<LookAtSecretLink>) -> Answer {
    Ok(HttpResponse::Ok().json(here.secret_links().look_at(body.read()?, &origin).await?))
}

/// Use a one-time link to a secret
///
/// Shows the secret, once: afterwards the link is void.
#[utoipa::path(
    operation_id = "secret_links_open",
    tag = "Links to secrets",
    request_body = OpenSecretLink,
    responses(
        (status = 200, description = "The secret, with what belongs to it", body = OpenedSecret),
        Changing,
        Trying,
    ),
    security(()),
)]
#[post("/secret-links/open")]
pub async fn open(here: Here, CameFrom(origin): CameFrom, body: Body<OpenSecretLink>) -> Answer {
    Ok(HttpResponse::Ok().json(here.secret_links().open(body.read()?, &origin).await?))
}
