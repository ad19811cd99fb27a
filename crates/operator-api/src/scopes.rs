//! Routes by which operators add scopes to the catalogue and change them.

use actix_web::{HttpResponse, post, put, web::Path};
use marketplace::Operator;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader};
use wire::{
    catalogue::Scope,
    operator::{ChangeScope, NewScope},
    paths::operator::{ApiPath, ScopePath},
};

/// Add a scope to the catalogue
#[utoipa::path(
    operation_id = "scopes_create",
    tag = "APIs and scopes",
    request_body = NewScope,
    params(ApiPath, IdempotencyHeader),
    responses((status = 201, description = "Added", body = Scope), Changing),
)]
#[post("/apis/{api_id}/scopes")]
pub async fn create(here: Here, As(by): As<Operator>, path: Path<ApiPath>, body: Body<NewScope>) -> Answer {
    Ok(HttpResponse::Created().json(here.scopes().create(&by, path.api_id, body.read()?).await?))
}

/// Change or deprecate a scope
#[utoipa::path(
    operation_id = "scopes_change",
    tag = "APIs and scopes",
    request_body = ChangeScope,
    params(ScopePath, IdempotencyHeader),
    responses((status = 200, description = "Changed", body = Scope), Changing),
)]
#[put("/apis/{api_id}/scopes/{name:.+}")]
pub async fn change(
    here: Here,
    As(by): As<Operator>,
    path: Path<ScopePath>,
    body: Body<ChangeScope>,
) -> Answer {
    let ScopePath { api_id, name } = path.into_inner();
    Ok(HttpResponse::Ok().json(here.scopes().change(&by, api_id, name, body.read()?).await?))
}
