//! Calls of `/api/admin/v1`.

use model::ids::{AppId, ConnectionId, CredentialId, InvitationId, PersonId, PublisherId, TenantId};
use wire::{
    activity::Activity,
    admin::{
        Accept, Allow, Allowed, AvailableApp, BlockPublisher, BlockedPublisher, Connection,
        ConnectionSummary, Credential, Decline, Delete, DetailsSeen, GeneratedCredential, IssuedCredential,
        NewCredential, RenameTenant, Renew, Review, Tenant,
    },
    catalogue::Api,
    members::{ChangeTenantMember, InviteTenantMember, Invited, PendingInvitation, TenantMember},
    page::{Page, PageQuery},
    paths::admin as paths,
    stops::Pause,
};

use crate::Call;

pub fn tenant(tenant: TenantId) -> Call<Tenant> {
    Call::get(paths::tenant(tenant))
}

pub fn rename(tenant: TenantId, request: RenameTenant) -> Call<Tenant> {
    Call::put(paths::tenant(tenant), request)
}

pub fn catalogue(tenant: TenantId) -> Call<Vec<Api>> {
    Call::get(paths::catalogue(tenant))
}

pub fn available_apps(tenant: TenantId, query: PageQuery) -> Call<Page<AvailableApp>> {
    Call::list(paths::available_apps(tenant), query)
}

pub fn review(tenant: TenantId, app: AppId) -> Call<Review> {
    Call::get(paths::available_app(tenant, app))
}

pub fn allow(tenant: TenantId, app: AppId, request: Allow) -> Call<Allowed> {
    Call::post(paths::allow(tenant, app), request)
}

pub fn see_details(tenant: TenantId, connection: ConnectionId, request: DetailsSeen) -> Call<Connection> {
    Call::post(paths::details_seen(tenant, connection), request)
}

pub fn blocked_publishers(tenant: TenantId) -> Call<Page<BlockedPublisher>> {
    Call::get(paths::blocked_publishers(tenant))
}

pub fn block_publisher(tenant: TenantId, request: BlockPublisher) -> Call<BlockedPublisher> {
    Call::post(paths::blocked_publishers(tenant), request)
}

pub fn unblock_publisher(tenant: TenantId, publisher: PublisherId) -> Call<()> {
    Call::delete(paths::blocked_publisher(tenant, publisher))
}

pub fn decline(tenant: TenantId, app: AppId, request: Decline) -> Call<ConnectionSummary> {
    Call::post(paths::decline(tenant, app), request)
}

pub fn block(tenant: TenantId, app: AppId, request: Decline) -> Call<ConnectionSummary> {
    Call::post(paths::block(tenant, app), request)
}

pub fn connections(tenant: TenantId, query: PageQuery) -> Call<Page<ConnectionSummary>> {
    Call::list(paths::connections(tenant), query)
}

pub fn connection(tenant: TenantId, connection: ConnectionId) -> Call<Connection> {
    Call::get(paths::connection(tenant, connection))
}

/// Of the app's newest version, for taking it up.
pub fn update_review(tenant: TenantId, connection: ConnectionId) -> Call<Review> {
    Call::get(paths::update_review(tenant, connection))
}

pub fn accept(tenant: TenantId, connection: ConnectionId, request: Accept) -> Call<Connection> {
    Call::post(paths::accept(tenant, connection), request)
}

/// "Disable".
pub fn pause(tenant: TenantId, connection: ConnectionId, request: Pause) -> Call<Connection> {
    Call::post(paths::pause(tenant, connection), request)
}

/// "Restore".
pub fn resume(tenant: TenantId, connection: ConnectionId) -> Call<Connection> {
    Call::act(paths::resume(tenant, connection))
}

pub fn renew(tenant: TenantId, connection: ConnectionId, request: Renew) -> Call<Connection> {
    Call::post(paths::renew(tenant, connection), request)
}

pub fn reconsider(tenant: TenantId, connection: ConnectionId) -> Call<Connection> {
    Call::act(paths::reconsider(tenant, connection))
}

pub fn unblock(tenant: TenantId, connection: ConnectionId) -> Call<Connection> {
    Call::act(paths::unblock(tenant, connection))
}

pub fn regenerate_secret(tenant: TenantId, connection: ConnectionId) -> Call<IssuedCredential> {
    Call::act(paths::regenerate_secret(tenant, connection))
}

pub fn delete_connection(tenant: TenantId, connection: ConnectionId, request: Delete) -> Call<Connection> {
    Call::post(paths::delete_connection(tenant, connection), request)
}

pub fn connection_activity(
    tenant: TenantId,
    connection: ConnectionId,
    query: PageQuery,
) -> Call<Page<Activity>> {
    Call::list(paths::connection_activity(tenant, connection), query)
}

/// The organisation's own.
pub fn credentials(tenant: TenantId, query: PageQuery) -> Call<Page<Credential>> {
    Call::list(paths::credentials(tenant), query)
}

pub fn credential(tenant: TenantId, credential: CredentialId) -> Call<Credential> {
    Call::get(paths::credential(tenant, credential))
}

pub fn generate_credential(tenant: TenantId, request: NewCredential) -> Call<GeneratedCredential> {
    Call::post(paths::credentials(tenant), request)
}

pub fn regenerate_credential(tenant: TenantId, credential: CredentialId) -> Call<IssuedCredential> {
    Call::act(paths::regenerate_credential(tenant, credential))
}

pub fn delete_credential(tenant: TenantId, credential: CredentialId, request: Delete) -> Call<()> {
    Call::post(paths::delete_credential(tenant, credential), request)
}

pub fn activity(tenant: TenantId, query: PageQuery) -> Call<Page<Activity>> {
    Call::list(paths::activity(tenant), query)
}

pub fn members(tenant: TenantId, query: PageQuery) -> Call<Page<TenantMember>> {
    Call::list(paths::members(tenant), query)
}

pub fn invite(tenant: TenantId, request: InviteTenantMember) -> Call<Invited> {
    Call::post(paths::members(tenant), request)
}

pub fn change_member(tenant: TenantId, person: PersonId, request: ChangeTenantMember) -> Call<TenantMember> {
    Call::put(paths::member(tenant, person), request)
}

pub fn remove_member(tenant: TenantId, person: PersonId) -> Call<()> {
    Call::delete(paths::member(tenant, person))
}

pub fn leave(tenant: TenantId) -> Call<()> {
    Call::act(paths::leave(tenant))
}

pub fn invitations(tenant: TenantId) -> Call<Page<PendingInvitation>> {
    Call::get(paths::invitations(tenant))
}

pub fn renew_invitation(tenant: TenantId, id: InvitationId) -> Call<Invited> {
    Call::act(paths::renew_invitation(tenant, id))
}

pub fn withdraw_invitation(tenant: TenantId, id: InvitationId) -> Call<()> {
    Call::delete(paths::invitation(tenant, id))
}
