//! Routes of a publisher's members and of their roles.

use actix_web::{HttpResponse, delete, get, post, put, web::Path};
use marketplace::PublisherOwner;
use web::{Answer, As, Body, Changing, Exporting, Here, IdempotencyHeader, Looking};
use wire::{
    members::{ChangePublisherMember, InvitePublisherMember, Invited, PublisherMember},
    page::{ExportQuery, Page},
    paths::developer::{MemberPath, PublisherPath},
};

/// Of the list as a file.
const COLUMNS: &[&str] = &["person_id", "name", "email", "role", "since"];

/// List members
#[utoipa::path(
    operation_id = "members_list",
    tag = "Members",
    params(PublisherPath, ExportQuery),
    responses((status = 200, description = "Members, by name", content((Page<PublisherMember> = "application/json"), (String = "text/csv"), (String = "application/jsonl"))), Looking),
)]
#[get("/publishers/{publisher_id}/members")]
pub async fn list(here: Here, As(by): As<marketplace::PublisherMember>, query: Exporting) -> Answer {
    query.answer("members", COLUMNS, here.publisher_members().list(&by).await?)
}

/// Invite a member
#[utoipa::path(
    operation_id = "members_invite",
    tag = "Members",
    request_body = InvitePublisherMember,
    params(PublisherPath, IdempotencyHeader),
    responses((status = 201, description = "A one-time set-up link, shown once", body = Invited), Changing),
)]
#[post("/publishers/{publisher_id}/members")]
pub async fn invite(here: Here, As(by): As<PublisherOwner>, body: Body<InvitePublisherMember>) -> Answer {
    Ok(HttpResponse::Created().json(here.publisher_members().invite(&by, body.read()?).await?))
}

/// Change a member's role
#[utoipa::path(
    operation_id = "members_change",
    tag = "Members",
    request_body = ChangePublisherMember,
    params(MemberPath, IdempotencyHeader),
    responses((status = 200, description = "Changed", body = PublisherMember), Changing),
)]
#[put("/publishers/{publisher_id}/members/{person_id}")]
pub async fn change(
    here: Here,
    As(by): As<PublisherOwner>,
    path: Path<MemberPath>,
    body: Body<ChangePublisherMember>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_members().change(&by, path.person_id, body.read()?).await?))
}

/// Remove a member
#[utoipa::path(
    operation_id = "members_remove",
    tag = "Members",
    params(MemberPath, IdempotencyHeader),
    responses((status = 204, description = "Removed"), Changing),
)]
#[delete("/publishers/{publisher_id}/members/{person_id}")]
pub async fn remove(here: Here, As(by): As<PublisherOwner>, path: Path<MemberPath>) -> Answer {
    here.publisher_members().remove(&by, path.person_id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Leave the publisher
///
/// Ends one's own membership. The last owner cannot.
#[utoipa::path(
    operation_id = "members_leave",
    tag = "Members",
    params(PublisherPath),
    responses((status = 204, description = "Left"), Changing),
)]
#[post("/publishers/{publisher_id}/leave")]
pub async fn leave(here: Here, As(by): As<marketplace::PublisherMember>) -> Answer {
    here.publisher_members().leave(&by).await?;
    Ok(HttpResponse::NoContent().finish())
}
