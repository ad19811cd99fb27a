//! Paths of `/api/operator/v1`.

use model::{
    ids::{ApiId, AppId, InvitationId, PersonId, PublisherId, ResourceServerId, TenantId, WorkloadIssuerId},
    scope::ScopeName,
};

paths! {
    "/api/operator/v1"

    activity() "/activity"
    health() "/health"
    usage() "/usage"
    mails() "/mails"
    retry_mails() "/mails/retry"
    needs_you() "/needs-you"

    tenants() "/tenants"
    tenant(tenant_id: TenantId) "/tenants/{tenant_id}"
    tenant_invitations(tenant_id: TenantId) "/tenants/{tenant_id}/invitations"
    tenant_slug(tenant_id: TenantId) "/tenants/{tenant_id}/slug"
    tenant_addresses(tenant_id: TenantId) "/tenants/{tenant_id}/addresses"
    close_address(tenant_id: TenantId) "/tenants/{tenant_id}/addresses/close"
    open_address(tenant_id: TenantId) "/tenants/{tenant_id}/addresses/open"

    publishers() "/publishers"
    publisher(publisher_id: PublisherId) "/publishers/{publisher_id}"
    publisher_invitations(publisher_id: PublisherId) "/publishers/{publisher_id}/invitations"

    apis() "/apis"
    api(api_id: ApiId) "/apis/{api_id}"
    api_document(api_id: ApiId) "/apis/{api_id}/document"
    api_document_text(api_id: ApiId) "/apis/{api_id}/document/text"
    api_document_source(api_id: ApiId) "/apis/{api_id}/document/source"
    fetch_api_document(api_id: ApiId) "/apis/{api_id}/document/fetch"
    resource_servers(api_id: ApiId) "/apis/{api_id}/resource-servers"
    resource_server(api_id: ApiId, resource_server_id: ResourceServerId)
        "/apis/{api_id}/resource-servers/{resource_server_id}"
    scopes(api_id: ApiId) "/apis/{api_id}/scopes"
    scope(api_id: ApiId, name: &ScopeName) "/apis/{api_id}/scopes/{name}"

    workload_issuers() "/workload-issuers"
    workload_issuer(issuer_id: WorkloadIssuerId) "/workload-issuers/{issuer_id}"
    close_workload_issuer(issuer_id: WorkloadIssuerId) "/workload-issuers/{issuer_id}/close"
    open_workload_issuer(issuer_id: WorkloadIssuerId) "/workload-issuers/{issuer_id}/open"

    apps() "/apps"
    suspend(app_id: AppId) "/apps/{app_id}/suspend"
    restore(app_id: AppId) "/apps/{app_id}/restore"

    operators() "/operators"
    operator(person_id: PersonId) "/operators/{person_id}"
    invitations() "/invitations"
    invitation(invitation_id: InvitationId) "/invitations/{invitation_id}"
    renew_invitation(invitation_id: InvitationId) "/invitations/{invitation_id}/new-link"
    mail_invitation(invitation_id: InvitationId) "/invitations/{invitation_id}/mail"
    password_links() "/password-links"
}

parameters! {
    TenantPath { tenant_id: TenantId }
    PublisherPath { publisher_id: PublisherId }
    ApiPath { api_id: ApiId }
    ResourceServerPath { api_id: ApiId, resource_server_id: ResourceServerId }
    ScopePath { api_id: ApiId, name: ScopeName }
    WorkloadIssuerPath { issuer_id: WorkloadIssuerId }
    AppPath { app_id: AppId }
    OperatorPath { person_id: PersonId }
    InvitationPath { invitation_id: InvitationId }
}
