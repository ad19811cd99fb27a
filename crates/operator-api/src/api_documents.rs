//! Routes by which operators give the documents of APIs.

use actix_web::{HttpResponse, get, post, put, web::Path};
use marketplace::Operator;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, LargeBody, Looking};
use wire::{
    api_documents::{ApiDocumentState, PutApiDocumentSource, PutApiDocumentText},
    paths::operator::ApiPath,
};

/// Get an API's document: where it comes from, its versions and its problems
#[utoipa::path(
    operation_id = "api_documents_get",
    tag = "Documents of APIs",
    params(ApiPath),
    responses((status = 200, description = "The document's state", body = ApiDocumentState), Looking),
)]
#[get("/apis/{api_id}/document")]
pub async fn get(here: Here, As(by): As<Operator>, path: Path<ApiPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.api_documents().get(&by, path.api_id).await?))
}

/// Upload an API's document
///
/// What is wrong with it is told with line, column and path: `document_problems` of the problem.
#[utoipa::path(
    operation_id = "api_documents_upload",
    tag = "Documents of APIs",
    request_body = PutApiDocumentText,
    params(ApiPath, IdempotencyHeader),
    responses((status = 200, description = "Taken", body = ApiDocumentState), Changing),
)]
#[put("/apis/{api_id}/document/text")]
pub async fn put_text(
    here: Here,
    As(by): As<Operator>,
    path: Path<ApiPath>,
    body: LargeBody<PutApiDocumentText>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.api_documents().upload(&by, path.api_id, body.read()?).await?))
}

/// Say where an API's document comes from, and where the API is called
#[utoipa::path(
    operation_id = "api_documents_change_source",
    tag = "Documents of APIs",
    request_body = PutApiDocumentSource,
    params(ApiPath, IdempotencyHeader),
    responses((status = 200, description = "Changed", body = ApiDocumentState), Changing),
)]
#[put("/apis/{api_id}/document/source")]
pub async fn put_source(
    here: Here,
    As(by): As<Operator>,
    path: Path<ApiPath>,
    body: Body<PutApiDocumentSource>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.api_documents().change_source(&by, path.api_id, body.read()?).await?))
}

/// Fetch an API's document again
///
/// The answer comes before the document: read its state until it is no longer `waiting`.
#[utoipa::path(
    operation_id = "api_documents_fetch",
    tag = "Documents of APIs",
    params(ApiPath, IdempotencyHeader),
    responses((status = 200, description = "It is going to be fetched", body = ApiDocumentState), Changing),
)]
#[post("/apis/{api_id}/document/fetch")]
pub async fn fetch(here: Here, As(by): As<Operator>, path: Path<ApiPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.api_documents().fetch(&by, path.api_id).await?))
}
