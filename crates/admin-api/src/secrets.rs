//! Routes of the secrets of a tenant's clients, of apps and its own: early retirement, and one-time links.

use actix_web::{HttpResponse, delete, get, post, web::Path};
use marketplace::{TenantAdmin, TenantMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    page::Page,
    paths::admin::{ClientSecretPath, CredentialPath, SecretLinkPath},
    secrets::{CreatedSecretLink, NewSecretLink, SecretLink},
};

/// Retire an old secret
///
/// One that another secret takes the place of, before it ends by itself. Cannot be undone.
#[utoipa::path(
    operation_id = "secrets_retire",
    tag = "Secrets",
    params(ClientSecretPath, IdempotencyHeader),
    responses((status = 204, description = "The secret no longer works; tokens from before stay"), Changing),
)]
#[post("/tenants/{tenant_id}/clients/{client_id}/secrets/{secret_id}/retire")]
pub async fn retire(here: Here, As(by): As<TenantAdmin>, path: Path<ClientSecretPath>) -> Answer {
    here.tenant_secrets().retire(&by, path.client_id, path.secret_id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// List one-time links to a client's secrets
///
/// Those that can still be used, all on one page.
#[utoipa::path(
    operation_id = "secret_links_list",
    tag = "Secrets",
    params(CredentialPath),
    responses((status = 200, description = "Links, newest first; never what opens them", body = Page<SecretLink>), Looking),
)]
#[get("/tenants/{tenant_id}/clients/{client_id}/secret-links")]
pub async fn links(here: Here, As(by): As<TenantMember>, path: Path<CredentialPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_secrets().links(&by, path.client_id).await?))
}

/// Make a one-time link to a secret
///
/// While the secret is shown: the request brings it. It is kept so that only the link opens it. Whoever has the link sees
/// the secret once.
#[utoipa::path(
    operation_id = "secret_links_create",
    tag = "Secrets",
    request_body = NewSecretLink,
    params(CredentialPath, IdempotencyHeader),
    responses((status = 201, description = "Made; the link is in this answer alone", body = CreatedSecretLink), Changing),
)]
#[post("/tenants/{tenant_id}/clients/{client_id}/secret-links")]
pub async fn make_link(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<CredentialPath>,
    body: Body<NewSecretLink>,
) -> Answer {
    Ok(HttpResponse::Created()
        .json(here.tenant_secrets().make_link(&by, path.client_id, body.read()?).await?))
}

/// Withdraw a one-time link to a secret
///
/// The secret itself works on.
#[utoipa::path(
    operation_id = "secret_links_withdraw",
    tag = "Secrets",
    params(SecretLinkPath, IdempotencyHeader),
    responses((status = 204, description = "Withdrawn"), Changing),
)]
#[delete("/tenants/{tenant_id}/clients/{client_id}/secret-links/{link_id}")]
pub async fn withdraw_link(here: Here, As(by): As<TenantAdmin>, path: Path<SecretLinkPath>) -> Answer {
    here.tenant_secrets().withdraw_link(&by, path.client_id, path.link_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
