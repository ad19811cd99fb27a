//! Paths of `/api/developer/v1`.

use model::ids::{
    AppId, ConnectionId, InvitationId, PersonId, PublisherId, SecretLinkId, TenantId, WebhookDeliveryId,
    WebhookId,
};

paths! {
    "/api/developer/v1"

    publisher(publisher_id: PublisherId) "/publishers/{publisher_id}"
    activity(publisher_id: PublisherId) "/publishers/{publisher_id}/activity"
    catalogue(publisher_id: PublisherId) "/publishers/{publisher_id}/catalogue"
    leave(publisher_id: PublisherId) "/publishers/{publisher_id}/leave"
    needs_you(publisher_id: PublisherId) "/publishers/{publisher_id}/needs-you"
    workload_issuers(publisher_id: PublisherId) "/publishers/{publisher_id}/workload-issuers"

    apps(publisher_id: PublisherId) "/publishers/{publisher_id}/apps"
    app(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}"
    app_connections(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}/connections"
    app_usage(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}/usage"
    draft(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}/draft"
    fetch_logo(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}/logo/fetch"
    publishing_check(publisher_id: PublisherId, app_id: AppId)
        "/publishers/{publisher_id}/apps/{app_id}/publishing-check"
    roll_out(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}/roll-out"
    remind(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}/roll-out/remind"
    roll_out_tenants(publisher_id: PublisherId, app_id: AppId)
        "/publishers/{publisher_id}/apps/{app_id}/roll-out/tenants"
    targets(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}/targets"
    target(publisher_id: PublisherId, app_id: AppId, tenant_id: TenantId)
        "/publishers/{publisher_id}/apps/{app_id}/targets/{tenant_id}"
    versions(publisher_id: PublisherId, app_id: AppId) "/publishers/{publisher_id}/apps/{app_id}/versions"

    connections(publisher_id: PublisherId) "/publishers/{publisher_id}/connections"
    connection(publisher_id: PublisherId, connection_id: ConnectionId)
        "/publishers/{publisher_id}/connections/{connection_id}"
    connection_attempts(publisher_id: PublisherId, connection_id: ConnectionId)
        "/publishers/{publisher_id}/connections/{connection_id}/attempts"
    connection_usage(publisher_id: PublisherId, connection_id: ConnectionId)
        "/publishers/{publisher_id}/connections/{connection_id}/usage"
    collect_secret(publisher_id: PublisherId, connection_id: ConnectionId)
        "/publishers/{publisher_id}/connections/{connection_id}/collect-secret"
    secret_links(publisher_id: PublisherId, connection_id: ConnectionId)
        "/publishers/{publisher_id}/connections/{connection_id}/secret-links"
    secret_link(publisher_id: PublisherId, connection_id: ConnectionId, link_id: SecretLinkId)
        "/publishers/{publisher_id}/connections/{connection_id}/secret-links/{link_id}"
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
    mail_invitation(publisher_id: PublisherId, invitation_id: InvitationId)
        "/publishers/{publisher_id}/invitations/{invitation_id}/mail"

    webhooks(publisher_id: PublisherId) "/publishers/{publisher_id}/webhooks"
    webhook(publisher_id: PublisherId, webhook_id: WebhookId) "/publishers/{publisher_id}/webhooks/{webhook_id}"
    delete_webhook(publisher_id: PublisherId, webhook_id: WebhookId) "/publishers/{publisher_id}/webhooks/{webhook_id}/delete"
    webhook_deliveries(publisher_id: PublisherId, webhook_id: WebhookId) "/publishers/{publisher_id}/webhooks/{webhook_id}/deliveries"
    webhook_delivery(publisher_id: PublisherId, webhook_id: WebhookId, delivery_id: WebhookDeliveryId)
        "/publishers/{publisher_id}/webhooks/{webhook_id}/deliveries/{delivery_id}"
    send_webhook_again(publisher_id: PublisherId, webhook_id: WebhookId, delivery_id: WebhookDeliveryId)
        "/publishers/{publisher_id}/webhooks/{webhook_id}/deliveries/{delivery_id}/send-again"
    retire_webhook_secret(publisher_id: PublisherId, webhook_id: WebhookId) "/publishers/{publisher_id}/webhooks/{webhook_id}/retire-secret"
    rotate_webhook_secret(publisher_id: PublisherId, webhook_id: WebhookId) "/publishers/{publisher_id}/webhooks/{webhook_id}/rotate-secret"
    test_webhook(publisher_id: PublisherId, webhook_id: WebhookId) "/publishers/{publisher_id}/webhooks/{webhook_id}/test"
}

parameters! {
    PublisherPath { publisher_id: PublisherId }
    AppPath { publisher_id: PublisherId, app_id: AppId }
    TargetPath { publisher_id: PublisherId, app_id: AppId, tenant_id: TenantId }
    ConnectionPath { publisher_id: PublisherId, connection_id: ConnectionId }
    SecretLinkPath { publisher_id: PublisherId, connection_id: ConnectionId, link_id: SecretLinkId }
    MemberPath { publisher_id: PublisherId, person_id: PersonId }
    InvitationPath { publisher_id: PublisherId, invitation_id: InvitationId }
    WebhookPath { publisher_id: PublisherId, webhook_id: WebhookId }
    WebhookDeliveryPath { publisher_id: PublisherId, webhook_id: WebhookId, delivery_id: WebhookDeliveryId }
}
