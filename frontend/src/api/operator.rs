//! The operations of `/api/operator/v1`.

use model::{
    ids::{ApiId, AppId, InvitationId, PersonId, PublisherId, ResourceServerId, TenantId},
    scope::ScopeName,
};
use wire::{
    activity::Activity,
    catalogue::{Api, Scope},
    members::{Invited, PendingInvitation},
    operator::{
        ApiDetails, App, ChangeApi, ChangePublisher, ChangeScope, ChangeTenant, CreatedPublisher,
        CreatedTenant, Health, InviteOperator, InviteOwner, NewPasswordLink, NewPublisher, NewResourceServer,
        NewScope, NewTenant, OperatorView, PasswordLink, Publisher, RegisteredResourceServer, ResourceServer,
        SuspendApp, Tenant,
    },
    page::{Page, PageQuery},
    paths,
};

use super::client::{self, ApiError};

type Answer<T> = Result<T, ApiError>;

pub async fn tenants(query: PageQuery) -> Answer<Page<Tenant>> {
    client::get_with(&paths::operator::tenants(), &query).await
}

pub async fn create_tenant(request: NewTenant) -> Answer<CreatedTenant> {
    client::post(&paths::operator::tenants(), &request).await
}

pub async fn tenant(tenant: TenantId) -> Answer<Tenant> {
    client::get(&paths::operator::tenant(tenant)).await
}

pub async fn change_tenant(tenant: TenantId, request: ChangeTenant) -> Answer<Tenant> {
    client::put(&paths::operator::tenant(tenant), &request).await
}

pub async fn publishers(query: PageQuery) -> Answer<Page<Publisher>> {
    client::get_with(&paths::operator::publishers(), &query).await
}

pub async fn create_publisher(request: NewPublisher) -> Answer<CreatedPublisher> {
    client::post(&paths::operator::publishers(), &request).await
}

pub async fn publisher(publisher: PublisherId) -> Answer<Publisher> {
    client::get(&paths::operator::publisher(publisher)).await
}

pub async fn change_publisher(publisher: PublisherId, request: ChangePublisher) -> Answer<Publisher> {
    client::put(&paths::operator::publisher(publisher), &request).await
}

pub async fn apis(query: PageQuery) -> Answer<Page<Api>> {
    client::get_with(&paths::operator::apis(), &query).await
}

pub async fn create_api(request: ApiDetails) -> Answer<Api> {
    client::post(&paths::operator::apis(), &request).await
}

pub async fn api(api: ApiId) -> Answer<Api> {
    client::get(&paths::operator::api(api)).await
}

pub async fn change_api(api: ApiId, request: ChangeApi) -> Answer<Api> {
    client::put(&paths::operator::api(api), &request).await
}

pub async fn resource_servers(api: ApiId) -> Answer<Vec<ResourceServer>> {
    client::get(&paths::operator::resource_servers(api)).await
}

pub async fn register_resource_server(
    api: ApiId,
    request: NewResourceServer,
) -> Answer<RegisteredResourceServer> {
    client::post(&paths::operator::resource_servers(api), &request).await
}

pub async fn delete_resource_server(api: ApiId, server: ResourceServerId) -> Answer<()> {
    client::delete(&paths::operator::resource_server(api, server)).await
}

pub async fn create_scope(api: ApiId, request: NewScope) -> Answer<Scope> {
    client::post(&paths::operator::scopes(api), &request).await
}

pub async fn change_scope(api: ApiId, name: &ScopeName, request: ChangeScope) -> Answer<Scope> {
    client::put(&paths::operator::scope(api, name), &request).await
}

pub async fn apps(query: PageQuery) -> Answer<Page<App>> {
    client::get_with(&paths::operator::apps(), &query).await
}

pub async fn suspend(app: AppId, request: SuspendApp) -> Answer<App> {
    client::post(&paths::operator::suspend(app), &request).await
}

pub async fn restore(app: AppId) -> Answer<App> {
    client::post_empty(&paths::operator::restore(app)).await
}

pub async fn activity(query: PageQuery) -> Answer<Page<Activity>> {
    client::get_with(&paths::operator::activity(), &query).await
}

pub async fn health() -> Answer<Health> {
    client::get(&paths::operator::health()).await
}

pub async fn invite_operator(request: InviteOperator) -> Answer<Invited> {
    client::post(&paths::operator::operators(), &request).await
}

pub async fn operators() -> Answer<Vec<OperatorView>> {
    client::items(&paths::operator::operators()).await
}

pub async fn remove_operator(person: PersonId) -> Answer<()> {
    client::delete(&paths::operator::operator(person)).await
}

pub async fn new_password_link(request: NewPasswordLink) -> Answer<PasswordLink> {
    client::post(&paths::operator::password_links(), &request).await
}

/// Those of operators.
pub async fn invitations() -> Answer<Vec<PendingInvitation>> {
    client::items(&paths::operator::invitations()).await
}

pub async fn tenant_invitations(tenant: TenantId) -> Answer<Vec<PendingInvitation>> {
    client::items(&paths::operator::tenant_invitations(tenant)).await
}

pub async fn invite_tenant_owner(tenant: TenantId, request: InviteOwner) -> Answer<Invited> {
    client::post(&paths::operator::tenant_invitations(tenant), &request).await
}

pub async fn publisher_invitations(publisher: PublisherId) -> Answer<Vec<PendingInvitation>> {
    client::items(&paths::operator::publisher_invitations(publisher)).await
}

pub async fn invite_publisher_owner(publisher: PublisherId, request: InviteOwner) -> Answer<Invited> {
    client::post(&paths::operator::publisher_invitations(publisher), &request).await
}

pub async fn renew_invitation(id: InvitationId) -> Answer<Invited> {
    client::post_empty(&paths::operator::renew_invitation(id)).await
}

pub async fn withdraw_invitation(id: InvitationId) -> Answer<()> {
    client::delete(&paths::operator::invitation(id)).await
}
