//! Routes by which operators allow issuers of workload tokens, and close them.

use actix_web::{HttpResponse, get, post, put, web::Path};
use marketplace::Operator;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, Paging};
use wire::{
    page::{Page, PageQuery},
    paths::operator::WorkloadIssuerPath,
    workload::{ChangeWorkloadIssuer, WorkloadIssuer, WorkloadIssuerDetails},
};

/// List workload issuers
#[utoipa::path(
    operation_id = "workload_issuers_list",
    tag = "Workload issuers",
    params(PageQuery),
    responses((status = 200, description = "Issuers, newest first; closed ones among them", body = Page<WorkloadIssuer>), Looking),
)]
#[get("/workload-issuers")]
pub async fn list(here: Here, As(by): As<Operator>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.workload_issuers().list(&by, query.read()?).await?))
}

/// Allow a workload issuer
///
/// Developers may then name workloads of it in the versions of their apps.
#[utoipa::path(
    operation_id = "workload_issuers_create",
    tag = "Workload issuers",
    request_body = WorkloadIssuerDetails,
    params(IdempotencyHeader),
    responses((status = 201, description = "Allowed", body = WorkloadIssuer), Changing),
)]
#[post("/workload-issuers")]
pub async fn create(here: Here, As(by): As<Operator>, body: Body<WorkloadIssuerDetails>) -> Answer {
    Ok(HttpResponse::Created().json(here.workload_issuers().create(&by, body.read()?).await?))
}

/// Get a workload issuer
#[utoipa::path(
    operation_id = "workload_issuers_get",
    tag = "Workload issuers",
    params(WorkloadIssuerPath),
    responses((status = 200, description = "The issuer, and how many apps name it", body = WorkloadIssuer), Looking),
)]
#[get("/workload-issuers/{issuer_id}")]
pub async fn get(here: Here, As(by): As<Operator>, path: Path<WorkloadIssuerPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.workload_issuers().get(&by, path.issuer_id).await?))
}

/// Change a workload issuer
///
/// Its address and its preset stay: admins have allowed apps by them.
#[utoipa::path(
    operation_id = "workload_issuers_change",
    tag = "Workload issuers",
    request_body = ChangeWorkloadIssuer,
    params(WorkloadIssuerPath, IdempotencyHeader),
    responses((status = 200, description = "Changed", body = WorkloadIssuer), Changing),
)]
#[put("/workload-issuers/{issuer_id}")]
pub async fn change(
    here: Here,
    As(by): As<Operator>,
    path: Path<WorkloadIssuerPath>,
    body: Body<ChangeWorkloadIssuer>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.workload_issuers().change(&by, path.issuer_id, body.read()?).await?))
}

/// Close a workload issuer: no client signs in by it
#[utoipa::path(
    operation_id = "workload_issuers_close",
    tag = "Workload issuers",
    params(WorkloadIssuerPath, IdempotencyHeader),
    responses((status = 200, description = "Closed; the tokens of its clients are revoked", body = WorkloadIssuer), Changing),
)]
#[post("/workload-issuers/{issuer_id}/close")]
pub async fn close(here: Here, As(by): As<Operator>, path: Path<WorkloadIssuerPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.workload_issuers().close(&by, path.issuer_id).await?))
}

/// Open a closed workload issuer again
#[utoipa::path(
    operation_id = "workload_issuers_open",
    tag = "Workload issuers",
    params(WorkloadIssuerPath, IdempotencyHeader),
    responses((status = 200, description = "Allowed again; its clients sign in as before", body = WorkloadIssuer), Changing),
)]
#[post("/workload-issuers/{issuer_id}/open")]
pub async fn open(here: Here, As(by): As<Operator>, path: Path<WorkloadIssuerPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.workload_issuers().open(&by, path.issuer_id).await?))
}
