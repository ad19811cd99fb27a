//! Routes by which operators register APIs and change them.

use actix_web::{HttpResponse, get, post, put, web::Path};
use marketplace::Operator;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, Paging};
use wire::{
    catalogue::Api,
    operator::{ApiDetails, ChangeApi},
    page::{Page, PageQuery},
    paths::operator::ApiPath,
};

/// List APIs with their scopes
#[utoipa::path(
    operation_id = "apis_list",
    tag = "APIs and scopes",
    params(PageQuery),
    responses((status = 200, description = "APIs, newest first", body = Page<Api>), Looking),
)]
#[get("/apis")]
pub async fn list(here: Here, As(by): As<Operator>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.apis().list(&by, query.read()?).await?))
}

/// Register an API
#[utoipa::path(
    operation_id = "apis_create",
    tag = "APIs and scopes",
    request_body = ApiDetails,
    params(IdempotencyHeader),
    responses((status = 201, description = "Registered", body = Api), Changing),
)]
#[post("/apis")]
pub async fn create(here: Here, As(by): As<Operator>, body: Body<ApiDetails>) -> Answer {
    Ok(HttpResponse::Created().json(here.apis().create(&by, body.read()?).await?))
}

/// Get an API with its scopes
#[utoipa::path(
    operation_id = "apis_get",
    tag = "APIs and scopes",
    params(ApiPath),
    responses((status = 200, description = "The API", body = Api), Looking),
)]
#[get("/apis/{api_id}")]
pub async fn get(here: Here, As(by): As<Operator>, path: Path<ApiPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.apis().get(&by, path.api_id).await?))
}

/// Change an API
#[utoipa::path(
    operation_id = "apis_change",
    tag = "APIs and scopes",
    request_body = ChangeApi,
    params(ApiPath, IdempotencyHeader),
    responses((status = 200, description = "Changed", body = Api), Changing),
)]
#[put("/apis/{api_id}")]
pub async fn change(here: Here, As(by): As<Operator>, path: Path<ApiPath>, body: Body<ChangeApi>) -> Answer {
    Ok(HttpResponse::Ok().json(here.apis().change(&by, path.api_id, body.read()?).await?))
}
