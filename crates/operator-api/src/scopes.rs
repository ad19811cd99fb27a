use actix_web::{HttpResponse, post, put, web::Path};
use marketplace::Operator;
use model::{ids::ApiId, scope::ScopeName};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader};
use wire::{
    catalogue::Scope,
    operator::{ChangeScope, NewScope},
};

/// Add a scope to the catalogue
#[utoipa::path(
    operation_id = "scopes_create",
    tag = "APIs and scopes",
    request_body = NewScope,
    params(("api_id" = ApiId, Path), IdempotencyHeader),
    responses((status = 201, description = "Added", body = Scope), Changing),
)]
#[post("/apis/{api_id}/scopes")]
pub async fn create(here: Here, As(by): As<Operator>, id: Path<ApiId>, body: Body<NewScope>) -> Answer {
    Ok(HttpResponse::Created().json(here.create_scope(&by, *id, body.read()?).await?))
}

/// Change or deprecate a scope
#[utoipa::path(
    operation_id = "scopes_change",
    tag = "APIs and scopes",
    request_body = ChangeScope,
    params(("api_id" = ApiId, Path), ("name" = ScopeName, Path), IdempotencyHeader),
    responses((status = 200, description = "Changed", body = Scope), Changing),
)]
#[put("/apis/{api_id}/scopes/{name:.+}")]
pub async fn change(
    here: Here,
    As(by): As<Operator>,
    path: Path<(ApiId, ScopeName)>,
    body: Body<ChangeScope>,
) -> Answer {
    let (api, name) = path.into_inner();
    Ok(HttpResponse::Ok().json(here.change_scope(&by, api, name, body.read()?).await?))
}
