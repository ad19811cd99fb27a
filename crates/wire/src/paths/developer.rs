//! Paths of `/api/developer/v1`.

use model::ids::{AppId, ConnectionId, InvitationId, PersonId, PublisherId, TenantId};

paths! {
    "/api/developer/v1"

    publisher(publisher_id: PublisherId) "/publishers/{publisher_id}"
    activity(publisher_id: PublisherId) "/publishers/{publisher_id}/activity"
    catalogue(publisher_id: PublisherId) "/publishers/{publisher_id}/catalogue"
    leave(publisher_id: PublisherId) "/publishers/{publisher_id}/leave"

    apps(publisher_id: PublisherId) "/publishers/{publisher_id}/apps"
    app(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}"
    app_connections(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}/connections"
    fetch_logo(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}/logo/fetch"
    targets(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}/targets"
    target(publisher_id: PublisherId, app_id: AppId, tenant_id: TenantId)
        "/publishers/{publisher_id}/apps/{app_id}/targets/{tenant_id}"
    versions(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}/versions"

    connections(publisher_id: PublisherId) "/publishers/{publisher_id}/connections"
    connection(publisher_id: PublisherId, connection_id: ConnectionId)
        "/publishers/{publisher_id}/connections/{connection_id}"
    collect_secret(publisher_id: PublisherId, connection_id: ConnectionId)
        "/publishers/{publisher_id}/connections/{connection_id}/collect-secret"
    pause(publisher_id: PublisherId, connection_id: ConnectionId)
        "/publishers/{publisher_id}/connections/{connection_id}/pause"
    resume(publisher_id: PublisherId, connection_id: ConnectionId)
        "/publishers/{publisher_id}/connections/{connection_id}/resume"

    members(publisher_id: PublisherId) "/publishers/{publisher_id}/members"
    member(publisher_id: PublisherId, person_id: PersonId) "/publishers/{publisher_id}/members/{person_id}"
    invitations(publisher_id: PublisherId) "/publishers/{publisher_id}/invitations"
    invitation(publisher_id: PublisherId, invitation_id: InvitationId)
        "/publishers/{publisher_id}/invitations/{invitation_id}"
    renew_invitation(publisher_id: PublisherId, invitation_id: InvitationId)
        "/publishers/{publisher_id}/invitations/{invitation_id}/new-link"
}

parameters! {
    PublisherPath { publisher_id: PublisherId }
    AppPath { publisher_id: PublisherId, app_id: AppId }
    TargetPath { publisher_id: PublisherId, app_id: AppId, tenant_id: TenantId }
    ConnectionPath { publisher_id: PublisherId, connection_id: ConnectionId }
    MemberPath { publisher_id: PublisherId, person_id: PersonId }
    InvitationPath { publisher_id: PublisherId, invitation_id: InvitationId }
}
