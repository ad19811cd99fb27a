//! Paths of `/api/admin/v1`.

use model::ids::{AppId, ConnectionId, CredentialId, InvitationId, PersonId, PublisherId, TenantId};

paths! {
    "/api/admin/v1"

    tenant(tenant_id: TenantId) "/tenants/{tenant_id}"
    activity(tenant_id: TenantId) "/tenants/{tenant_id}/activity"
    catalogue(tenant_id: TenantId) "/tenants/{tenant_id}/catalogue"
    leave(tenant_id: TenantId) "/tenants/{tenant_id}/leave"

    available_apps(tenant_id: TenantId) "/tenants/{tenant_id}/available-apps"
    available_app(tenant_id: TenantId, app_id: AppId) "/tenants/{tenant_id}/available-apps/{app_id}"
    allow(tenant_id: TenantId, app_id: AppId) "/tenants/{tenant_id}/available-apps/{app_id}/allow"
    decline(tenant_id: TenantId, app_id: AppId) "/tenants/{tenant_id}/available-apps/{app_id}/decline"
    block(tenant_id: TenantId, app_id: AppId) "/tenants/{tenant_id}/available-apps/{app_id}/block"

    blocked_publishers(tenant_id: TenantId) "/tenants/{tenant_id}/blocked-publishers"
    blocked_publisher(tenant_id: TenantId, publisher_id: PublisherId)
        "/tenants/{tenant_id}/blocked-publishers/{publisher_id}"

    connections(tenant_id: TenantId) "/tenants/{tenant_id}/connections"
    connection(tenant_id: TenantId, connection_id: ConnectionId) "/tenants/{tenant_id}/connections/{connection_id}"
    accept(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/accept"
    connection_activity(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/activity"
    delete_connection(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/delete"
    details_seen(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/details-seen"
    pause(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/pause"
    reconsider(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/reconsider"
    regenerate_secret(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/regenerate-secret"
    renew(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/renew"
    resume(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/resume"
    update_review(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/review"
    unblock(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/unblock"

    credentials(tenant_id: TenantId) "/tenants/{tenant_id}/credentials"
    credential(tenant_id: TenantId, client_id: CredentialId) "/tenants/{tenant_id}/credentials/{client_id}"
    delete_credential(tenant_id: TenantId, client_id: CredentialId)
        "/tenants/{tenant_id}/credentials/{client_id}/delete"
    regenerate_credential(tenant_id: TenantId, client_id: CredentialId)
        "/tenants/{tenant_id}/credentials/{client_id}/regenerate-secret"

    members(tenant_id: TenantId) "/tenants/{tenant_id}/members"
    member(tenant_id: TenantId, person_id: PersonId) "/tenants/{tenant_id}/members/{person_id}"
    invitations(tenant_id: TenantId) "/tenants/{tenant_id}/invitations"
    invitation(tenant_id: TenantId, invitation_id: InvitationId) "/tenants/{tenant_id}/invitations/{invitation_id}"
    renew_invitation(tenant_id: TenantId, invitation_id: InvitationId)
        "/tenants/{tenant_id}/invitations/{invitation_id}/new-link"
}

parameters! {
    TenantPath { tenant_id: TenantId }
    AppPath { tenant_id: TenantId, app_id: AppId }
    BlockedPublisherPath { tenant_id: TenantId, publisher_id: PublisherId }
    ConnectionPath { tenant_id: TenantId, connection_id: ConnectionId }
    CredentialPath { tenant_id: TenantId, client_id: CredentialId }
    MemberPath { tenant_id: TenantId, person_id: PersonId }
    InvitationPath { tenant_id: TenantId, invitation_id: InvitationId }
}
