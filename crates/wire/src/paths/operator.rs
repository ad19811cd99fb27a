//! Paths of `/api/operator/v1`.

use model::{
    ids::{ApiId, AppId, InvitationId, PersonId, PublisherId, ResourceServerId, TenantId},
    scope::ScopeName,
};

paths! {
    "/api/operator/v1"

    activity() "/activity"
    health() "/health"

    tenants() "/tenants"
    tenant(tenant_id: TenantId) "/tenants/{tenant_id}"
    tenant_invitations(tenant_id: TenantId) "/tenants/{tenant_id}/invitations"

    publishers() "/publishers"
    publisher(publisher_id: PublisherId) "/publishers/{publisher_id}"
    publisher_invitations(publisher_id: PublisherId) "/publishers/{publisher_id}/invitations"

    apis() "/apis"
    api(api_id: ApiId) "/apis/{api_id}"
    resource_servers(api_id: ApiId) "/apis/{api_id}/resource-servers"
    resource_server(api_id: ApiId, resource_server_id: ResourceServerId)
        "/apis/{api_id}/resource-servers/{resource_server_id}"
    scopes(api_id: ApiId) "/apis/{api_id}/scopes"
    scope(api_id: ApiId, name: &ScopeName) "/apis/{api_id}/scopes/{name}"

    apps() "/apps"
    suspend(app_id: AppId) "/apps/{app_id}/suspend"
    restore(app_id: AppId) "/apps/{app_id}/restore"

    operators() "/operators"
    operator(person_id: PersonId) "/operators/{person_id}"
    invitations() "/invitations"
    invitation(invitation_id: InvitationId) "/invitations/{invitation_id}"
    renew_invitation(invitation_id: InvitationId) "/invitations/{invitation_id}/new-link"
    password_links() "/password-links"
}

parameters! {
    TenantPath { tenant_id: TenantId }
    PublisherPath { publisher_id: PublisherId }
    ApiPath { api_id: ApiId }
    ResourceServerPath { api_id: ApiId, resource_server_id: ResourceServerId }
    ScopePath { api_id: ApiId, name: ScopeName }
    AppPath { app_id: AppId }
    OperatorPath { person_id: PersonId }
    InvitationPath { invitation_id: InvitationId }
}
