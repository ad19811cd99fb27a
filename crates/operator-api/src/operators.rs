//! Routes of the platform's operators, and of the links to a new password that they make.

use actix_web::{HttpResponse, delete, get, post, web::Path};
use marketplace::Operator;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    members::Invited,
    operator::{InviteOperator, NewPasswordLink, OperatorView, PasswordLink},
    page::Page,
    paths::operator::OperatorPath,
};

/// List operators
#[utoipa::path(
    operation_id = "operators_list",
    tag = "Operators",
    responses((status = 200, description = "Operators, by name", body = Page<OperatorView>), Looking),
)]
#[get("/operators")]
pub async fn list(here: Here, As(by): As<Operator>) -> Answer {
    Ok(HttpResponse::Ok().json(here.operators().list(&by).await?))
}

/// Invite an operator
#[utoipa::path(
    operation_id = "operators_invite",
    tag = "Operators",
    request_body = InviteOperator,
    params(IdempotencyHeader),
    responses((status = 201, description = "Invited; whoever opens the link first becomes an operator", body = Invited), Changing),
)]
#[post("/operators")]
pub async fn invite(here: Here, As(by): As<Operator>, body: Body<InviteOperator>) -> Answer {
    Ok(HttpResponse::Created().json(here.operators().invite(&by, body.read()?).await?))
}

/// Remove an operator
///
/// The account stays, with what it belongs to. Links that the operator made end with their rights. The last operator
/// cannot be removed.
#[utoipa::path(
    operation_id = "operators_remove",
    tag = "Operators",
    params(OperatorPath, IdempotencyHeader),
    responses((status = 204, description = "An operator no longer"), Changing),
)]
#[delete("/operators/{person_id}")]
pub async fn remove(here: Here, As(by): As<Operator>, path: Path<OperatorPath>) -> Answer {
    here.operators().remove(&by, path.person_id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Make a link to a new password
///
/// For someone who lost theirs, or whose address another has made an account for. Ask first who they are: whoever
/// opens the link has the account. Links made for them before no longer work.
#[utoipa::path(
    operation_id = "password_links_make",
    tag = "Operators",
    request_body = NewPasswordLink,
    params(IdempotencyHeader),
    responses((status = 201, description = "A one-time link, shown once", body = PasswordLink), Changing),
)]
#[post("/password-links")]
pub async fn new_password_link(here: Here, As(by): As<Operator>, body: Body<NewPasswordLink>) -> Answer {
    Ok(HttpResponse::Created().json(here.password_links().make(&by, body.read()?).await?))
}
