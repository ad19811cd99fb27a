//! The operations of `/api/developer/v1`.

use model::ids::{AppId, ConnectionId, InvitationId, PersonId, PublisherId, TenantId};
use wire::{
    activity::Activity,
    admin::IssuedCredential,
    base,
    catalogue::Api,
    developer::{
        AddTarget, App, AppDetails, AppSummary, AppVersion, ChangeApp, Connection, PublishVersion, Publisher,
        Target,
    },
    members::{ChangePublisherMember, InvitePublisherMember, Invited, PendingInvitation, PublisherMember},
    page::{Page, PageQuery},
    stops::Pause,
};

use super::client::{self, ApiError};

type Answer<T> = Result<T, ApiError>;

fn at(publisher: PublisherId, rest: impl std::fmt::Display) -> String {
    format!("{}/publishers/{publisher}{rest}", base::DEVELOPER)
}

fn of_app(publisher: PublisherId, app: AppId, rest: &str) -> String {
    at(publisher, format_args!("/apps/{app}{rest}"))
}

pub async fn publisher(publisher: PublisherId) -> Answer<Publisher> {
    client::get(&at(publisher, "")).await
}

pub async fn catalogue(publisher: PublisherId) -> Answer<Vec<Api>> {
    client::get(&at(publisher, "/catalogue")).await
}

pub async fn apps(publisher: PublisherId, query: PageQuery) -> Answer<Page<AppSummary>> {
    client::get_with(&at(publisher, "/apps"), &query).await
}

pub async fn create_app(publisher: PublisherId, details: AppDetails) -> Answer<App> {
    client::post(&at(publisher, "/apps"), &details).await
}

pub async fn app(publisher: PublisherId, app: AppId) -> Answer<App> {
    client::get(&of_app(publisher, app, "")).await
}

pub async fn change_app(publisher: PublisherId, app: AppId, change: ChangeApp) -> Answer<App> {
    client::put(&of_app(publisher, app, ""), &change).await
}

pub async fn fetch_logo(publisher: PublisherId, app: AppId) -> Answer<App> {
    client::post_empty(&of_app(publisher, app, "/logo/fetch")).await
}

pub async fn versions(publisher: PublisherId, app: AppId, query: PageQuery) -> Answer<Page<AppVersion>> {
    client::get_with(&of_app(publisher, app, "/versions"), &query).await
}

/// The version of that number: the first one of the page that comes after the next number.
pub async fn version(publisher: PublisherId, app: AppId, number: u32) -> Answer<AppVersion> {
    let cursor = number.checked_add(1).map(|next| next.to_string());
    let page = versions(publisher, app, PageQuery { cursor, limit: Some(1), q: None }).await?;
    page.items.into_iter().find(|version| version.number == number).ok_or(ApiError::NotFound)
}

pub async fn publish(publisher: PublisherId, app: AppId, request: PublishVersion) -> Answer<AppVersion> {
    client::post(&of_app(publisher, app, "/versions"), &request).await
}

pub async fn targets(publisher: PublisherId, app: AppId, query: PageQuery) -> Answer<Page<Target>> {
    client::get_with(&of_app(publisher, app, "/targets"), &query).await
}

pub async fn add_target(publisher: PublisherId, app: AppId, tenant_id: TenantId) -> Answer<Target> {
    client::post(&of_app(publisher, app, "/targets"), &AddTarget { tenant_id }).await
}

pub async fn remove_target(publisher: PublisherId, app: AppId, tenant: TenantId) -> Answer<()> {
    client::delete(&of_app(publisher, app, &format!("/targets/{tenant}"))).await
}

pub async fn app_connections(
    publisher: PublisherId,
    app: AppId,
    query: PageQuery,
) -> Answer<Page<Connection>> {
    client::get_with(&of_app(publisher, app, "/connections"), &query).await
}

pub async fn connections(publisher: PublisherId, query: PageQuery) -> Answer<Page<Connection>> {
    client::get_with(&at(publisher, "/connections"), &query).await
}

pub async fn connection(publisher: PublisherId, connection: ConnectionId) -> Answer<Connection> {
    client::get(&at(publisher, format_args!("/connections/{connection}"))).await
}

pub async fn pause(publisher: PublisherId, connection: ConnectionId, request: Pause) -> Answer<Connection> {
    client::post(&at(publisher, format_args!("/connections/{connection}/pause")), &request).await
}

pub async fn resume(publisher: PublisherId, connection: ConnectionId) -> Answer<Connection> {
    client::post_empty(&at(publisher, format_args!("/connections/{connection}/resume"))).await
}

pub async fn collect_secret(publisher: PublisherId, connection: ConnectionId) -> Answer<IssuedCredential> {
    client::post_empty(&at(publisher, format_args!("/connections/{connection}/collect-secret"))).await
}

pub async fn activity(publisher: PublisherId, query: PageQuery) -> Answer<Page<Activity>> {
    client::get_with(&at(publisher, "/activity"), &query).await
}

pub async fn members(publisher: PublisherId, query: PageQuery) -> Answer<Page<PublisherMember>> {
    client::get_with(&at(publisher, "/members"), &query).await
}

pub async fn invite(publisher: PublisherId, request: InvitePublisherMember) -> Answer<Invited> {
    client::post(&at(publisher, "/members"), &request).await
}

pub async fn change_member(
    publisher: PublisherId,
    person: PersonId,
    request: ChangePublisherMember,
) -> Answer<PublisherMember> {
    client::put(&at(publisher, format_args!("/members/{person}")), &request).await
}

pub async fn remove_member(publisher: PublisherId, person: PersonId) -> Answer<()> {
    client::delete(&at(publisher, format_args!("/members/{person}"))).await
}

pub async fn leave(publisher: PublisherId) -> Answer<()> {
    client::post_empty(&at(publisher, "/leave")).await
}

pub async fn invitations(publisher: PublisherId) -> Answer<Vec<PendingInvitation>> {
    client::items(&at(publisher, "/invitations")).await
}

pub async fn renew_invitation(publisher: PublisherId, id: InvitationId) -> Answer<Invited> {
    client::post_empty(&at(publisher, format_args!("/invitations/{id}/new-link"))).await
}

pub async fn withdraw_invitation(publisher: PublisherId, id: InvitationId) -> Answer<()> {
    client::delete(&at(publisher, format_args!("/invitations/{id}"))).await
}
