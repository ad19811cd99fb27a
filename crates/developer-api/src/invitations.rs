//! Routes of a publisher's invitations that no one has accepted yet.

use actix_web::{HttpResponse, delete, get, post, web::Path};
use marketplace::PublisherOwner;
use web::{Answer, As, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    members::{Invited, PendingInvitation},
    page::Page,
    paths::developer::{InvitationPath, PublisherPath},
};

/// List invitations
///
/// Those that no one has accepted yet; expired ones too, until a new link is made or they are withdrawn.
#[utoipa::path(
    operation_id = "invitations_list",
    tag = "Members",
    params(PublisherPath),
    responses((status = 200, description = "Pending invitations, newest first", body = Page<PendingInvitation>), Looking),
)]
#[get("/publishers/{publisher_id}/invitations")]
pub async fn list(here: Here, As(by): As<marketplace::PublisherMember>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_invitations().list(&by).await?))
}

/// Make a new link for an invitation
///
/// The link made before no longer works.
#[utoipa::path(
    operation_id = "invitations_renew",
    tag = "Members",
    params(InvitationPath, IdempotencyHeader),
    responses((status = 201, description = "A one-time set-up link, shown once", body = Invited), Changing),
)]
#[post("/publishers/{publisher_id}/invitations/{invitation_id}/new-link")]
pub async fn renew(here: Here, As(by): As<PublisherOwner>, path: Path<InvitationPath>) -> Answer {
    Ok(HttpResponse::Created().json(here.publisher_invitations().renew(&by, path.invitation_id).await?))
}

/// Mail a new link for an invitation
///
/// To the invited address, and no one else gets it. The link made before no longer works.
#[utoipa::path(
    operation_id = "invitations_mail",
    tag = "Members",
    params(InvitationPath, IdempotencyHeader),
    responses((status = 201, description = "The link is mailed, and not shown", body = Invited), Changing),
)]
#[post("/publishers/{publisher_id}/invitations/{invitation_id}/mail")]
pub async fn mail(here: Here, As(by): As<PublisherOwner>, path: Path<InvitationPath>) -> Answer {
    Ok(HttpResponse::Created().json(here.publisher_invitations().mail(&by, path.invitation_id).await?))
}

/// Withdraw an invitation
#[utoipa::path(
    operation_id = "invitations_withdraw",
    tag = "Members",
    params(InvitationPath, IdempotencyHeader),
    responses((status = 204, description = "Withdrawn: its link no longer works"), Changing),
)]
#[delete("/publishers/{publisher_id}/invitations/{invitation_id}")]
pub async fn withdraw(here: Here, As(by): As<PublisherOwner>, path: Path<InvitationPath>) -> Answer {
    here.publisher_invitations().withdraw(&by, path.invitation_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
