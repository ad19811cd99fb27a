//! Calls of `/api/operator/v1`.

use model::{
    ids::{ApiId, AppId, InvitationId, PersonId, PublisherId, ResourceServerId, TenantId, WorkloadIssuerId},
    scope::ScopeName,
};
use wire::{
    activity::{Activity, HistoryQuery},
    addresses::{CloseAddress, OpenAddress, SetSlug, TenantAddresses},
    api_documents::{ApiDocumentState, PutApiDocumentSource, PutApiDocumentText},
    catalogue::{Api, Scope},
    members::{Invited, PendingInvitation},
    needs::NeedsYou,
    notices::MailState,
    operator::{
        ApiDetails, App, ChangeApi, ChangePublisher, ChangeScope, ChangeTenant, CreatedPublisher,
        CreatedTenant, Health, InviteOperator, InviteOwner, NewPasswordLink, NewPublisher, NewResourceServer,
        NewScope, NewTenant, OperatorView, PasswordLink, Publisher, RegisteredResourceServer, ResourceServer,
        SuspendApp, Tenant,
    },
    page::{Page, PageQuery},
    paths::operator as paths,
    usage::{Usage, UsageQuery},
    workload::{ChangeWorkloadIssuer, WorkloadIssuer, WorkloadIssuerDetails},
};

use crate::Call;

pub fn usage(query: UsageQuery) -> Call<Usage> {
    Call::report(paths::usage(), query)
}

pub fn tenants(query: PageQuery) -> Call<Page<Tenant>> {
    Call::list(paths::tenants(), query)
}

pub fn create_tenant(request: NewTenant) -> Call<CreatedTenant> {
    Call::post(paths::tenants(), request)
}

pub fn tenant(tenant: TenantId) -> Call<Tenant> {
    Call::get(paths::tenant(tenant))
}

pub fn change_tenant(tenant: TenantId, request: ChangeTenant) -> Call<Tenant> {
    Call::put(paths::tenant(tenant), request)
}

pub fn tenant_addresses(tenant: TenantId) -> Call<TenantAddresses> {
    Call::get(paths::tenant_addresses(tenant))
}

pub fn set_slug(tenant: TenantId, request: SetSlug) -> Call<TenantAddresses> {
    Call::put(paths::tenant_slug(tenant), request)
}

pub fn close_address(tenant: TenantId, request: CloseAddress) -> Call<TenantAddresses> {
    Call::post(paths::close_address(tenant), request)
}

pub fn open_address(tenant: TenantId, request: OpenAddress) -> Call<TenantAddresses> {
    Call::post(paths::open_address(tenant), request)
}

pub fn publishers(query: PageQuery) -> Call<Page<Publisher>> {
    Call::list(paths::publishers(), query)
}

pub fn create_publisher(request: NewPublisher) -> Call<CreatedPublisher> {
    Call::post(paths::publishers(), request)
}

pub fn publisher(publisher: PublisherId) -> Call<Publisher> {
    Call::get(paths::publisher(publisher))
}

pub fn change_publisher(publisher: PublisherId, request: ChangePublisher) -> Call<Publisher> {
    Call::put(paths::publisher(publisher), request)
}

pub fn apis(query: PageQuery) -> Call<Page<Api>> {
    Call::list(paths::apis(), query)
}

pub fn create_api(request: ApiDetails) -> Call<Api> {
    Call::post(paths::apis(), request)
}

pub fn api(api: ApiId) -> Call<Api> {
    Call::get(paths::api(api))
}

pub fn change_api(api: ApiId, request: ChangeApi) -> Call<Api> {
    Call::put(paths::api(api), request)
}

pub fn api_document(api: ApiId) -> Call<ApiDocumentState> {
    Call::get(paths::api_document(api))
}

pub fn put_api_document_text(api: ApiId, request: PutApiDocumentText) -> Call<ApiDocumentState> {
    Call::put(paths::api_document_text(api), request)
}

pub fn put_api_document_source(api: ApiId, request: PutApiDocumentSource) -> Call<ApiDocumentState> {
    Call::put(paths::api_document_source(api), request)
}

pub fn fetch_api_document(api: ApiId) -> Call<ApiDocumentState> {
    Call::act(paths::fetch_api_document(api))
}

pub fn resource_servers(api: ApiId) -> Call<Vec<ResourceServer>> {
    Call::get(paths::resource_servers(api))
}

pub fn register_resource_server(api: ApiId, request: NewResourceServer) -> Call<RegisteredResourceServer> {
    Call::post(paths::resource_servers(api), request)
}

pub fn delete_resource_server(api: ApiId, server: ResourceServerId) -> Call<()> {
    Call::delete(paths::resource_server(api, server))
}

pub fn create_scope(api: ApiId, request: NewScope) -> Call<Scope> {
    Call::post(paths::scopes(api), request)
}

pub fn change_scope(api: ApiId, name: &ScopeName, request: ChangeScope) -> Call<Scope> {
    Call::put(paths::scope(api, name), request)
}

pub fn workload_issuers(query: PageQuery) -> Call<Page<WorkloadIssuer>> {
    Call::list(paths::workload_issuers(), query)
}

pub fn create_workload_issuer(details: WorkloadIssuerDetails) -> Call<WorkloadIssuer> {
    Call::post(paths::workload_issuers(), details)
}

pub fn workload_issuer(issuer: WorkloadIssuerId) -> Call<WorkloadIssuer> {
    Call::get(paths::workload_issuer(issuer))
}

pub fn change_workload_issuer(
    issuer: WorkloadIssuerId,
    request: ChangeWorkloadIssuer,
) -> Call<WorkloadIssuer> {
    Call::put(paths::workload_issuer(issuer), request)
}

pub fn close_workload_issuer(issuer: WorkloadIssuerId) -> Call<WorkloadIssuer> {
    Call::act(paths::close_workload_issuer(issuer))
}

pub fn open_workload_issuer(issuer: WorkloadIssuerId) -> Call<WorkloadIssuer> {
    Call::act(paths::open_workload_issuer(issuer))
}

pub fn apps(query: PageQuery) -> Call<Page<App>> {
    Call::list(paths::apps(), query)
}

pub fn suspend(app: AppId, request: SuspendApp) -> Call<App> {
    Call::post(paths::suspend(app), request)
}

pub fn restore(app: AppId) -> Call<App> {
    Call::act(paths::restore(app))
}

pub fn activity(query: HistoryQuery) -> Call<Page<Activity>> {
    Call::history(paths::activity(), query)
}

pub fn health() -> Call<Health> {
    Call::get(paths::health())
}

pub fn mails() -> Call<MailState> {
    Call::get(paths::mails())
}

pub fn retry_mails() -> Call<MailState> {
    Call::act(paths::retry_mails())
}

pub fn needs_you() -> Call<NeedsYou> {
    Call::get(paths::needs_you())
}

pub fn invite_operator(request: InviteOperator) -> Call<Invited> {
    Call::post(paths::operators(), request)
}

pub fn operators() -> Call<Page<OperatorView>> {
    Call::get(paths::operators())
}

pub fn remove_operator(person: PersonId) -> Call<()> {
    Call::delete(paths::operator(person))
}

pub fn new_password_link(request: NewPasswordLink) -> Call<PasswordLink> {
    Call::post(paths::password_links(), request)
}

/// Those of operators.
pub fn invitations() -> Call<Page<PendingInvitation>> {
    Call::get(paths::invitations())
}

pub fn tenant_invitations(tenant: TenantId) -> Call<Page<PendingInvitation>> {
    Call::get(paths::tenant_invitations(tenant))
}

pub fn invite_tenant_owner(tenant: TenantId, request: InviteOwner) -> Call<Invited> {
    Call::post(paths::tenant_invitations(tenant), request)
}

pub fn publisher_invitations(publisher: PublisherId) -> Call<Page<PendingInvitation>> {
    Call::get(paths::publisher_invitations(publisher))
}

pub fn invite_publisher_owner(publisher: PublisherId, request: InviteOwner) -> Call<Invited> {
    Call::post(paths::publisher_invitations(publisher), request)
}

pub fn renew_invitation(id: InvitationId) -> Call<Invited> {
    Call::act(paths::renew_invitation(id))
}

/// A new link, which is mailed.
pub fn mail_invitation(id: InvitationId) -> Call<Invited> {
    Call::act(paths::mail_invitation(id))
}

pub fn withdraw_invitation(id: InvitationId) -> Call<()> {
    Call::delete(paths::invitation(id))
}
