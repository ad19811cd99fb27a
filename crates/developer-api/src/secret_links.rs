//! Routes of one-time links to secrets that a publisher's developers have collected.

use actix_web::{HttpResponse, delete, get, post, web::Path};
use marketplace::{Developer, PublisherMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    page::Page,
    paths::developer::{ConnectionPath, SecretLinkPath},
    secrets::{CreatedSecretLink, NewSecretLink, SecretLink},
};

/// List the team's one-time links to a connection's secrets
///
/// Those that can still be used, all on one page.
#[utoipa::path(
    operation_id = "secret_links_list",
    tag = "Secrets",
    params(ConnectionPath),
    responses((status = 200, description = "Links, newest first; never what opens them", body = Page<SecretLink>), Looking),
)]
#[get("/publishers/{publisher_id}/connections/{connection_id}/secret-links")]
pub async fn list(here: Here, As(by): As<PublisherMember>, path: Path<ConnectionPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_connections().secret_links(&by, path.connection_id).await?))
}

/// Make a one-time link to a collected secret
///
/// While the secret is shown: the request brings it. It is kept so that only the link opens it. Whoever has the link sees
/// the secret once.
#[utoipa::path(
    operation_id = "secret_links_create",
    tag = "Secrets",
    request_body = NewSecretLink,
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 201, description = "Made; the link is in this answer alone", body = CreatedSecretLink), Changing),
)]
#[post("/publishers/{publisher_id}/connections/{connection_id}/secret-links")]
pub async fn create(
    here: Here,
    As(by): As<Developer>,
    path: Path<ConnectionPath>,
    body: Body<NewSecretLink>,
) -> Answer {
    let made = here.publisher_connections().make_secret_link(&by, path.connection_id, body.read()?);
    Ok(HttpResponse::Created().json(made.await?))
}

/// Withdraw one of the team's one-time links
///
/// The secret itself works on.
#[utoipa::path(
    operation_id = "secret_links_withdraw",
    tag = "Secrets",
    params(SecretLinkPath, IdempotencyHeader),
    responses((status = 204, description = "Withdrawn"), Changing),
)]
#[delete("/publishers/{publisher_id}/connections/{connection_id}/secret-links/{link_id}")]
pub async fn withdraw(here: Here, As(by): As<Developer>, path: Path<SecretLinkPath>) -> Answer {
    let connections = here.publisher_connections();
    connections.withdraw_secret_link(&by, path.connection_id, path.link_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
