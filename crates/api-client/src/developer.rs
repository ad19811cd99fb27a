//! Calls of `/api/developer/v1`.

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
    paths::developer as paths,
    stops::Pause,
};

use crate::Call;

pub fn publisher(publisher: PublisherId) -> Call<Publisher> {
    Call::get(paths::publisher(publisher))
}

pub fn catalogue(publisher: PublisherId) -> Call<Vec<Api>> {
    Call::get(paths::catalogue(publisher))
}

pub fn apps(publisher: PublisherId, query: PageQuery) -> Call<Page<AppSummary>> {
    Call::list(paths::apps(publisher), query)
}

pub fn create_app(publisher: PublisherId, details: AppDetails) -> Call<App> {
    Call::post(paths::apps(publisher), details)
}

pub fn app(publisher: PublisherId, app: AppId) -> Call<App> {
    Call::get(paths::app(publisher, app))
}

pub fn change_app(publisher: PublisherId, app: AppId, change: ChangeApp) -> Call<App> {
    Call::put(paths::app(publisher, app), change)
}

pub fn fetch_logo(publisher: PublisherId, app: AppId) -> Call<App> {
    Call::act(paths::fetch_logo(publisher, app))
}

pub fn versions(publisher: PublisherId, app: AppId, query: PageQuery) -> Call<Page<AppVersion>> {
    Call::list(paths::versions(publisher, app), query)
}

pub fn publish(publisher: PublisherId, app: AppId, request: PublishVersion) -> Call<AppVersion> {
    Call::post(paths::versions(publisher, app), request)
}

pub fn targets(publisher: PublisherId, app: AppId, query: PageQuery) -> Call<Page<Target>> {
    Call::list(paths::targets(publisher, app), query)
}

pub fn add_target(publisher: PublisherId, app: AppId, tenant_id: TenantId) -> Call<Target> {
    Call::post(paths::targets(publisher, app), AddTarget { tenant_id })
}

pub fn remove_target(publisher: PublisherId, app: AppId, tenant: TenantId) -> Call<()> {
    Call::delete(paths::target(publisher, app, tenant))
}

pub fn app_connections(publisher: PublisherId, app: AppId, query: PageQuery) -> Call<Page<Connection>> {
    Call::list(paths::app_connections(publisher, app), query)
}

pub fn connections(publisher: PublisherId, query: PageQuery) -> Call<Page<Connection>> {
    Call::list(paths::connections(publisher), query)
}

pub fn connection(publisher: PublisherId, connection: ConnectionId) -> Call<Connection> {
    Call::get(paths::connection(publisher, connection))
}

pub fn pause(publisher: PublisherId, connection: ConnectionId, request: Pause) -> Call<Connection> {
    Call::post(paths::pause(publisher, connection), request)
}

pub fn resume(publisher: PublisherId, connection: ConnectionId) -> Call<Connection> {
    Call::act(paths::resume(publisher, connection))
}

pub fn collect_secret(publisher: PublisherId, connection: ConnectionId) -> Call<IssuedCredential> {
    Call::act(paths::collect_secret(publisher, connection))
}

pub fn activity(publisher: PublisherId, query: PageQuery) -> Call<Page<Activity>> {
    Call::list(paths::activity(publisher), query)
}

pub fn members(publisher: PublisherId, query: PageQuery) -> Call<Page<PublisherMember>> {
    Call::list(paths::members(publisher), query)
}

pub fn invite(publisher: PublisherId, request: InvitePublisherMember) -> Call<Invited> {
    Call::post(paths::members(publisher), request)
}

pub fn change_member(
    publisher: PublisherId,
    person: PersonId,
    request: ChangePublisherMember,
) -> Call<PublisherMember> {
    Call::put(paths::member(publisher, person), request)
}

pub fn remove_member(publisher: PublisherId, person: PersonId) -> Call<()> {
    Call::delete(paths::member(publisher, person))
}

pub fn leave(publisher: PublisherId) -> Call<()> {
    Call::act(paths::leave(publisher))
}

pub fn invitations(publisher: PublisherId) -> Call<Page<PendingInvitation>> {
    Call::get(paths::invitations(publisher))
}

pub fn renew_invitation(publisher: PublisherId, id: InvitationId) -> Call<Invited> {
    Call::act(paths::renew_invitation(publisher, id))
}

pub fn withdraw_invitation(publisher: PublisherId, id: InvitationId) -> Call<()> {
    Call::delete(paths::invitation(publisher, id))
}
