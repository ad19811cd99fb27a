//! Routes by which a connection moves from its secret to the identity of its app's platform.

use actix_web::{HttpResponse, post, put, web::Path};
use marketplace::TenantAdmin;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader};
use wire::{admin::Connection, paths::admin::ConnectionPath, workload::SecretRetirement};

/// Retire a connection's secret
///
/// Cannot be undone. Refused before the app has signed in by its platform's identity.
#[utoipa::path(
    operation_id = "connections_retire_secret",
    tag = "Connections",
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "The secret no longer works; tokens from before stay", body = Connection), Changing),
)]
#[post("/tenants/{tenant_id}/connections/{connection_id}/retire-secret")]
pub async fn retire_secret(here: Here, As(by): As<TenantAdmin>, path: Path<ConnectionPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_connections().retire_secret(&by, path.connection_id).await?))
}

/// Say when a connection's secret is retired by itself
///
/// Once the app signs in by its platform's identity, and the secret was not used for so many days.
#[utoipa::path(
    operation_id = "connections_set_secret_retirement",
    tag = "Connections",
    request_body = SecretRetirement,
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "Set", body = Connection), Changing),
)]
#[put("/tenants/{tenant_id}/connections/{connection_id}/secret-retirement")]
pub async fn set_secret_retirement(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<ConnectionPath>,
    body: Body<SecretRetirement>,
) -> Answer {
    let set = here.tenant_connections().set_secret_retirement(&by, path.connection_id, body.read()?);
    Ok(HttpResponse::Ok().json(set.await?))
}
