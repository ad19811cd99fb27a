//! Routes of a tenant's members and of their roles.

use actix_web::{HttpResponse, delete, get, post, put, web::Path};
use marketplace::TenantAdmin;
use web::{Answer, As, Body, Changing, Exporting, Here, IdempotencyHeader, Looking};
use wire::{
    members::{ChangeTenantMember, InviteTenantMember, Invited, TenantMember},
    page::{ExportQuery, Page},
    paths::admin::{MemberPath, TenantPath},
};

/// Of the list as a file.
const COLUMNS: &[&str] = &["person_id", "name", "email", "role", "since"];

/// List members
#[utoipa::path(
    operation_id = "members_list",
    tag = "Members",
    params(TenantPath, ExportQuery),
    responses((status = 200, description = "Members, by name", content((Page<TenantMember> = "application/json"), (String = "text/csv"), (String = "application/jsonl"))), Looking),
)]
#[get("/tenants/{tenant_id}/members")]
pub async fn list(here: Here, As(by): As<marketplace::TenantMember>, query: Exporting) -> Answer {
    query.answer("members", COLUMNS, here.tenant_members().list(&by).await?)
}

/// Invite a member
#[utoipa::path(
    operation_id = "members_invite",
    tag = "Members",
    request_body = InviteTenantMember,
    params(TenantPath, IdempotencyHeader),
    responses((status = 201, description = "A one-time set-up link, shown once", body = Invited), Changing),
)]
#[post("/tenants/{tenant_id}/members")]
pub async fn invite(here: Here, As(by): As<TenantAdmin>, body: Body<InviteTenantMember>) -> Answer {
    Ok(HttpResponse::Created().json(here.tenant_members().invite(&by, body.read()?).await?))
}

/// Change a member's role
#[utoipa::path(
    operation_id = "members_change",
    tag = "Members",
    request_body = ChangeTenantMember,
    params(MemberPath, IdempotencyHeader),
    responses((status = 200, description = "Changed", body = TenantMember), Changing),
)]
#[put("/tenants/{tenant_id}/members/{person_id}")]
pub async fn change(
    here: Here,
    As(by): As<TenantAdmin>,
    path: Path<MemberPath>,
    body: Body<ChangeTenantMember>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.tenant_members().change(&by, path.person_id, body.read()?).await?))
}

/// Remove a member
#[utoipa::path(
    operation_id = "members_remove",
    tag = "Members",
    params(MemberPath, IdempotencyHeader),
    responses((status = 204, description = "Removed"), Changing),
)]
#[delete("/tenants/{tenant_id}/members/{person_id}")]
pub async fn remove(here: Here, As(by): As<TenantAdmin>, path: Path<MemberPath>) -> Answer {
    here.tenant_members().remove(&by, path.person_id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Leave the organisation
///
/// Ends one's own membership. The last owner cannot.
#[utoipa::path(
    operation_id = "members_leave",
    tag = "Members",
    params(TenantPath),
    responses((status = 204, description = "Left"), Changing),
)]
#[post("/tenants/{tenant_id}/leave")]
pub async fn leave(here: Here, As(by): As<marketplace::TenantMember>) -> Answer {
    here.tenant_members().leave(&by).await?;
    Ok(HttpResponse::NoContent().finish())
}
