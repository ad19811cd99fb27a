//! The operations of `/api/admin/v1`.

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
    paths,
    stops::Pause,
};

use super::client::{self, ApiError};

type Answer<T> = Result<T, ApiError>;

pub async fn tenant(tenant: TenantId) -> Answer<Tenant> {
    client::get(&paths::admin::tenant(tenant)).await
}

pub async fn rename(tenant: TenantId, request: RenameTenant) -> Answer<Tenant> {
    client::put(&paths::admin::tenant(tenant), &request).await
}

pub async fn catalogue(tenant: TenantId) -> Answer<Vec<Api>> {
    client::get(&paths::admin::catalogue(tenant)).await
}

pub async fn available_apps(tenant: TenantId, query: PageQuery) -> Answer<Page<AvailableApp>> {
    client::get_with(&paths::admin::available_apps(tenant), &query).await
}

pub async fn review(tenant: TenantId, app: AppId) -> Answer<Review> {
    client::get(&paths::admin::available_app(tenant, app)).await
}

pub async fn allow(tenant: TenantId, app: AppId, request: Allow) -> Answer<Allowed> {
    client::post(&paths::admin::allow(tenant, app), &request).await
}

pub async fn see_details(
    tenant: TenantId,
    connection: ConnectionId,
    request: DetailsSeen,
) -> Answer<Connection> {
    client::post(&paths::admin::details_seen(tenant, connection), &request).await
}

pub async fn blocked_publishers(tenant: TenantId) -> Answer<Page<BlockedPublisher>> {
    client::get(&paths::admin::blocked_publishers(tenant)).await
}

pub async fn block_publisher(tenant: TenantId, request: BlockPublisher) -> Answer<BlockedPublisher> {
    client::post(&paths::admin::blocked_publishers(tenant), &request).await
}

pub async fn unblock_publisher(tenant: TenantId, publisher: PublisherId) -> Answer<()> {
    client::delete(&paths::admin::blocked_publisher(tenant, publisher)).await
}

pub async fn decline(tenant: TenantId, app: AppId, request: Decline) -> Answer<ConnectionSummary> {
    client::post(&paths::admin::decline(tenant, app), &request).await
}

pub async fn block(tenant: TenantId, app: AppId, request: Decline) -> Answer<ConnectionSummary> {
    client::post(&paths::admin::block(tenant, app), &request).await
}

pub async fn connections(tenant: TenantId, query: PageQuery) -> Answer<Page<ConnectionSummary>> {
    client::get_with(&paths::admin::connections(tenant), &query).await
}

pub async fn connection(tenant: TenantId, connection: ConnectionId) -> Answer<Connection> {
    client::get(&paths::admin::connection(tenant, connection)).await
}

/// Of the app's newest version, for taking it up.
pub async fn update_review(tenant: TenantId, connection: ConnectionId) -> Answer<Review> {
    client::get(&paths::admin::update_review(tenant, connection)).await
}

pub async fn accept(tenant: TenantId, connection: ConnectionId, request: Accept) -> Answer<Connection> {
    client::post(&paths::admin::accept(tenant, connection), &request).await
}

/// "Disable".
pub async fn pause(tenant: TenantId, connection: ConnectionId, request: Pause) -> Answer<Connection> {
    client::post(&paths::admin::pause(tenant, connection), &request).await
}

/// "Restore".
pub async fn resume(tenant: TenantId, connection: ConnectionId) -> Answer<Connection> {
    client::post_empty(&paths::admin::resume(tenant, connection)).await
}

pub async fn renew(tenant: TenantId, connection: ConnectionId, request: Renew) -> Answer<Connection> {
    client::post(&paths::admin::renew(tenant, connection), &request).await
}

pub async fn reconsider(tenant: TenantId, connection: ConnectionId) -> Answer<Connection> {
    client::post_empty(&paths::admin::reconsider(tenant, connection)).await
}

pub async fn unblock(tenant: TenantId, connection: ConnectionId) -> Answer<Connection> {
    client::post_empty(&paths::admin::unblock(tenant, connection)).await
}

pub async fn regenerate_secret(tenant: TenantId, connection: ConnectionId) -> Answer<IssuedCredential> {
    client::post_empty(&paths::admin::regenerate_secret(tenant, connection)).await
}

pub async fn delete_connection(
    tenant: TenantId,
    connection: ConnectionId,
    request: Delete,
) -> Answer<Connection> {
    client::post(&paths::admin::delete_connection(tenant, connection), &request).await
}

pub async fn connection_activity(
    tenant: TenantId,
    connection: ConnectionId,
    query: PageQuery,
) -> Answer<Page<Activity>> {
    client::get_with(&paths::admin::connection_activity(tenant, connection), &query).await
}

/// The organisation's own.
pub async fn credentials(tenant: TenantId, query: PageQuery) -> Answer<Page<Credential>> {
    client::get_with(&paths::admin::credentials(tenant), &query).await
}

pub async fn credential(tenant: TenantId, credential: CredentialId) -> Answer<Credential> {
    client::get(&paths::admin::credential(tenant, credential)).await
}

pub async fn generate_credential(tenant: TenantId, request: NewCredential) -> Answer<GeneratedCredential> {
    client::post(&paths::admin::credentials(tenant), &request).await
}

pub async fn regenerate_credential(tenant: TenantId, credential: CredentialId) -> Answer<IssuedCredential> {
    client::post_empty(&paths::admin::regenerate_credential(tenant, credential)).await
}

pub async fn delete_credential(tenant: TenantId, credential: CredentialId, request: Delete) -> Answer<()> {
    client::post(&paths::admin::delete_credential(tenant, credential), &request).await
}

pub async fn activity(tenant: TenantId, query: PageQuery) -> Answer<Page<Activity>> {
    client::get_with(&paths::admin::activity(tenant), &query).await
}

pub async fn members(tenant: TenantId, query: PageQuery) -> Answer<Page<TenantMember>> {
    client::get_with(&paths::admin::members(tenant), &query).await
}

pub async fn invite(tenant: TenantId, request: InviteTenantMember) -> Answer<Invited> {
    client::post(&paths::admin::members(tenant), &request).await
}

pub async fn change_member(
    tenant: TenantId,
    person: PersonId,
    request: ChangeTenantMember,
) -> Answer<TenantMember> {
    client::put(&paths::admin::member(tenant, person), &request).await
}

pub async fn remove_member(tenant: TenantId, person: PersonId) -> Answer<()> {
    client::delete(&paths::admin::member(tenant, person)).await
}

pub async fn leave(tenant: TenantId) -> Answer<()> {
    client::post_empty(&paths::admin::leave(tenant)).await
}

pub async fn invitations(tenant: TenantId) -> Answer<Vec<PendingInvitation>> {
    client::items(&paths::admin::invitations(tenant)).await
}

pub async fn renew_invitation(tenant: TenantId, id: InvitationId) -> Answer<Invited> {
    client::post_empty(&paths::admin::renew_invitation(tenant, id)).await
}

pub async fn withdraw_invitation(tenant: TenantId, id: InvitationId) -> Answer<()> {
    client::delete(&paths::admin::invitation(tenant, id)).await
}
