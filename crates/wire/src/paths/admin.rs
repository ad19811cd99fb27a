//! Paths of `/api/admin/v1`.

use model::ids::{
    AppId, ConnectionId, CredentialId, InvitationId, PersonId, PublisherId, ReceiptId, SecretId,
    SecretLinkId, TenantId, WebhookDeliveryId, WebhookId,
};

paths! {
    "/api/admin/v1"

    tenant(tenant_id: TenantId) "/tenants/{tenant_id}"
    activity(tenant_id: TenantId) "/tenants/{tenant_id}/activity"
    activity_export(tenant_id: TenantId) "/tenants/{tenant_id}/activity/export"
    activity_verification(tenant_id: TenantId) "/tenants/{tenant_id}/activity/verification"
    catalogue(tenant_id: TenantId) "/tenants/{tenant_id}/catalogue"
    secret_policy(tenant_id: TenantId) "/tenants/{tenant_id}/secret-policy"
    leave(tenant_id: TenantId) "/tenants/{tenant_id}/leave"
    needs_you(tenant_id: TenantId) "/tenants/{tenant_id}/needs-you"

    available_apps(tenant_id: TenantId) "/tenants/{tenant_id}/available-apps"
    available_app(tenant_id: TenantId, app_id: AppId) "/tenants/{tenant_id}/available-apps/{app_id}"
    allow(tenant_id: TenantId, app_id: AppId) "/tenants/{tenant_id}/available-apps/{app_id}/allow"
    decline(tenant_id: TenantId, app_id: AppId) "/tenants/{tenant_id}/available-apps/{app_id}/decline"
    block(tenant_id: TenantId, app_id: AppId) "/tenants/{tenant_id}/available-apps/{app_id}/block"

    app_request(tenant_id: TenantId, app_id: AppId) "/tenants/{tenant_id}/available-apps/{app_id}/request"

    blocked_publishers(tenant_id: TenantId) "/tenants/{tenant_id}/blocked-publishers"
    blocked_publisher(tenant_id: TenantId, publisher_id: PublisherId)
        "/tenants/{tenant_id}/blocked-publishers/{publisher_id}"

    connections(tenant_id: TenantId) "/tenants/{tenant_id}/connections"
    connection(tenant_id: TenantId, connection_id: ConnectionId) "/tenants/{tenant_id}/connections/{connection_id}"
    usage(tenant_id: TenantId) "/tenants/{tenant_id}/usage"
    connection_attempts(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/attempts"
    connection_usage(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/usage"
    edit_access(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/access"
    connection_activity(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/activity"
    delete_connection(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/delete"
    details_seen(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/details-seen"
    pause(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/pause"
    receipts(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/receipts"
    reconsider(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/reconsider"
    regenerate_secret(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/regenerate-secret"
    renew(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/renew"
    resume(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/resume"
    retire_secret(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/retire-secret"
    secret_retirement(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/secret-retirement"
    unblock(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/unblock"
    update(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/update"
    update_seen(tenant_id: TenantId, connection_id: ConnectionId)
        "/tenants/{tenant_id}/connections/{connection_id}/update/seen"

    receipt(tenant_id: TenantId, receipt_id: ReceiptId) "/tenants/{tenant_id}/receipts/{receipt_id}"

    credentials(tenant_id: TenantId) "/tenants/{tenant_id}/credentials"
    credential(tenant_id: TenantId, client_id: CredentialId) "/tenants/{tenant_id}/credentials/{client_id}"
    credential_attempts(tenant_id: TenantId, client_id: CredentialId)
        "/tenants/{tenant_id}/credentials/{client_id}/attempts"
    credential_usage(tenant_id: TenantId, client_id: CredentialId)
        "/tenants/{tenant_id}/credentials/{client_id}/usage"
    credential_receipts(tenant_id: TenantId, client_id: CredentialId)
        "/tenants/{tenant_id}/credentials/{client_id}/receipts"
    delete_credential(tenant_id: TenantId, client_id: CredentialId)
        "/tenants/{tenant_id}/credentials/{client_id}/delete"
    pause_credential(tenant_id: TenantId, client_id: CredentialId)
        "/tenants/{tenant_id}/credentials/{client_id}/pause"
    resume_credential(tenant_id: TenantId, client_id: CredentialId)
        "/tenants/{tenant_id}/credentials/{client_id}/resume"
    regenerate_credential(tenant_id: TenantId, client_id: CredentialId)
        "/tenants/{tenant_id}/credentials/{client_id}/regenerate-secret"

    /// Of a client, a connection's or the tenant's own: the one that another secret takes the place of.
    retire_old_secret(tenant_id: TenantId, client_id: CredentialId, secret_id: SecretId)
        "/tenants/{tenant_id}/clients/{client_id}/secrets/{secret_id}/retire"
    secret_links(tenant_id: TenantId, client_id: CredentialId) "/tenants/{tenant_id}/clients/{client_id}/secret-links"
    secret_link(tenant_id: TenantId, client_id: CredentialId, link_id: SecretLinkId)
        "/tenants/{tenant_id}/clients/{client_id}/secret-links/{link_id}"

    members(tenant_id: TenantId) "/tenants/{tenant_id}/members"
    member(tenant_id: TenantId, person_id: PersonId) "/tenants/{tenant_id}/members/{person_id}"
    invitations(tenant_id: TenantId) "/tenants/{tenant_id}/invitations"
    invitation(tenant_id: TenantId, invitation_id: InvitationId) "/tenants/{tenant_id}/invitations/{invitation_id}"
    renew_invitation(tenant_id: TenantId, invitation_id: InvitationId)
        "/tenants/{tenant_id}/invitations/{invitation_id}/new-link"
    mail_invitation(tenant_id: TenantId, invitation_id: InvitationId)
        "/tenants/{tenant_id}/invitations/{invitation_id}/mail"

    webhooks(tenant_id: TenantId) "/tenants/{tenant_id}/webhooks"
    webhook(tenant_id: TenantId, webhook_id: WebhookId) "/tenants/{tenant_id}/webhooks/{webhook_id}"
    delete_webhook(tenant_id: TenantId, webhook_id: WebhookId) "/tenants/{tenant_id}/webhooks/{webhook_id}/delete"
    webhook_deliveries(tenant_id: TenantId, webhook_id: WebhookId) "/tenants/{tenant_id}/webhooks/{webhook_id}/deliveries"
    webhook_delivery(tenant_id: TenantId, webhook_id: WebhookId, delivery_id: WebhookDeliveryId)
        "/tenants/{tenant_id}/webhooks/{webhook_id}/deliveries/{delivery_id}"
    send_webhook_again(tenant_id: TenantId, webhook_id: WebhookId, delivery_id: WebhookDeliveryId)
        "/tenants/{tenant_id}/webhooks/{webhook_id}/deliveries/{delivery_id}/send-again"
    retire_webhook_secret(tenant_id: TenantId, webhook_id: WebhookId) "/tenants/{tenant_id}/webhooks/{webhook_id}/retire-secret"
    rotate_webhook_secret(tenant_id: TenantId, webhook_id: WebhookId) "/tenants/{tenant_id}/webhooks/{webhook_id}/rotate-secret"
    test_webhook(tenant_id: TenantId, webhook_id: WebhookId) "/tenants/{tenant_id}/webhooks/{webhook_id}/test"
}

parameters! {
    TenantPath { tenant_id: TenantId }
    AppPath { tenant_id: TenantId, app_id: AppId }
    BlockedPublisherPath { tenant_id: TenantId, publisher_id: PublisherId }
    ConnectionPath { tenant_id: TenantId, connection_id: ConnectionId }
    CredentialPath { tenant_id: TenantId, client_id: CredentialId }
    ClientSecretPath { tenant_id: TenantId, client_id: CredentialId, secret_id: SecretId }
    SecretLinkPath { tenant_id: TenantId, client_id: CredentialId, link_id: SecretLinkId }
    MemberPath { tenant_id: TenantId, person_id: PersonId }
    ReceiptPath { tenant_id: TenantId, receipt_id: ReceiptId }
    InvitationPath { tenant_id: TenantId, invitation_id: InvitationId }
    WebhookPath { tenant_id: TenantId, webhook_id: WebhookId }
    WebhookDeliveryPath { tenant_id: TenantId, webhook_id: WebhookId, delivery_id: WebhookDeliveryId }
}
