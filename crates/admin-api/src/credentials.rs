//! Routes of a tenant's own API credentials, which belong to no app.

use actix_web::{HttpResponse, get, post, put, web::Path};
use marketplace::{TenantAdmin, TenantMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, OptionalBody, Paging};
use wire::{
    access::EditCredential,
    admin::{Credential, Delete, GeneratedCredential, IssuedCredential, NewCredential},
    page::{Page, PageQuery},
    paths::admin::{CredentialPath, TenantPath},
    secrets::Regenerate,
    stops::Pause,
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

/// Change a credential's name, scopes or end
///
/// The client ID and the secret stay the same. Tokens from before are revoked where a scope is taken back, or where they
/// would outlive the end.
#[utoipa::path(
    operation_id = "credentials_change",
    tag = "Credentials",
    request_body = EditCredential,
    params(CredentialPath, IdempotencyHeader),
    responses((status = 200, description = "The credential as it is now", body = Credential), Changing),
)]
#[put("/tenants/{tenant_id}/credentials/{client_id}")]
pub async fn change(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<CredentialPath>,
    body: Body<EditCredential>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.credentials().change(&by, path.client_id, body.read()?).await?))
}

/// Disable a credential
#[utoipa::path(
    operation_id = "credentials_pause",
    tag = "Credentials",
    request_body = Option<Pause>,
    params(CredentialPath, IdempotencyHeader),
    responses((status = 200, description = "Paused; tokens from before are revoked", body = Credential), Changing),
)]
#[post("/tenants/{tenant_id}/credentials/{client_id}/pause")]
pub async fn pause(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<CredentialPath>,
    body: OptionalBody<Pause>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.credentials().pause(&by, path.client_id, body.read()?).await?))
}

/// Restore a credential
#[utoipa::path(
    operation_id = "credentials_resume",
    tag = "Credentials",
    params(CredentialPath, IdempotencyHeader),
    responses((status = 200, description = "The pause is lifted; the same secret works again", body = Credential), Changing),
)]
#[post("/tenants/{tenant_id}/credentials/{client_id}/resume")]
pub async fn resume(here: Here, As(by): As<TenantAdmin>, path: Path<CredentialPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.credentials().resume(&by, path.client_id).await?))
}

/// Regenerate a credential's secret
///
/// Cannot be undone. Integrations on the old secret stop at once, unless it is kept for some hours.
#[utoipa::path(
    operation_id = "credentials_regenerate_secret",
    tag = "Credentials",
    request_body = Option<Regenerate>,
    params(CredentialPath, IdempotencyHeader),
    responses((status = 200, description = "The new secret is in this answer alone", body = IssuedCredential), Changing),
)]
#[post("/tenants/{tenant_id}/credentials/{client_id}/regenerate-secret")]
pub async fn regenerate_secret(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<CredentialPath>,
    body: OptionalBody<Regenerate>,
) -> Answer {
    Ok(HttpResponse::Ok()
        .json(here.credentials().regenerate_secret(&by, path.client_id, body.read()?).await?))
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
