//! Routes of the connections of a publisher's apps: look, pause, resume, collect the secret.

use actix_web::{HttpResponse, get, post, web::Path};
use marketplace::{Developer, PublisherMember};
use web::{Answer, As, Changing, Here, IdempotencyHeader, Looking, OptionalBody, Paging};
use wire::{
    admin::IssuedCredential,
    developer::Connection,
    page::{Page, PageQuery},
    paths::developer::{AppPath, ConnectionPath, PublisherPath},
    stops::Pause,
};

/// Of the list as a file.
const COLUMNS: &[&str] = &[
    "id",
    "app_id",
    "app_name",
    "tenant_id",
    "tenant_name",
    "kind",
    "state",
    "paused_by",
    "reason",
    "version",
    "granted",
    "not_granted",
    "client.client_id",
    "client.secret_last_used_at",
    "decided_at",
    "ends_at",
    "updated_at",
];

/// List an app's connections
#[utoipa::path(
    operation_id = "connections_of_app",
    tag = "Connections",
    params(AppPath, PageQuery),
    responses((status = 200, description = "Connections, newest first", body = Page<Connection>), Looking),
)]
#[get("/publishers/{publisher_id}/apps/{app_id}/connections")]
pub async fn of_app(here: Here, As(by): As<PublisherMember>, path: Path<AppPath>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_connections().of_app(&by, path.app_id, query.read()?).await?))
}

/// List the connections of all apps
#[utoipa::path(
    operation_id = "connections_list",
    tag = "Connections",
    params(PublisherPath, PageQuery),
    responses((status = 200, description = "Connections, newest first", content((Page<Connection> = "application/json"), (String = "text/csv"), (String = "application/jsonl"))), Looking),
)]
#[get("/publishers/{publisher_id}/connections")]
pub async fn list(here: Here, As(by): As<PublisherMember>, query: Paging) -> Answer {
    let connections = here.publisher_connections();
    query.answer("connections", COLUMNS, async |page| connections.list(&by, page).await).await
}

/// Get a connection
#[utoipa::path(
    operation_id = "connections_get",
    tag = "Connections",
    params(ConnectionPath),
    responses((status = 200, description = "Its state; never its secret", body = Connection), Looking),
)]
#[get("/publishers/{publisher_id}/connections/{connection_id}")]
pub async fn get(here: Here, As(by): As<PublisherMember>, path: Path<ConnectionPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_connections().get(&by, path.connection_id).await?))
}

/// Pause a connection
///
/// The developer's own pause, which only the developer lifts.
#[utoipa::path(
    operation_id = "connections_pause",
    tag = "Connections",
    request_body = Option<Pause>,
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "Paused; tokens from before are revoked", body = Connection), Changing),
)]
#[post("/publishers/{publisher_id}/connections/{connection_id}/pause")]
pub async fn pause(
    here: Here,
    As(by): As<Developer>,
    path: Path<ConnectionPath>,
    body: OptionalBody<Pause>,
) -> Answer {
    Ok(HttpResponse::Ok()
        .json(here.publisher_connections().pause(&by, path.connection_id, body.read()?).await?))
}

/// Resume a connection
#[utoipa::path(
    operation_id = "connections_resume",
    tag = "Connections",
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "The developer's pause is lifted", body = Connection), Changing),
)]
#[post("/publishers/{publisher_id}/connections/{connection_id}/resume")]
pub async fn resume(here: Here, As(by): As<Developer>, path: Path<ConnectionPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_connections().resume(&by, path.connection_id).await?))
}

/// Collect a connection's secret
///
/// Of an app whose developer collects. Once: afterwards the organisation's admin has to regenerate it first.
#[utoipa::path(
    operation_id = "connections_collect_secret",
    tag = "Connections",
    params(ConnectionPath, IdempotencyHeader),
    responses((status = 200, description = "The secret, made now; it is in this answer alone", body = IssuedCredential), Changing),
)]
#[post("/publishers/{publisher_id}/connections/{connection_id}/collect-secret")]
pub async fn collect_secret(here: Here, As(by): As<Developer>, path: Path<ConnectionPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_connections().collect_secret(&by, path.connection_id).await?))
}
