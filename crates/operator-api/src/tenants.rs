//! Routes by which operators create tenants and rename them.

use actix_web::{HttpResponse, get, post, put, web::Path};
use marketplace::Operator;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, Paging};
use wire::{
    operator::{ChangeTenant, CreatedTenant, NewTenant, Tenant},
    page::{Page, PageQuery},
    paths::operator::TenantPath,
};

/// Of the list as a file.
const COLUMNS: &[&str] = &["id", "name", "kind", "issuer", "members", "connections", "created_at"];

/// List tenants
#[utoipa::path(
    operation_id = "tenants_list",
    tag = "Tenants",
    params(PageQuery),
    responses((status = 200, description = "Tenants, newest first", content((Page<Tenant> = "application/json"), (String = "text/csv"), (String = "application/jsonl"))), Looking),
)]
#[get("/tenants")]
pub async fn list(here: Here, As(by): As<Operator>, query: Paging) -> Answer {
    let tenants = here.tenants();
    query.answer("tenants", COLUMNS, async |page| tenants.list(&by, page).await).await
}

/// Create a live tenant
#[utoipa::path(
    operation_id = "tenants_create",
    tag = "Tenants",
    request_body = NewTenant,
    params(IdempotencyHeader),
    responses((status = 201, description = "Created; the link makes its first owner", body = CreatedTenant), Changing),
)]
#[post("/tenants")]
pub async fn create(here: Here, As(by): As<Operator>, body: Body<NewTenant>) -> Answer {
    Ok(HttpResponse::Created().json(here.tenants().create(&by, body.read()?).await?))
}

/// Get a tenant
#[utoipa::path(
    operation_id = "tenants_get",
    tag = "Tenants",
    params(TenantPath),
    responses((status = 200, description = "The tenant", body = Tenant), Looking),
)]
#[get("/tenants/{tenant_id}")]
pub async fn get(here: Here, As(by): As<Operator>, path: Path<TenantPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenants().get(&by, path.tenant_id).await?))
}

/// Rename a tenant
#[utoipa::path(
    operation_id = "tenants_change",
    tag = "Tenants",
    request_body = ChangeTenant,
    params(TenantPath, IdempotencyHeader),
    responses((status = 200, description = "Renamed", body = Tenant), Changing),
)]
#[put("/tenants/{tenant_id}")]
pub async fn change(
    here: Here,
    As(by): As<Operator>,
    path: Path<TenantPath>,
    body: Body<ChangeTenant>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenants().change(&by, path.tenant_id, body.read()?).await?))
}
