//! The operations of `/api/admin/v1`.

use model::ids::{AppId, ConnectionId, CredentialId, InvitationId, PersonId, PublisherId, TenantId};
use wire::{
    activity::Activity,
    admin::{
        Accept, Allow, Allowed, AvailableApp, BlockPublisher, BlockedPublisher, Connection,
        ConnectionSummary, Credential, Decline, Delete, DetailsSeen, GeneratedCredential, IssuedCredential,
        NewCredential, RenameTenant, Renew, Review, Tenant,
    },
    base,
    catalogue::Api,
    members::{ChangeTenantMember, InviteTenantMember, Invited, PendingInvitation, TenantMember},
    page::{Page, PageQuery},
    stops::Pause,
};

use super::client::{self, ApiError};

type Answer<T> = Result<T, ApiError>;

fn at(tenant: TenantId, rest: impl std::fmt::Display) -> String {
    format!("{}/tenants/{tenant}{rest}", base::ADMIN)
}

fn of_available(tenant: TenantId, app: AppId, rest: &str) -> String {
    at(tenant, format_args!("/available-apps/{app}{rest}"))
}

fn of_connection(tenant: TenantId, connection: ConnectionId, rest: &str) -> String {
    at(tenant, format_args!("/connections/{connection}{rest}"))
}

fn of_credential(tenant: TenantId, credential: CredentialId, rest: &str) -> String {
    at(tenant, format_args!("/credentials/{credential}{rest}"))
}

pub async fn tenant(tenant: TenantId) -> Answer<Tenant> {
    client::get(&at(tenant, "")).await
}

pub async fn rename(tenant: TenantId, request: RenameTenant) -> Answer<Tenant> {
    client::put(&at(tenant, ""), &request).await
}

pub async fn catalogue(tenant: TenantId) -> Answer<Vec<Api>> {
    client::get(&at(tenant, "/catalogue")).await
}

pub async fn available_apps(tenant: TenantId, query: PageQuery) -> Answer<Page<AvailableApp>> {
    client::get_with(&at(tenant, "/available-apps"), &query).await
}

pub async fn review(tenant: TenantId, app: AppId) -> Answer<Review> {
    client::get(&of_available(tenant, app, "")).await
}

pub async fn allow(tenant: TenantId, app: AppId, request: Allow) -> Answer<Allowed> {
    client::post(&of_available(tenant, app, "/allow"), &request).await
}

pub async fn see_details(
    tenant: TenantId,
    connection: ConnectionId,
    request: DetailsSeen,
) -> Answer<Connection> {
    client::post(&of_connection(tenant, connection, "/details-seen"), &request).await
}

pub async fn blocked_publishers(tenant: TenantId) -> Answer<Page<BlockedPublisher>> {
    client::get(&at(tenant, "/blocked-publishers")).await
}

pub async fn block_publisher(tenant: TenantId, request: BlockPublisher) -> Answer<BlockedPublisher> {
    client::post(&at(tenant, "/blocked-publishers"), &request).await
}

pub async fn unblock_publisher(tenant: TenantId, publisher: PublisherId) -> Answer<()> {
    client::delete(&at(tenant, format_args!("/blocked-publishers/{publisher}"))).await
}

pub async fn decline(tenant: TenantId, app: AppId, request: Decline) -> Answer<ConnectionSummary> {
    client::post(&of_available(tenant, app, "/decline"), &request).await
}

pub async fn block(tenant: TenantId, app: AppId, request: Decline) -> Answer<ConnectionSummary> {
    client::post(&of_available(tenant, app, "/block"), &request).await
}

pub async fn connections(tenant: TenantId, query: PageQuery) -> Answer<Page<ConnectionSummary>> {
    client::get_with(&at(tenant, "/connections"), &query).await
}

pub async fn connection(tenant: TenantId, connection: ConnectionId) -> Answer<Connection> {
    client::get(&of_connection(tenant, connection, "")).await
}

/// Of the app's newest version, for taking it up.
pub async fn update_review(tenant: TenantId, connection: ConnectionId) -> Answer<Review> {
    client::get(&of_connection(tenant, connection, "/review")).await
}

pub async fn accept(tenant: TenantId, connection: ConnectionId, request: Accept) -> Answer<Connection> {
    client::post(&of_connection(tenant, connection, "/accept"), &request).await
}

/// "Disable".
pub async fn pause(tenant: TenantId, connection: ConnectionId, request: Pause) -> Answer<Connection> {
    client::post(&of_connection(tenant, connection, "/pause"), &request).await
}

/// "Restore".
pub async fn resume(tenant: TenantId, connection: ConnectionId) -> Answer<Connection> {
    client::post_empty(&of_connection(tenant, connection, "/resume")).await
}

pub async fn renew(tenant: TenantId, connection: ConnectionId, request: Renew) -> Answer<Connection> {
    client::post(&of_connection(tenant, connection, "/renew"), &request).await
}

pub async fn reconsider(tenant: TenantId, connection: ConnectionId) -> Answer<Connection> {
    client::post_empty(&of_connection(tenant, connection, "/reconsider")).await
}

pub async fn unblock(tenant: TenantId, connection: ConnectionId) -> Answer<Connection> {
    client::post_empty(&of_connection(tenant, connection, "/unblock")).await
}

pub async fn regenerate_secret(tenant: TenantId, connection: ConnectionId) -> Answer<IssuedCredential> {
    client::post_empty(&of_connection(tenant, connection, "/regenerate-secret")).await
}

pub async fn delete_connection(
    tenant: TenantId,
    connection: ConnectionId,
    request: Delete,
) -> Answer<Connection> {
    client::post(&of_connection(tenant, connection, "/delete"), &request).await
}

pub async fn connection_activity(
    tenant: TenantId,
    connection: ConnectionId,
    query: PageQuery,
) -> Answer<Page<Activity>> {
    client::get_with(&of_connection(tenant, connection, "/activity"), &query).await
}

/// The organisation's own.
pub async fn credentials(tenant: TenantId, query: PageQuery) -> Answer<Page<Credential>> {
    client::get_with(&at(tenant, "/credentials"), &query).await
}

pub async fn credential(tenant: TenantId, credential: CredentialId) -> Answer<Credential> {
    client::get(&of_credential(tenant, credential, "")).await
}

pub async fn generate_credential(tenant: TenantId, request: NewCredential) -> Answer<GeneratedCredential> {
    client::post(&at(tenant, "/credentials"), &request).await
}

pub async fn regenerate_credential(tenant: TenantId, credential: CredentialId) -> Answer<IssuedCredential> {
    client::post_empty(&of_credential(tenant, credential, "/regenerate-secret")).await
}

pub async fn delete_credential(tenant: TenantId, credential: CredentialId, request: Delete) -> Answer<()> {
    client::post(&of_credential(tenant, credential, "/delete"), &request).await
}

pub async fn activity(tenant: TenantId, query: PageQuery) -> Answer<Page<Activity>> {
    client::get_with(&at(tenant, "/activity"), &query).await
}

pub async fn members(tenant: TenantId, query: PageQuery) -> Answer<Page<TenantMember>> {
    client::get_with(&at(tenant, "/members"), &query).await
}

pub async fn invite(tenant: TenantId, request: InviteTenantMember) -> Answer<Invited> {
    client::post(&at(tenant, "/members"), &request).await
}

pub async fn change_member(
    tenant: TenantId,
    person: PersonId,
    request: ChangeTenantMember,
) -> Answer<TenantMember> {
    client::put(&at(tenant, format_args!("/members/{person}")), &request).await
}

pub async fn remove_member(tenant: TenantId, person: PersonId) -> Answer<()> {
    client::delete(&at(tenant, format_args!("/members/{person}"))).await
}

pub async fn leave(tenant: TenantId) -> Answer<()> {
    client::post_empty(&at(tenant, "/leave")).await
}

pub async fn invitations(tenant: TenantId) -> Answer<Vec<PendingInvitation>> {
    client::items(&at(tenant, "/invitations")).await
}

pub async fn renew_invitation(tenant: TenantId, id: InvitationId) -> Answer<Invited> {
    client::post_empty(&at(tenant, format_args!("/invitations/{id}/new-link"))).await
}

pub async fn withdraw_invitation(tenant: TenantId, id: InvitationId) -> Answer<()> {
    client::delete(&at(tenant, format_args!("/invitations/{id}"))).await
}
