//! Routes of the signed receipts of a tenant's decisions.

use actix_web::{HttpResponse, get, web::Path};
use marketplace::TenantMember;
use web::{Answer, As, Here, Looking, Paging};
use wire::{
    page::{Page, PageQuery},
    paths::admin::{ConnectionPath, CredentialPath, ReceiptPath},
    receipts::{Receipt, ReceiptSummary},
};

/// List the receipts of a connection
#[utoipa::path(
    operation_id = "receipts_list",
    tag = "Receipts",
    params(ConnectionPath, PageQuery),
    responses((status = 200, description = "Receipts, newest first", body = Page<ReceiptSummary>), Looking),
)]
#[get("/tenants/{tenant_id}/connections/{connection_id}/receipts")]
pub async fn list(here: Here, As(by): As<TenantMember>, path: Path<ConnectionPath>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.receipts().of_connection(&by, path.connection_id, query.read()?).await?))
}

/// List the receipts of one of the organisation's own credentials
///
/// They stay when it is deleted.
#[utoipa::path(
    operation_id = "receipts_list_of_credential",
    tag = "Receipts",
    params(CredentialPath, PageQuery),
    responses((status = 200, description = "Receipts, newest first", body = Page<ReceiptSummary>), Looking),
)]
#[get("/tenants/{tenant_id}/credentials/{client_id}/receipts")]
pub async fn of_credential(
    here: Here,
    As(by): As<TenantMember>,
    path: Path<CredentialPath>,
    query: Paging,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.receipts().of_credential(&by, path.client_id, query.read()?).await?))
}

/// Read a receipt
///
/// A signed record of one decision. Anyone can verify it without this platform, with the keys at `/receipts/jwks.json`.
#[utoipa::path(
    operation_id = "receipts_get",
    tag = "Receipts",
    params(ReceiptPath),
    responses((status = 200, description = "The receipt, and what stands in it", body = Receipt), Looking),
)]
#[get("/tenants/{tenant_id}/receipts/{receipt_id}")]
pub async fn get(here: Here, As(by): As<TenantMember>, path: Path<ReceiptPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.receipts().get(&by, path.receipt_id).await?))
}
