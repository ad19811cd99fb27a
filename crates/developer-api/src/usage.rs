//! Routes of what the clients of a publisher's apps asked for lately, and of their usage.

use actix_web::{HttpResponse, get, web::Path};
use marketplace::PublisherMember;
use web::{Answer, As, Here, Looking, Reporting};
use wire::{
    attempts::Attempts,
    paths::developer::{AppPath, ConnectionPath},
    usage::{Usage, UsageQuery},
};

/// List a connection's recent attempts
///
/// The last 50 that were refused, each with its true reason and what to do, and the last 5 that got a token. What came in
/// the last minute may still be missing.
#[utoipa::path(
    operation_id = "connections_attempts",
    tag = "Usage",
    params(ConnectionPath),
    responses((status = 200, description = "Attempts, newest first; never a secret", body = Attempts), Looking),
)]
#[get("/publishers/{publisher_id}/connections/{connection_id}/attempts")]
pub async fn attempts_of_connection(
    here: Here,
    As(by): As<PublisherMember>,
    path: Path<ConnectionPath>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.attempts().of_publisher(&by, path.connection_id).await?))
}

/// Report a connection's usage
#[utoipa::path(
    operation_id = "connections_usage",
    tag = "Usage",
    params(ConnectionPath, UsageQuery),
    responses((status = 200, description = "Tokens and refusals in each period", body = Usage), Looking),
)]
#[get("/publishers/{publisher_id}/connections/{connection_id}/usage")]
pub async fn of_connection(
    here: Here,
    As(by): As<PublisherMember>,
    path: Path<ConnectionPath>,
    query: Reporting,
) -> Answer {
    let usage = here.usage().of_publishers_connection(&by, path.connection_id, query.read()?).await?;
    Ok(HttpResponse::Ok().json(usage))
}

/// Report an app's usage
#[utoipa::path(
    operation_id = "apps_usage",
    tag = "Usage",
    params(AppPath, UsageQuery),
    responses((status = 200, description = "Tokens and refusals of all its connections in each period", body = Usage), Looking),
)]
#[get("/publishers/{publisher_id}/apps/{app_id}/usage")]
pub async fn of_app(
    here: Here,
    As(by): As<PublisherMember>,
    path: Path<AppPath>,
    query: Reporting,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.usage().of_app(&by, path.app_id, query.read()?).await?))
}
