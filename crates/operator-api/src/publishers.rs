//! Routes by which operators create, verify and change publishers.

use actix_web::{HttpResponse, get, post, put, web::Path};
use marketplace::Operator;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking, Paging};
use wire::{
    operator::{ChangePublisher, CreatedPublisher, NewPublisher, Publisher},
    page::{Page, PageQuery},
    paths::operator::PublisherPath,
};

/// Of the list as a file.
const COLUMNS: &[&str] =
    &["id", "name", "website", "verified", "sandbox_tenant_id", "members", "apps", "created_at"];

/// List publishers
#[utoipa::path(
    operation_id = "publishers_list",
    tag = "Publishers",
    params(PageQuery),
    responses((status = 200, description = "Publishers, newest first", content((Page<Publisher> = "application/json"), (String = "text/csv"), (String = "application/jsonl"))), Looking),
)]
#[get("/publishers")]
pub async fn list(here: Here, As(by): As<Operator>, query: Paging) -> Answer {
    let publishers = here.publishers();
    query.answer("publishers", COLUMNS, async |page| publishers.list(&by, page).await).await
}

/// Create a publisher and its sandbox tenant
#[utoipa::path(
    operation_id = "publishers_create",
    tag = "Publishers",
    request_body = NewPublisher,
    params(IdempotencyHeader),
    responses((status = 201, description = "Created; the link makes its first owner", body = CreatedPublisher), Changing),
)]
#[post("/publishers")]
pub async fn create(here: Here, As(by): As<Operator>, body: Body<NewPublisher>) -> Answer {
    Ok(HttpResponse::Created().json(here.publishers().create(&by, body.read()?).await?))
}

/// Get a publisher
#[utoipa::path(
    operation_id = "publishers_get",
    tag = "Publishers",
    params(PublisherPath),
    responses((status = 200, description = "The publisher", body = Publisher), Looking),
)]
#[get("/publishers/{publisher_id}")]
pub async fn get(here: Here, As(by): As<Operator>, path: Path<PublisherPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publishers().get(&by, path.publisher_id).await?))
}

/// Change or verify a publisher
#[utoipa::path(
    operation_id = "publishers_change",
    tag = "Publishers",
    request_body = ChangePublisher,
    params(PublisherPath, IdempotencyHeader),
    responses((status = 200, description = "Changed", body = Publisher), Changing),
)]
#[put("/publishers/{publisher_id}")]
pub async fn change(
    here: Here,
    As(by): As<Operator>,
    path: Path<PublisherPath>,
    body: Body<ChangePublisher>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.publishers().change(&by, path.publisher_id, body.read()?).await?))
}
