//! Routes of a tenant's own API credentials, which belong to no app.

use actix_web::{HttpResponse, get, post, web::Path};
use marketplace::{TenantAdmin, TenantMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, Paging};
use wire::{
    admin::{Credential, Delete, GeneratedCredential, IssuedCredential, NewCredential},
    page::{Page, PageQuery},
    paths::admin::{CredentialPath, TenantPath},
};

/// List the organisation's own credentials
#[utoipa::path(
    operation_id = "credentials_list",
    tag = "Credentials",
    params(TenantPath, PageQuery),
    responses((status = 200, description = "Credentials, newest first; never a secret", body = Page<Credential>), Looking),
)]
#[get("/tenants/{tenant_id}/credentials")]
pub async fn list(here: Here, As(by): As<TenantMember>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.credentials().list(&by, query.read()?).await?))
}

/// Generate credentials
#[utoipa::path(
    operation_id = "credentials_generate",
    tag = "Credentials",
    request_body = NewCredential,
    params(TenantPath, IdempotencyHeader),
    responses((status = 201, description = "Generated; the secret is in this answer alone", body = GeneratedCredential), Changing),
)]
#[post("/tenants/{tenant_id}/credentials")]
pub async fn generate(here: Here, As(by): As<TenantAdmin>, body: Body<NewCredential>) -> Answer {
    Ok(HttpResponse::Created().json(here.credentials().generate(&by, body.read()?).await?))
}

/// Get one of the organisation's own credentials
#[utoipa::path(
    operation_id = "credentials_get",
    tag = "Credentials",
    params(CredentialPath),
    responses((status = 200, description = "The credential; never its secret", body = Credential), Looking),
)]
#[get("/tenants/{tenant_id}/credentials/{client_id}")]
pub async fn get(here: Here, As(by): As<TenantMember>, path: Path<CredentialPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.credentials().get(&by, path.client_id).await?))
}

/// Regenerate a credential's secret
///
/// Cannot be undone: integrations on the old secret stop at once.
#[utoipa::path(
    operation_id = "credentials_regenerate_secret",
    tag = "Credentials",
    params(CredentialPath, IdempotencyHeader),
    responses((status = 200, description = "The new secret is in this answer alone", body = IssuedCredential), Changing),
)]
#[post("/tenants/{tenant_id}/credentials/{client_id}/regenerate-secret")]
pub async fn regenerate_secret(here: Here, As(by): As<TenantAdmin>, path: Path<CredentialPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.credentials().regenerate_secret(&by, path.client_id).await?))
}

/// Delete a credential
///
/// Cannot be undone.
#[utoipa::path(
    operation_id = "credentials_delete",
    tag = "Credentials",
    request_body = Delete,
    params(CredentialPath, IdempotencyHeader),
    responses((status = 204, description = "Deleted"), Changing),
)]
#[post("/tenants/{tenant_id}/credentials/{client_id}/delete")]
pub async fn delete(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<CredentialPath>,
    body: Body<Delete>,
) -> Answer {
    here.credentials().delete(&by, path.client_id, body.read()?).await?;
    Ok(HttpResponse::NoContent().finish())
}
