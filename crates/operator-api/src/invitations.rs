//! Routes of all pending invitations, which operators renew and withdraw, and of invitations to owners.

use actix_web::{HttpResponse, delete, get, post, web::Path};
use marketplace::Operator;
use model::audit::AuditChain;
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    members::{Invited, PendingInvitation},
    operator::InviteOwner,
    page::Page,
    paths::operator::{InvitationPath, PublisherPath, TenantPath},
};

/// List a tenant's invitations
#[utoipa::path(
    operation_id = "tenants_invitations",
    tag = "Tenants",
    params(TenantPath),
    responses((status = 200, description = "Pending ones, newest first", body = Page<PendingInvitation>), Looking),
)]
#[get("/tenants/{tenant_id}/invitations")]
pub async fn of_tenant(here: Here, As(by): As<Operator>, path: Path<TenantPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.invitations().list(&by, AuditChain::Tenant(path.tenant_id)).await?))
}

/// Invite an owner of a tenant
///
/// For a tenant whose owners, or their link, are lost.
#[utoipa::path(
    operation_id = "tenants_invite_owner",
    tag = "Tenants",
    request_body = InviteOwner,
    params(TenantPath, IdempotencyHeader),
    responses((status = 201, description = "A one-time set-up link, shown once", body = Invited), Changing),
)]
#[post("/tenants/{tenant_id}/invitations")]
pub async fn invite_tenant_owner(
    here: Here,
    As(by): As<Operator>,
    path: Path<TenantPath>,
    body: Body<InviteOwner>,
) -> Answer {
    Ok(HttpResponse::Created()
        .json(here.invitations().invite_tenant_owner(&by, path.tenant_id, body.read()?).await?))
}

/// List a publisher's invitations
#[utoipa::path(
    operation_id = "publishers_invitations",
    tag = "Publishers",
    params(PublisherPath),
    responses((status = 200, description = "Pending ones, newest first", body = Page<PendingInvitation>), Looking),
)]
#[get("/publishers/{publisher_id}/invitations")]
pub async fn of_publisher(here: Here, As(by): As<Operator>, path: Path<PublisherPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.invitations().list(&by, AuditChain::Publisher(path.publisher_id)).await?))
}

/// Invite an owner of a publisher
///
/// For a publisher whose owners, or their link, are lost.
#[utoipa::path(
    operation_id = "publishers_invite_owner",
    tag = "Publishers",
    request_body = InviteOwner,
    params(PublisherPath, IdempotencyHeader),
    responses((status = 201, description = "A one-time set-up link, shown once", body = Invited), Changing),
)]
#[post("/publishers/{publisher_id}/invitations")]
pub async fn invite_publisher_owner(
    here: Here,
    As(by): As<Operator>,
    path: Path<PublisherPath>,
    body: Body<InviteOwner>,
) -> Answer {
    Ok(HttpResponse::Created()
        .json(here.invitations().invite_publisher_owner(&by, path.publisher_id, body.read()?).await?))
}

/// List operators' invitations
#[utoipa::path(
    operation_id = "operators_invitations",
    tag = "Operators",
    responses((status = 200, description = "Pending ones, newest first", body = Page<PendingInvitation>), Looking),
)]
#[get("/invitations")]
pub async fn of_platform(here: Here, As(by): As<Operator>) -> Answer {
    Ok(HttpResponse::Ok().json(here.invitations().list(&by, AuditChain::Platform).await?))
}

/// Make a new link for an invitation
///
/// Of a tenant, a publisher or an operator. The link made before no longer works.
#[utoipa::path(
    operation_id = "invitations_renew",
    tag = "Operators",
    params(InvitationPath, IdempotencyHeader),
    responses((status = 201, description = "A one-time set-up link, shown once", body = Invited), Changing),
)]
#[post("/invitations/{invitation_id}/new-link")]
pub async fn renew(here: Here, As(by): As<Operator>, path: Path<InvitationPath>) -> Answer {
    Ok(HttpResponse::Created().json(here.invitations().renew(&by, path.invitation_id).await?))
}

/// Mail a new link for an invitation
///
/// To the invited address, and no one else gets it. The link made before no longer works.
#[utoipa::path(
    operation_id = "invitations_mail",
    tag = "Operators",
    params(InvitationPath, IdempotencyHeader),
    responses((status = 201, description = "The link is mailed, and not shown", body = Invited), Changing),
)]
#[post("/invitations/{invitation_id}/mail")]
pub async fn mail(here: Here, As(by): As<Operator>, path: Path<InvitationPath>) -> Answer {
    Ok(HttpResponse::Created().json(here.invitations().mail(&by, path.invitation_id).await?))
}

/// Withdraw an invitation
///
/// Of a tenant, a publisher or an operator.
#[utoipa::path(
    operation_id = "invitations_withdraw",
    tag = "Operators",
    params(InvitationPath, IdempotencyHeader),
    responses((status = 204, description = "Withdrawn: its link no longer works"), Changing),
)]
#[delete("/invitations/{invitation_id}")]
pub async fn withdraw(here: Here, As(by): As<Operator>, path: Path<InvitationPath>) -> Answer {
    here.invitations().withdraw(&by, path.invitation_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
