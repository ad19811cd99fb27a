//! Routes of the tenant itself: its details, its name, and its policy for secrets.

use actix_web::{HttpResponse, get, put};
use marketplace::TenantMember;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    admin::{RenameTenant, Tenant},
    paths::admin::TenantPath,
    secrets::SetSecretPolicy,
};

/// Get the tenant
#[utoipa::path(
    operation_id = "tenant_get",
    tag = "Tenant",
    params(TenantPath),
    responses((status = 200, description = "The tenant, its issuer and the reader's role", body = Tenant), Looking),
)]
#[get("/tenants/{tenant_id}")]
pub async fn get(here: Here, As(by): As<TenantMember>) -> Answer {
    Ok(HttpResponse::Ok().json(here.own_tenant().get(&by).await?))
}

/// Rename the tenant
#[utoipa::path(
    operation_id = "tenant_rename",
    tag = "Tenant",
    request_body = RenameTenant,
    params(TenantPath, IdempotencyHeader),
    responses((status = 200, description = "Renamed", body = Tenant), Changing),
)]
#[put("/tenants/{tenant_id}")]
pub async fn rename(here: Here, As(by): As<TenantMember>, body: Body<RenameTenant>) -> Answer {
    let admin = by.clone().admin()?;
    here.own_tenant().rename(&admin, body.read()?).await?;
    Ok(HttpResponse::Ok().json(here.own_tenant().get(&by).await?))
}

/// Say when new secrets end
///
/// Secrets that are made from then on end by themselves after so many days. Those that there are stay as they are.
#[utoipa::path(
    operation_id = "tenant_set_secret_policy",
    tag = "Tenant",
    request_body = SetSecretPolicy,
    params(TenantPath, IdempotencyHeader),
    responses((status = 200, description = "Set", body = Tenant), Changing),
)]
#[put("/tenants/{tenant_id}/secret-policy")]
pub async fn set_secret_policy(here: Here, As(by): As<TenantMember>, body: Body<SetSecretPolicy>) -> Answer {
    let admin = by.clone().admin()?;
    here.own_tenant().set_secret_policy(&admin, body.read()?).await?;
    Ok(HttpResponse::Ok().json(here.own_tenant().get(&by).await?))
}
