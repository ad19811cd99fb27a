//! The operations of `/api/developer/v1`.

use model::ids::{AppId, ConnectionId, InvitationId, PersonId, PublisherId, TenantId};
use wire::{
    activity::Activity,
    admin::IssuedCredential,
    catalogue::Api,
    developer::{
        AddTarget, App, AppDetails, AppSummary, AppVersion, ChangeApp, Connection, PublishVersion, Publisher,
        Target,
    },
    members::{ChangePublisherMember, InvitePublisherMember, Invited, PendingInvitation, PublisherMember},
    page::{Page, PageQuery},
    paths,
    stops::Pause,
};

use super::client::{self, ApiError};

type Answer<T> = Result<T, ApiError>;

pub async fn publisher(publisher: PublisherId) -> Answer<Publisher> {
    client::get(&paths::developer::publisher(publisher)).await
}

pub async fn catalogue(publisher: PublisherId) -> Answer<Vec<Api>> {
    client::get(&paths::developer::catalogue(publisher)).await
}

pub async fn apps(publisher: PublisherId, query: PageQuery) -> Answer<Page<AppSummary>> {
    client::get_with(&paths::developer::apps(publisher), &query).await
}

pub async fn create_app(publisher: PublisherId, details: AppDetails) -> Answer<App> {
    client::post(&paths::developer::apps(publisher), &details).await
}

pub async fn app(publisher: PublisherId, app: AppId) -> Answer<App> {
    client::get(&paths::developer::app(publisher, app)).await
}

pub async fn change_app(publisher: PublisherId, app: AppId, change: ChangeApp) -> Answer<App> {
    client::put(&paths::developer::app(publisher, app), &change).await
}

pub async fn fetch_logo(publisher: PublisherId, app: AppId) -> Answer<App> {
    client::post_empty(&paths::developer::fetch_logo(publisher, app)).await
}

pub async fn versions(publisher: PublisherId, app: AppId, query: PageQuery) -> Answer<Page<AppVersion>> {
    client::get_with(&paths::developer::versions(publisher, app), &query).await
}

/// The version of that number: the first one of the page that comes after the next number.
pub async fn version(publisher: PublisherId, app: AppId, number: u32) -> Answer<AppVersion> {
    let cursor = number.checked_add(1).map(|next| next.to_string());
    let page = versions(publisher, app, PageQuery { cursor, limit: Some(1), q: None }).await?;
    page.items.into_iter().find(|version| version.number == number).ok_or(ApiError::NotFound)
}

pub async fn publish(publisher: PublisherId, app: AppId, request: PublishVersion) -> Answer<AppVersion> {
    client::post(&paths::developer::versions(publisher, app), &request).await
}

pub async fn targets(publisher: PublisherId, app: AppId, query: PageQuery) -> Answer<Page<Target>> {
    client::get_with(&paths::developer::targets(publisher, app), &query).await
}

pub async fn add_target(publisher: PublisherId, app: AppId, tenant_id: TenantId) -> Answer<Target> {
    client::post(&paths::developer::targets(publisher, app), &AddTarget { tenant_id }).await
}

pub async fn remove_target(publisher: PublisherId, app: AppId, tenant: TenantId) -> Answer<()> {
    client::delete(&paths::developer::target(publisher, app, tenant)).await
}

pub async fn app_connections(
    publisher: PublisherId,
    app: AppId,
    query: PageQuery,
) -> Answer<Page<Connection>> {
    client::get_with(&paths::developer::app_connections(publisher, app), &query).await
}

pub async fn connections(publisher: PublisherId, query: PageQuery) -> Answer<Page<Connection>> {
    client::get_with(&paths::developer::connections(publisher), &query).await
}

pub async fn connection(publisher: PublisherId, connection: ConnectionId) -> Answer<Connection> {
    client::get(&paths::developer::connection(publisher, connection)).await
}

pub async fn pause(publisher: PublisherId, connection: ConnectionId, request: Pause) -> Answer<Connection> {
    client::post(&paths::developer::pause(publisher, connection), &request).await
}

pub async fn resume(publisher: PublisherId, connection: ConnectionId) -> Answer<Connection> {
    client::post_empty(&paths::developer::resume(publisher, connection)).await
}

pub async fn collect_secret(publisher: PublisherId, connection: ConnectionId) -> Answer<IssuedCredential> {
    client::post_empty(&paths::developer::collect_secret(publisher, connection)).await
}

pub async fn activity(publisher: PublisherId, query: PageQuery) -> Answer<Page<Activity>> {
    client::get_with(&paths::developer::activity(publisher), &query).await
}

pub async fn members(publisher: PublisherId, query: PageQuery) -> Answer<Page<PublisherMember>> {
    client::get_with(&paths::developer::members(publisher), &query).await
}

pub async fn invite(publisher: PublisherId, request: InvitePublisherMember) -> Answer<Invited> {
    client::post(&paths::developer::members(publisher), &request).await
}

pub async fn change_member(
    publisher: PublisherId,
    person: PersonId,
    request: ChangePublisherMember,
) -> Answer<PublisherMember> {
    client::put(&paths::developer::member(publisher, person), &request).await
}

pub async fn remove_member(publisher: PublisherId, person: PersonId) -> Answer<()> {
    client::delete(&paths::developer::member(publisher, person)).await
}

pub async fn leave(publisher: PublisherId) -> Answer<()> {
    client::post_empty(&paths::developer::leave(publisher)).await
}

pub async fn invitations(publisher: PublisherId) -> Answer<Vec<PendingInvitation>> {
    client::items(&paths::developer::invitations(publisher)).await
}

pub async fn renew_invitation(publisher: PublisherId, id: InvitationId) -> Answer<Invited> {
    client::post_empty(&paths::developer::renew_invitation(publisher, id)).await
}

pub async fn withdraw_invitation(publisher: PublisherId, id: InvitationId) -> Answer<()> {
    client::delete(&paths::developer::invitation(publisher, id)).await
}
