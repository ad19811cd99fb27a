//! Routes of what a tenant's clients asked for lately, and of their usage.

use actix_web::{HttpResponse, get, web::Path};
use marketplace::TenantMember;
use web::{Answer, As, Here, Looking, Reporting};
use wire::{
    attempts::Attempts,
    paths::admin::{ConnectionPath, CredentialPath, TenantPath},
    usage::{Usage, UsageQuery},
};

/// List a connection's recent attempts
///
/// The last 50 that were refused, each with its true reason and what to do, and the last 5 that got a token. What came in
/// the last minute may still be missing.
#[utoipa::path(
    operation_id = "connections_attempts",
    tag = "Usage",
    params(ConnectionPath),
    responses((status = 200, description = "Attempts, newest first; never a secret", body = Attempts), Looking),
)]
#[get("/tenants/{tenant_id}/connections/{connection_id}/attempts")]
pub async fn attempts_of_connection(
    here: Here,
    As(by): As<TenantMember>,
    path: Path<ConnectionPath>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.attempts().of_connection(&by, path.connection_id).await?))
}

/// Report a connection's usage
#[utoipa::path(
    operation_id = "connections_usage",
    tag = "Usage",
    params(ConnectionPath, UsageQuery),
    responses((status = 200, description = "Tokens and refusals in each period", body = Usage), Looking),
)]
#[get("/tenants/{tenant_id}/connections/{connection_id}/usage")]
pub async fn of_connection(
    here: Here,
    As(by): As<TenantMember>,
    path: Path<ConnectionPath>,
    query: Reporting,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.usage().of_connection(&by, path.connection_id, query.read()?).await?))
}

/// List the recent attempts of one of the organisation's own credentials
#[utoipa::path(
    operation_id = "credentials_attempts",
    tag = "Usage",
    params(CredentialPath),
    responses((status = 200, description = "Attempts, newest first; never a secret", body = Attempts), Looking),
)]
#[get("/tenants/{tenant_id}/credentials/{client_id}/attempts")]
pub async fn attempts_of_credential(
    here: Here,
    As(by): As<TenantMember>,
    path: Path<CredentialPath>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.attempts().of_credential(&by, path.client_id).await?))
}

/// Report the usage of one of the organisation's own credentials
#[utoipa::path(
    operation_id = "credentials_usage",
    tag = "Usage",
    params(CredentialPath, UsageQuery),
    responses((status = 200, description = "Tokens and refusals in each period", body = Usage), Looking),
)]
#[get("/tenants/{tenant_id}/credentials/{client_id}/usage")]
pub async fn of_credential(
    here: Here,
    As(by): As<TenantMember>,
    path: Path<CredentialPath>,
    query: Reporting,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.usage().of_credential(&by, path.client_id, query.read()?).await?))
}

/// Report the usage of all the organisation's connections and credentials
#[utoipa::path(
    operation_id = "usage_of_tenant",
    tag = "Usage",
    params(TenantPath, UsageQuery),
    responses((status = 200, description = "Tokens and refusals in each period", body = Usage), Looking),
)]
#[get("/tenants/{tenant_id}/usage")]
pub async fn of_tenant(here: Here, As(by): As<TenantMember>, query: Reporting) -> Answer {
    Ok(HttpResponse::Ok().json(here.usage().of_tenant(&by, query.read()?).await?))
}
