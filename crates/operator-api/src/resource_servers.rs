//! Routes by which operators register an API's resource servers and delete them.

use actix_web::{HttpResponse, delete, get, post, web::Path};
use marketplace::Operator;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    operator::{NewResourceServer, RegisteredResourceServer, ResourceServer},
    paths::operator::{ApiPath, ResourceServerPath},
};

/// List an API's resource servers
#[utoipa::path(
    operation_id = "resource_servers_list",
    tag = "Resource servers",
    params(ApiPath),
    responses((status = 200, description = "Resource servers, newest first; never a secret", body = Vec<ResourceServer>), Looking),
)]
#[get("/apis/{api_id}/resource-servers")]
pub async fn list(here: Here, As(by): As<Operator>, path: Path<ApiPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.resource_servers().list(&by, path.api_id).await?))
}

/// Register a resource server
///
/// It may introspect the API's tokens and read the feed, with its id and secret by HTTP Basic.
#[utoipa::path(
    operation_id = "resource_servers_register",
    tag = "Resource servers",
    request_body = NewResourceServer,
    params(ApiPath, IdempotencyHeader),
    responses((status = 201, description = "Registered; the secret is in this answer alone", body = RegisteredResourceServer), Changing),
)]
#[post("/apis/{api_id}/resource-servers")]
pub async fn register(
    here: Here,
    As(by): As<Operator>,
    path: Path<ApiPath>,
    body: Body<NewResourceServer>,
) -> Answer {
    Ok(HttpResponse::Created().json(here.resource_servers().register(&by, path.api_id, body.read()?).await?))
}

/// Delete a resource server
///
/// Cannot be undone.
#[utoipa::path(
    operation_id = "resource_servers_delete",
    tag = "Resource servers",
    params(ResourceServerPath, IdempotencyHeader),
    responses((status = 204, description = "Deleted; its secret opens nothing any more"), Changing),
)]
#[delete("/apis/{api_id}/resource-servers/{resource_server_id}")]
pub async fn delete(here: Here, As(by): As<Operator>, path: Path<ResourceServerPath>) -> Answer {
    here.resource_servers().delete(&by, path.api_id, path.resource_server_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
