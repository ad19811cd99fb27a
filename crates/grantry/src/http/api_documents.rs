//! The documents of the platform's APIs, for its documentation and for anyone.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Path, Query, ServiceConfig, get},
};
use marketplace::Error;
use model::{environment::Environment, ids::ApiId};
use serde::Deserialize;
use web::{Answer, CameFrom, Failure, Here};

const ENDING: &str = ".json";

pub fn configure(config: &mut ServiceConfig) {
    config.route("/openapi/apis.json", get().to(list)).route("/openapi/apis/{file}", get().to(show));
}

/// How a document is to be shown.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Showing {
    #[serde(default = "sandbox")]
    environment: Environment,
    token_url: Option<String>,
}

fn sandbox() -> Environment {
    Environment::Sandbox
}

async fn list(here: Here) -> Answer {
    let apis = here.api_documents().listed().await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-cache")).json(apis))
}

async fn show(
    here: Here,
    CameFrom(origin): CameFrom,
    file: Path<String>,
    query: Result<Query<Showing>, actix_web::Error>,
) -> Answer {
    let malformed = |error: actix_web::Error| Failure::Malformed { field: None, message: error.to_string() };
    let Query(Showing { environment, token_url }) = query.map_err(malformed)?;
    let api: ApiId = file.strip_suffix(ENDING).and_then(|id| id.parse().ok()).ok_or(Error::NotFound)?;
    let document = here.api_documents().shown(api, environment, token_url.as_deref(), &origin).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(document))
}
