//! Routes by which operators give tenants slugs, and close addresses that are no longer used.

use actix_web::{HttpResponse, get, post, put, web::Path};
use marketplace::Operator;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    addresses::{CloseAddress, OpenAddress, SetSlug, TenantAddresses},
    paths::operator::TenantPath,
};

/// List a tenant's addresses
#[utoipa::path(
    operation_id = "tenants_addresses",
    tag = "Tenants",
    params(TenantPath),
    responses((status = 200, description = "The current one, then the path, then the domains, newest first", body = TenantAddresses), Looking),
)]
#[get("/tenants/{tenant_id}/addresses")]
pub async fn of(here: Here, As(by): As<Operator>, path: Path<TenantPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_addresses().of(&by, path.tenant_id).await?))
}

/// Give a tenant a slug
///
/// With a base domain, the tenant's current address becomes the host of this slug. Its former addresses stay open.
#[utoipa::path(
    operation_id = "tenants_set_slug",
    tag = "Tenants",
    request_body = SetSlug,
    params(TenantPath, IdempotencyHeader),
    responses((status = 200, description = "Set; the former address stays", body = TenantAddresses), Changing),
)]
#[put("/tenants/{tenant_id}/slug")]
pub async fn set_slug(
    here: Here,
    As(by): As<Operator>,
    path: Path<TenantPath>,
    body: Body<SetSlug>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_addresses().set_slug(&by, path.tenant_id, body.read()?).await?))
}

/// Close a tenant's address
///
/// Not the current one. A closed address is as if it never was, and tokens that name it are revoked.
#[utoipa::path(
    operation_id = "tenants_close_address",
    tag = "Tenants",
    request_body = CloseAddress,
    params(TenantPath, IdempotencyHeader),
    responses((status = 200, description = "Closed, or it will be then", body = TenantAddresses), Changing),
)]
#[post("/tenants/{tenant_id}/addresses/close")]
pub async fn close(
    here: Here,
    As(by): As<Operator>,
    path: Path<TenantPath>,
    body: Body<CloseAddress>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_addresses().close(&by, path.tenant_id, body.read()?).await?))
}

/// Open a tenant's address again
///
/// Or take back when it is to be closed.
#[utoipa::path(
    operation_id = "tenants_open_address",
    tag = "Tenants",
    request_body = OpenAddress,
    params(TenantPath, IdempotencyHeader),
    responses((status = 200, description = "Open", body = TenantAddresses), Changing),
)]
#[post("/tenants/{tenant_id}/addresses/open")]
pub async fn open(
    here: Here,
    As(by): As<Operator>,
    path: Path<TenantPath>,
    body: Body<OpenAddress>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_addresses().open(&by, path.tenant_id, body.read()?).await?))
}
