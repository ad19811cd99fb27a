//! The operations of `/api/operator/v1`.

use model::{
    ids::{ApiId, AppId, InvitationId, PersonId, PublisherId, ResourceServerId, TenantId},
    scope::ScopeName,
};
use wire::{
    activity::Activity,
    base,
    catalogue::{Api, Scope},
    members::{Invited, PendingInvitation},
    operator::{
        ApiDetails, App, ChangeApi, ChangePublisher, ChangeScope, ChangeTenant, CreatedPublisher,
        CreatedTenant, Health, InviteOperator, InviteOwner, NewPasswordLink, NewPublisher, NewResourceServer,
        NewScope, NewTenant, OperatorView, PasswordLink, Publisher, RegisteredResourceServer, ResourceServer,
        SuspendApp, Tenant,
    },
    page::{Page, PageQuery},
};

use super::client::{self, ApiError};

type Answer<T> = Result<T, ApiError>;

fn at(rest: impl std::fmt::Display) -> String {
    format!("{}{rest}", base::OPERATOR)
}

pub async fn tenants(query: PageQuery) -> Answer<Page<Tenant>> {
    client::get_with(&at("/tenants"), &query).await
}

pub async fn create_tenant(request: NewTenant) -> Answer<CreatedTenant> {
    client::post(&at("/tenants"), &request).await
}

pub async fn tenant(tenant: TenantId) -> Answer<Tenant> {
    client::get(&at(format_args!("/tenants/{tenant}"))).await
}

pub async fn change_tenant(tenant: TenantId, request: ChangeTenant) -> Answer<Tenant> {
    client::put(&at(format_args!("/tenants/{tenant}")), &request).await
}

pub async fn publishers(query: PageQuery) -> Answer<Page<Publisher>> {
    client::get_with(&at("/publishers"), &query).await
}

pub async fn create_publisher(request: NewPublisher) -> Answer<CreatedPublisher> {
    client::post(&at("/publishers"), &request).await
}

pub async fn publisher(publisher: PublisherId) -> Answer<Publisher> {
    client::get(&at(format_args!("/publishers/{publisher}"))).await
}

pub async fn change_publisher(publisher: PublisherId, request: ChangePublisher) -> Answer<Publisher> {
    client::put(&at(format_args!("/publishers/{publisher}")), &request).await
}

pub async fn apis(query: PageQuery) -> Answer<Page<Api>> {
    client::get_with(&at("/apis"), &query).await
}

pub async fn create_api(request: ApiDetails) -> Answer<Api> {
    client::post(&at("/apis"), &request).await
}

pub async fn api(api: ApiId) -> Answer<Api> {
    client::get(&at(format_args!("/apis/{api}"))).await
}

pub async fn change_api(api: ApiId, request: ChangeApi) -> Answer<Api> {
    client::put(&at(format_args!("/apis/{api}")), &request).await
}

pub async fn resource_servers(api: ApiId) -> Answer<Vec<ResourceServer>> {
    client::get(&at(format_args!("/apis/{api}/resource-servers"))).await
}

pub async fn register_resource_server(
    api: ApiId,
    request: NewResourceServer,
) -> Answer<RegisteredResourceServer> {
    client::post(&at(format_args!("/apis/{api}/resource-servers")), &request).await
}

pub async fn delete_resource_server(api: ApiId, server: ResourceServerId) -> Answer<()> {
    client::delete(&at(format_args!("/apis/{api}/resource-servers/{server}"))).await
}

pub async fn create_scope(api: ApiId, request: NewScope) -> Answer<Scope> {
    client::post(&at(format_args!("/apis/{api}/scopes")), &request).await
}

pub async fn change_scope(api: ApiId, name: &ScopeName, request: ChangeScope) -> Answer<Scope> {
    // A name may hold slashes.
    let name = js_sys::encode_uri_component(name.as_str());
    client::put(&at(format_args!("/apis/{api}/scopes/{name}")), &request).await
}

pub async fn apps(query: PageQuery) -> Answer<Page<App>> {
    client::get_with(&at("/apps"), &query).await
}

pub async fn suspend(app: AppId, request: SuspendApp) -> Answer<App> {
    client::post(&at(format_args!("/apps/{app}/suspend")), &request).await
}

pub async fn restore(app: AppId) -> Answer<App> {
    client::post_empty(&at(format_args!("/apps/{app}/restore"))).await
}

pub async fn activity(query: PageQuery) -> Answer<Page<Activity>> {
    client::get_with(&at("/activity"), &query).await
}

pub async fn health() -> Answer<Health> {
    client::get(&at("/health")).await
}

pub async fn invite_operator(request: InviteOperator) -> Answer<Invited> {
    client::post(&at("/operators"), &request).await
}

pub async fn operators() -> Answer<Vec<OperatorView>> {
    client::items(&at("/operators")).await
}

pub async fn remove_operator(person: PersonId) -> Answer<()> {
    client::delete(&at(format_args!("/operators/{person}"))).await
}

pub async fn new_password_link(request: NewPasswordLink) -> Answer<PasswordLink> {
    client::post(&at("/password-links"), &request).await
}

/// Those of operators.
pub async fn invitations() -> Answer<Vec<PendingInvitation>> {
    client::items(&at("/invitations")).await
}

pub async fn tenant_invitations(tenant: TenantId) -> Answer<Vec<PendingInvitation>> {
    client::items(&at(format_args!("/tenants/{tenant}/invitations"))).await
}

pub async fn invite_tenant_owner(tenant: TenantId, request: InviteOwner) -> Answer<Invited> {
    client::post(&at(format_args!("/tenants/{tenant}/invitations")), &request).await
}

pub async fn publisher_invitations(publisher: PublisherId) -> Answer<Vec<PendingInvitation>> {
    client::items(&at(format_args!("/publishers/{publisher}/invitations"))).await
}

pub async fn invite_publisher_owner(publisher: PublisherId, request: InviteOwner) -> Answer<Invited> {
    client::post(&at(format_args!("/publishers/{publisher}/invitations")), &request).await
}

pub async fn renew_invitation(id: InvitationId) -> Answer<Invited> {
    client::post_empty(&at(format_args!("/invitations/{id}/new-link"))).await
}

pub async fn withdraw_invitation(id: InvitationId) -> Answer<()> {
    client::delete(&at(format_args!("/invitations/{id}"))).await
}
