//! Calls of `/api/developer/v1`.

use model::ids::{
    AppId, ConnectionId, InvitationId, PersonId, PublisherId, SecretLinkId, TenantId, WebhookDeliveryId,
    WebhookId,
};
use wire::{
    activity::{Activity, HistoryQuery},
    admin::IssuedCredential,
    attempts::Attempts,
    catalogue::Api,
    developer::{
        AddTarget, App, AppDetails, AppSummary, AppVersion, ChangeApp, Connection, PublishVersion, Publisher,
        Target,
    },
    members::{ChangePublisherMember, InvitePublisherMember, Invited, PendingInvitation, PublisherMember},
    needs::NeedsYou,
    page::{Page, PageQuery},
    paths::developer as paths,
    secrets::{CreatedSecretLink, NewSecretLink, SecretLink},
    stops::Pause,
    updates::{Draft, PublishingCheck, Remind, Reminded, RollOut, RollOutQuery, RollOutTenant, SaveDraft},
    usage::{Usage, UsageQuery},
    webhooks::{
        ChangeWebhook, IssuedWebhook, NewWebhook, RotateWebhookSecret, Webhook, WebhookDelivery,
        WebhookDeliveryDetails,
    },
    workload::AllowedIssuer,
};

use crate::Call;

pub fn publisher(publisher: PublisherId) -> Call<Publisher> {
    Call::get(paths::publisher(publisher))
}

pub fn needs_you(publisher: PublisherId) -> Call<NeedsYou> {
    Call::get(paths::needs_you(publisher))
}

pub fn catalogue(publisher: PublisherId) -> Call<Vec<Api>> {
    Call::get(paths::catalogue(publisher))
}

pub fn app_usage(publisher: PublisherId, app: AppId, query: UsageQuery) -> Call<Usage> {
    Call::report(paths::app_usage(publisher, app), query)
}

pub fn connection_attempts(publisher: PublisherId, connection: ConnectionId) -> Call<Attempts> {
    Call::get(paths::connection_attempts(publisher, connection))
}

pub fn connection_usage(publisher: PublisherId, connection: ConnectionId, query: UsageQuery) -> Call<Usage> {
    Call::report(paths::connection_usage(publisher, connection), query)
}

/// Those that a version may name.
pub fn workload_issuers(publisher: PublisherId, query: PageQuery) -> Call<Page<AllowedIssuer>> {
    Call::list(paths::workload_issuers(publisher), query)
}

pub fn apps(publisher: PublisherId, query: PageQuery) -> Call<Page<AppSummary>> {
    Call::list(paths::apps(publisher), query)
}

pub fn create_app(publisher: PublisherId, details: AppDetails) -> Call<App> {
    Call::post(paths::apps(publisher), details)
}

pub fn app(publisher: PublisherId, app: AppId) -> Call<App> {
    Call::get(paths::app(publisher, app))
}

pub fn change_app(publisher: PublisherId, app: AppId, change: ChangeApp) -> Call<App> {
    Call::put(paths::app(publisher, app), change)
}

pub fn fetch_logo(publisher: PublisherId, app: AppId) -> Call<App> {
    Call::act(paths::fetch_logo(publisher, app))
}

pub fn versions(publisher: PublisherId, app: AppId, query: PageQuery) -> Call<Page<AppVersion>> {
    Call::list(paths::versions(publisher, app), query)
}

pub fn publish(publisher: PublisherId, app: AppId, request: PublishVersion) -> Call<AppVersion> {
    Call::post(paths::versions(publisher, app), request)
}

/// What publishing this would do.
pub fn publishing_check(
    publisher: PublisherId,
    app: AppId,
    request: PublishVersion,
) -> Call<PublishingCheck> {
    Call::post(paths::publishing_check(publisher, app), request)
}

pub fn draft(publisher: PublisherId, app: AppId) -> Call<Draft> {
    Call::get(paths::draft(publisher, app))
}

pub fn save_draft(publisher: PublisherId, app: AppId, request: SaveDraft) -> Call<Draft> {
    Call::put(paths::draft(publisher, app), request)
}

pub fn discard_draft(publisher: PublisherId, app: AppId) -> Call<()> {
    Call::delete(paths::draft(publisher, app))
}

pub fn roll_out(publisher: PublisherId, app: AppId) -> Call<RollOut> {
    Call::get(paths::roll_out(publisher, app))
}

pub fn roll_out_tenants(
    publisher: PublisherId,
    app: AppId,
    query: RollOutQuery,
) -> Call<Page<RollOutTenant>> {
    let (page, state) = query.split();
    Call::filtered(paths::roll_out_tenants(publisher, app), page, [("state", state)])
}

pub fn remind(publisher: PublisherId, app: AppId, request: Remind) -> Call<Reminded> {
    Call::post(paths::remind(publisher, app), request)
}

pub fn targets(publisher: PublisherId, app: AppId, query: PageQuery) -> Call<Page<Target>> {
    Call::list(paths::targets(publisher, app), query)
}

pub fn add_target(publisher: PublisherId, app: AppId, tenant_id: TenantId) -> Call<Target> {
    Call::post(paths::targets(publisher, app), AddTarget { tenant_id })
}

pub fn remove_target(publisher: PublisherId, app: AppId, tenant: TenantId) -> Call<()> {
    Call::delete(paths::target(publisher, app, tenant))
}

pub fn app_connections(publisher: PublisherId, app: AppId, query: PageQuery) -> Call<Page<Connection>> {
    Call::list(paths::app_connections(publisher, app), query)
}

pub fn connections(publisher: PublisherId, query: PageQuery) -> Call<Page<Connection>> {
    Call::list(paths::connections(publisher), query)
}

pub fn connection(publisher: PublisherId, connection: ConnectionId) -> Call<Connection> {
    Call::get(paths::connection(publisher, connection))
}

pub fn pause(publisher: PublisherId, connection: ConnectionId, request: Pause) -> Call<Connection> {
    Call::post(paths::pause(publisher, connection), request)
}

pub fn resume(publisher: PublisherId, connection: ConnectionId) -> Call<Connection> {
    Call::act(paths::resume(publisher, connection))
}

pub fn collect_secret(publisher: PublisherId, connection: ConnectionId) -> Call<IssuedCredential> {
    Call::act(paths::collect_secret(publisher, connection))
}

/// The team's, all on one page.
pub fn secret_links(publisher: PublisherId, connection: ConnectionId) -> Call<Page<SecretLink>> {
    Call::get(paths::secret_links(publisher, connection))
}

pub fn make_secret_link(
    publisher: PublisherId,
    connection: ConnectionId,
    request: NewSecretLink,
) -> Call<CreatedSecretLink> {
    Call::post(paths::secret_links(publisher, connection), request)
}

pub fn withdraw_secret_link(
    publisher: PublisherId,
    connection: ConnectionId,
    link: SecretLinkId,
) -> Call<()> {
    Call::delete(paths::secret_link(publisher, connection, link))
}

pub fn activity(publisher: PublisherId, query: HistoryQuery) -> Call<Page<Activity>> {
    Call::history(paths::activity(publisher), query)
}

pub fn members(publisher: PublisherId, query: PageQuery) -> Call<Page<PublisherMember>> {
    Call::list(paths::members(publisher), query)
}

pub fn invite(publisher: PublisherId, request: InvitePublisherMember) -> Call<Invited> {
    Call::post(paths::members(publisher), request)
}

pub fn change_member(
    publisher: PublisherId,
    person: PersonId,
    request: ChangePublisherMember,
) -> Call<PublisherMember> {
    Call::put(paths::member(publisher, person), request)
}

pub fn remove_member(publisher: PublisherId, person: PersonId) -> Call<()> {
    Call::delete(paths::member(publisher, person))
}

pub fn leave(publisher: PublisherId) -> Call<()> {
    Call::act(paths::leave(publisher))
}

pub fn invitations(publisher: PublisherId) -> Call<Page<PendingInvitation>> {
    Call::get(paths::invitations(publisher))
}

pub fn renew_invitation(publisher: PublisherId, id: InvitationId) -> Call<Invited> {
    Call::act(paths::renew_invitation(publisher, id))
}

/// A new link, which is mailed.
pub fn mail_invitation(publisher: PublisherId, id: InvitationId) -> Call<Invited> {
    Call::act(paths::mail_invitation(publisher, id))
}

pub fn withdraw_invitation(publisher: PublisherId, id: InvitationId) -> Call<()> {
    Call::delete(paths::invitation(publisher, id))
}

/// All of them.
pub fn webhooks(publisher: PublisherId) -> Call<Page<Webhook>> {
    Call::get(paths::webhooks(publisher))
}

pub fn create_webhook(publisher: PublisherId, request: NewWebhook) -> Call<IssuedWebhook> {
    Call::post(paths::webhooks(publisher), request)
}

pub fn webhook(publisher: PublisherId, webhook: WebhookId) -> Call<Webhook> {
    Call::get(paths::webhook(publisher, webhook))
}

pub fn change_webhook(publisher: PublisherId, webhook: WebhookId, change: ChangeWebhook) -> Call<Webhook> {
    Call::put(paths::webhook(publisher, webhook), change)
}

pub fn rotate_webhook_secret(
    publisher: PublisherId,
    webhook: WebhookId,
    request: RotateWebhookSecret,
) -> Call<IssuedWebhook> {
    Call::post(paths::rotate_webhook_secret(publisher, webhook), request)
}

pub fn retire_webhook_secret(publisher: PublisherId, webhook: WebhookId) -> Call<Webhook> {
    Call::act(paths::retire_webhook_secret(publisher, webhook))
}

pub fn delete_webhook(publisher: PublisherId, webhook: WebhookId) -> Call<()> {
    Call::act(paths::delete_webhook(publisher, webhook))
}

pub fn test_webhook(publisher: PublisherId, webhook: WebhookId) -> Call<WebhookDelivery> {
    Call::act(paths::test_webhook(publisher, webhook))
}

/// The whole log.
pub fn webhook_deliveries(publisher: PublisherId, webhook: WebhookId) -> Call<Page<WebhookDelivery>> {
    Call::get(paths::webhook_deliveries(publisher, webhook))
}

pub fn webhook_delivery(
    publisher: PublisherId,
    webhook: WebhookId,
    delivery: WebhookDeliveryId,
) -> Call<WebhookDeliveryDetails> {
    Call::get(paths::webhook_delivery(publisher, webhook, delivery))
}

pub fn send_webhook_again(
    publisher: PublisherId,
    webhook: WebhookId,
    delivery: WebhookDeliveryId,
) -> Call<WebhookDelivery> {
    Call::act(paths::send_webhook_again(publisher, webhook, delivery))
}
