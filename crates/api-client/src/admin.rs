//! Calls of `/api/admin/v1`.

use model::ids::{
    AppId, ConnectionId, CredentialId, InvitationId, PersonId, PublisherId, ReceiptId, SecretId,
    SecretLinkId, TenantId, WebhookDeliveryId, WebhookId,
};
use wire::{
    access::{EditAccess, EditCredential},
    activity::{Activity, ExportedEntry, HistoryQuery, HistoryVerification},
    admin::{
        Allow, Allowed, AvailableApp, BlockPublisher, BlockedPublisher, Connection, ConnectionSummary,
        Credential, Decline, Delete, DetailsSeen, GeneratedCredential, IssuedCredential, NewCredential,
        RenameTenant, Renew, Review, Tenant,
    },
    app_requests::{AppRequest, AskForApp},
    attempts::Attempts,
    catalogue::Api,
    members::{ChangeTenantMember, InviteTenantMember, Invited, PendingInvitation, TenantMember},
    needs::NeedsYou,
    page::{Page, PageQuery},
    paths::admin as paths,
    receipts::{Receipt, ReceiptSummary},
    secrets::{CreatedSecretLink, NewSecretLink, Regenerate, SecretLink, SetSecretPolicy},
    stops::Pause,
    updates::{AnswerUpdate, UpdateReview, UpdateSeen},
    usage::{Usage, UsageQuery},
    webhooks::{
        ChangeWebhook, IssuedWebhook, NewWebhook, RotateWebhookSecret, Webhook, WebhookDelivery,
        WebhookDeliveryDetails,
    },
    workload::SecretRetirement,
};

use crate::Call;

pub fn tenant(tenant: TenantId) -> Call<Tenant> {
    Call::get(paths::tenant(tenant))
}

pub fn needs_you(tenant: TenantId) -> Call<NeedsYou> {
    Call::get(paths::needs_you(tenant))
}

pub fn rename(tenant: TenantId, request: RenameTenant) -> Call<Tenant> {
    Call::put(paths::tenant(tenant), request)
}

pub fn usage(tenant: TenantId, query: UsageQuery) -> Call<Usage> {
    Call::report(paths::usage(tenant), query)
}

pub fn connection_attempts(tenant: TenantId, connection: ConnectionId) -> Call<Attempts> {
    Call::get(paths::connection_attempts(tenant, connection))
}

pub fn connection_usage(tenant: TenantId, connection: ConnectionId, query: UsageQuery) -> Call<Usage> {
    Call::report(paths::connection_usage(tenant, connection), query)
}

pub fn credential_attempts(tenant: TenantId, client: CredentialId) -> Call<Attempts> {
    Call::get(paths::credential_attempts(tenant, client))
}

pub fn credential_usage(tenant: TenantId, client: CredentialId, query: UsageQuery) -> Call<Usage> {
    Call::report(paths::credential_usage(tenant, client), query)
}

pub fn set_secret_policy(tenant: TenantId, request: SetSecretPolicy) -> Call<Tenant> {
    Call::put(paths::secret_policy(tenant), request)
}

pub fn catalogue(tenant: TenantId) -> Call<Vec<Api>> {
    Call::get(paths::catalogue(tenant))
}

pub fn available_apps(tenant: TenantId, query: PageQuery) -> Call<Page<AvailableApp>> {
    Call::list(paths::available_apps(tenant), query)
}

pub fn review(tenant: TenantId, app: AppId) -> Call<Review> {
    Call::get(paths::available_app(tenant, app))
}

pub fn allow(tenant: TenantId, app: AppId, request: Allow) -> Call<Allowed> {
    Call::post(paths::allow(tenant, app), request)
}

/// Any member may ask the admins for an app.
pub fn ask_for_app(tenant: TenantId, app: AppId, request: AskForApp) -> Call<AppRequest> {
    Call::post(paths::app_request(tenant, app), request)
}

pub fn withdraw_app_request(tenant: TenantId, app: AppId) -> Call<()> {
    Call::delete(paths::app_request(tenant, app))
}

pub fn see_details(tenant: TenantId, connection: ConnectionId, request: DetailsSeen) -> Call<Connection> {
    Call::post(paths::details_seen(tenant, connection), request)
}

pub fn blocked_publishers(tenant: TenantId) -> Call<Page<BlockedPublisher>> {
    Call::get(paths::blocked_publishers(tenant))
}

pub fn block_publisher(tenant: TenantId, request: BlockPublisher) -> Call<BlockedPublisher> {
    Call::post(paths::blocked_publishers(tenant), request)
}

pub fn unblock_publisher(tenant: TenantId, publisher: PublisherId) -> Call<()> {
    Call::delete(paths::blocked_publisher(tenant, publisher))
}

pub fn decline(tenant: TenantId, app: AppId, request: Decline) -> Call<ConnectionSummary> {
    Call::post(paths::decline(tenant, app), request)
}

pub fn block(tenant: TenantId, app: AppId, request: Decline) -> Call<ConnectionSummary> {
    Call::post(paths::block(tenant, app), request)
}

pub fn connections(tenant: TenantId, query: PageQuery) -> Call<Page<ConnectionSummary>> {
    Call::list(paths::connections(tenant), query)
}

pub fn connection(tenant: TenantId, connection: ConnectionId) -> Call<Connection> {
    Call::get(paths::connection(tenant, connection))
}

/// Of the app's newest version, for answering it.
pub fn update_review(tenant: TenantId, connection: ConnectionId) -> Call<UpdateReview> {
    Call::get(paths::update(tenant, connection))
}

pub fn answer_update(tenant: TenantId, connection: ConnectionId, request: AnswerUpdate) -> Call<Connection> {
    Call::post(paths::update(tenant, connection), request)
}

pub fn see_update(tenant: TenantId, connection: ConnectionId, version: u32) -> Call<()> {
    Call::post(paths::update_seen(tenant, connection), UpdateSeen { version })
}

/// "Disable".
pub fn pause(tenant: TenantId, connection: ConnectionId, request: Pause) -> Call<Connection> {
    Call::post(paths::pause(tenant, connection), request)
}

/// "Restore".
pub fn resume(tenant: TenantId, connection: ConnectionId) -> Call<Connection> {
    Call::act(paths::resume(tenant, connection))
}

pub fn renew(tenant: TenantId, connection: ConnectionId, request: Renew) -> Call<Connection> {
    Call::post(paths::renew(tenant, connection), request)
}

pub fn edit_access(tenant: TenantId, connection: ConnectionId, request: EditAccess) -> Call<Connection> {
    Call::put(paths::edit_access(tenant, connection), request)
}

pub fn reconsider(tenant: TenantId, connection: ConnectionId) -> Call<Connection> {
    Call::act(paths::reconsider(tenant, connection))
}

pub fn unblock(tenant: TenantId, connection: ConnectionId) -> Call<Connection> {
    Call::act(paths::unblock(tenant, connection))
}

pub fn regenerate_secret(
    tenant: TenantId,
    connection: ConnectionId,
    request: Regenerate,
) -> Call<IssuedCredential> {
    Call::post(paths::regenerate_secret(tenant, connection), request)
}

pub fn retire_secret(tenant: TenantId, connection: ConnectionId) -> Call<Connection> {
    Call::act(paths::retire_secret(tenant, connection))
}

pub fn set_secret_retirement(
    tenant: TenantId,
    connection: ConnectionId,
    request: SecretRetirement,
) -> Call<Connection> {
    Call::put(paths::secret_retirement(tenant, connection), request)
}

pub fn delete_connection(tenant: TenantId, connection: ConnectionId, request: Delete) -> Call<Connection> {
    Call::post(paths::delete_connection(tenant, connection), request)
}

pub fn connection_activity(
    tenant: TenantId,
    connection: ConnectionId,
    query: PageQuery,
) -> Call<Page<Activity>> {
    Call::list(paths::connection_activity(tenant, connection), query)
}

pub fn receipts(tenant: TenantId, connection: ConnectionId, query: PageQuery) -> Call<Page<ReceiptSummary>> {
    Call::list(paths::receipts(tenant, connection), query)
}

/// Of the tenant's own credentials; deleted ones too.
pub fn credential_receipts(
    tenant: TenantId,
    client: CredentialId,
    query: PageQuery,
) -> Call<Page<ReceiptSummary>> {
    Call::list(paths::credential_receipts(tenant, client), query)
}

pub fn receipt(tenant: TenantId, receipt: ReceiptId) -> Call<Receipt> {
    Call::get(paths::receipt(tenant, receipt))
}

/// The organisation's own.
pub fn credentials(tenant: TenantId, query: PageQuery) -> Call<Page<Credential>> {
    Call::list(paths::credentials(tenant), query)
}

pub fn credential(tenant: TenantId, credential: CredentialId) -> Call<Credential> {
    Call::get(paths::credential(tenant, credential))
}

pub fn generate_credential(tenant: TenantId, request: NewCredential) -> Call<GeneratedCredential> {
    Call::post(paths::credentials(tenant), request)
}

pub fn regenerate_credential(
    tenant: TenantId,
    credential: CredentialId,
    request: Regenerate,
) -> Call<IssuedCredential> {
    Call::post(paths::regenerate_credential(tenant, credential), request)
}

/// Of a client, a connection's or the tenant's own: the one that another secret takes the place of.
pub fn retire_old_secret(tenant: TenantId, client: CredentialId, secret: SecretId) -> Call<()> {
    Call::act(paths::retire_old_secret(tenant, client, secret))
}

/// Those to a client's secrets, all on one page.
pub fn secret_links(tenant: TenantId, client: CredentialId) -> Call<Page<SecretLink>> {
    Call::get(paths::secret_links(tenant, client))
}

pub fn make_secret_link(
    tenant: TenantId,
    client: CredentialId,
    request: NewSecretLink,
) -> Call<CreatedSecretLink> {
    Call::post(paths::secret_links(tenant, client), request)
}

pub fn withdraw_secret_link(tenant: TenantId, client: CredentialId, link: SecretLinkId) -> Call<()> {
    Call::delete(paths::secret_link(tenant, client, link))
}

pub fn change_credential(
    tenant: TenantId,
    credential: CredentialId,
    request: EditCredential,
) -> Call<Credential> {
    Call::put(paths::credential(tenant, credential), request)
}

/// "Disable".
pub fn pause_credential(tenant: TenantId, credential: CredentialId, request: Pause) -> Call<Credential> {
    Call::post(paths::pause_credential(tenant, credential), request)
}

/// "Restore".
pub fn resume_credential(tenant: TenantId, credential: CredentialId) -> Call<Credential> {
    Call::act(paths::resume_credential(tenant, credential))
}

pub fn delete_credential(tenant: TenantId, credential: CredentialId, request: Delete) -> Call<()> {
    Call::post(paths::delete_credential(tenant, credential), request)
}

pub fn activity(tenant: TenantId, query: HistoryQuery) -> Call<Page<Activity>> {
    Call::history(paths::activity(tenant), query)
}

/// The whole history with its hashes, the oldest entry first.
pub fn activity_export(tenant: TenantId, query: PageQuery) -> Call<Page<ExportedEntry>> {
    Call::list(paths::activity_export(tenant), query)
}

pub fn activity_verification(tenant: TenantId) -> Call<HistoryVerification> {
    Call::get(paths::activity_verification(tenant))
}

pub fn members(tenant: TenantId, query: PageQuery) -> Call<Page<TenantMember>> {
    Call::list(paths::members(tenant), query)
}

pub fn invite(tenant: TenantId, request: InviteTenantMember) -> Call<Invited> {
    Call::post(paths::members(tenant), request)
}

pub fn change_member(tenant: TenantId, person: PersonId, request: ChangeTenantMember) -> Call<TenantMember> {
    Call::put(paths::member(tenant, person), request)
}

pub fn remove_member(tenant: TenantId, person: PersonId) -> Call<()> {
    Call::delete(paths::member(tenant, person))
}

pub fn leave(tenant: TenantId) -> Call<()> {
    Call::act(paths::leave(tenant))
}

pub fn invitations(tenant: TenantId) -> Call<Page<PendingInvitation>> {
    Call::get(paths::invitations(tenant))
}

pub fn renew_invitation(tenant: TenantId, id: InvitationId) -> Call<Invited> {
    Call::act(paths::renew_invitation(tenant, id))
}

/// A new link, which is mailed.
pub fn mail_invitation(tenant: TenantId, id: InvitationId) -> Call<Invited> {
    Call::act(paths::mail_invitation(tenant, id))
}

pub fn withdraw_invitation(tenant: TenantId, id: InvitationId) -> Call<()> {
    Call::delete(paths::invitation(tenant, id))
}

/// All of them.
pub fn webhooks(tenant: TenantId) -> Call<Page<Webhook>> {
    Call::get(paths::webhooks(tenant))
}

pub fn create_webhook(tenant: TenantId, request: NewWebhook) -> Call<IssuedWebhook> {
    Call::post(paths::webhooks(tenant), request)
}

pub fn webhook(tenant: TenantId, webhook: WebhookId) -> Call<Webhook> {
    Call::get(paths::webhook(tenant, webhook))
}

pub fn change_webhook(tenant: TenantId, webhook: WebhookId, change: ChangeWebhook) -> Call<Webhook> {
    Call::put(paths::webhook(tenant, webhook), change)
}

pub fn rotate_webhook_secret(
    tenant: TenantId,
    webhook: WebhookId,
    request: RotateWebhookSecret,
) -> Call<IssuedWebhook> {
    Call::post(paths::rotate_webhook_secret(tenant, webhook), request)
}

pub fn retire_webhook_secret(tenant: TenantId, webhook: WebhookId) -> Call<Webhook> {
    Call::act(paths::retire_webhook_secret(tenant, webhook))
}

pub fn delete_webhook(tenant: TenantId, webhook: WebhookId) -> Call<()> {
    Call::act(paths::delete_webhook(tenant, webhook))
}

pub fn test_webhook(tenant: TenantId, webhook: WebhookId) -> Call<WebhookDelivery> {
    Call::act(paths::test_webhook(tenant, webhook))
}

/// The whole log.
pub fn webhook_deliveries(tenant: TenantId, webhook: WebhookId) -> Call<Page<WebhookDelivery>> {
    Call::get(paths::webhook_deliveries(tenant, webhook))
}

pub fn webhook_delivery(
    tenant: TenantId,
    webhook: WebhookId,
    delivery: WebhookDeliveryId,
) -> Call<WebhookDeliveryDetails> {
    Call::get(paths::webhook_delivery(tenant, webhook, delivery))
}

pub fn send_webhook_again(
    tenant: TenantId,
    webhook: WebhookId,
    delivery: WebhookDeliveryId,
) -> Call<WebhookDelivery> {
    Call::act(paths::send_webhook_again(tenant, webhook, delivery))
}
