use actix_web::{HttpResponse, get, post, web::Path};
use marketplace::{TenantAdmin, TenantMember};
use model::ids::{CredentialId, TenantId};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, Paging};
use wire::{
    admin::{Credential, Delete, GeneratedCredential, IssuedCredential, NewCredential},
    page::{Page, PageQuery},
};

/// List the organisation's own credentials
#[utoipa::path(
    operation_id = "credentials_list",
    tag = "Credentials",
    params(("tenant_id" = TenantId, Path), PageQuery),
    responses((status = 200, description = "Credentials, newest first; never a secret", body = Page<Credential>), Looking),
)]
#[get("/tenants/{tenant_id}/credentials")]
pub async fn list(here: Here, As(by): As<TenantMember>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.credentials(&by, query.read()?).await?))
}

/// Generate credentials
#[utoipa::path(
    operation_id = "credentials_generate",
    tag = "Credentials",
    request_body = NewCredential,
    params(("tenant_id" = TenantId, Path), IdempotencyHeader),
    responses((status = 201, description = "Generated; the secret is in this answer alone", body = GeneratedCredential), Changing),
)]
#[post("/tenants/{tenant_id}/credentials")]
pub async fn generate(here: Here, As(by): As<TenantAdmin>, body: Body<NewCredential>) -> Answer {
    Ok(HttpResponse::Created().json(here.generate_credential(&by, body.read()?).await?))
}

/// Get one of the organisation's own credentials
#[utoipa::path(
    operation_id = "credentials_get",
    tag = "Credentials",
    params(("tenant_id" = TenantId, Path), ("client_id" = CredentialId, Path)),
    responses((status = 200, description = "The credential; never its secret", body = Credential), Looking),
)]
#[get("/tenants/{tenant_id}/credentials/{client_id}")]
pub async fn get(here: Here, As(by): As<TenantMember>, path: Path<(TenantId, CredentialId)>) -> Answer {
    let (_, client) = path.into_inner();
    Ok(HttpResponse::Ok().json(here.credential(&by, client).await?))
}

/// Regenerate a credential's secret
///
/// Cannot be undone: integrations on the old secret stop at once.
#[utoipa::path(
    operation_id = "credentials_regenerate_secret",
    tag = "Credentials",
    params(("tenant_id" = TenantId, Path), ("client_id" = CredentialId, Path), IdempotencyHeader),
    responses((status = 200, description = "The new secret is in this answer alone", body = IssuedCredential), Changing),
)]
#[post("/tenants/{tenant_id}/credentials/{client_id}/regenerate-secret")]
pub async fn regenerate_secret(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<(TenantId, CredentialId)>,
) -> Answer {
    let (_, client) = path.into_inner();
    Ok(HttpResponse::Ok().json(here.regenerate_credential_secret(&by, client).await?))
}

/// Delete a credential
///
/// Cannot be undone.
#[utoipa::path(
    operation_id = "credentials_delete",
    tag = "Credentials",
    request_body = Delete,
    params(("tenant_id" = TenantId, Path), ("client_id" = CredentialId, Path), IdempotencyHeader),
    responses((status = 204, description = "Deleted"), Changing),
)]
#[post("/tenants/{tenant_id}/credentials/{client_id}/delete")]
pub async fn delete(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<(TenantId, CredentialId)>,
    body: Body<Delete>,
) -> Answer {
    let (_, client) = path.into_inner();
    here.delete_credential(&by, client, body.read()?).await?;
    Ok(HttpResponse::NoContent().finish())
}
