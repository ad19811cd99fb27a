//! The entries of histories: who did what to which thing.

mod changes;
mod detail;
mod group;
mod recorded_action;
mod sentence;

use crate::{
    Timestamp,
    ids::{AppId, AuditEntryId, ConnectionId, PersonId, PublisherId, TenantId},
};

pub use changes::{Field, Value, ValueChange};
pub use detail::{Access, Because, Detail, DetailChanged, ReplacedBy};
pub use group::ActionGroup;
pub use recorded_action::RecordedAction;

words! {
    /// What was done. The text is `noun.verb`.
    pub enum AuditAction {
        AccessTokenEnded = "access_token.ended",
        AccessTokenMade = "access_token.made",
        AccessTokenReported = "access_token.reported",
        ApiCreated = "api.created",
        ApiChanged = "api.changed",
        ApiDocumentChanged = "api_document.changed",
        ApiDocumentSourceChanged = "api_document.source_changed",
        AppCreated = "app.created",
        AppChanged = "app.changed",
        AppPublished = "app.published",
        AppRequestWithdrawn = "app.request_withdrawn",
        AppRequested = "app.requested",
        AppRestored = "app.restored",
        AppSuspended = "app.suspended",
        TargetAdded = "target.added",
        TargetRemoved = "target.removed",
        AppDetailsChanged = "app.details_changed",
        AppDetailsSeen = "app.details_seen",
        PublisherBlocked = "publisher.blocked",
        PublisherUnblocked = "publisher.unblocked",
        ConnectionAccepted = "connection.accepted",
        ConnectionAccessChanged = "connection.access_changed",
        ConnectionAllowed = "connection.allowed",
        ConnectionBlocked = "connection.blocked",
        ConnectionDeclined = "connection.declined",
        ConnectionDeleted = "connection.deleted",
        ConnectionEnded = "connection.ended",
        ConnectionEnding = "connection.ending",
        ConnectionNarrowed = "connection.narrowed",
        ConnectionPaused = "connection.paused",
        ConnectionReconsidered = "connection.reconsidered",
        ConnectionReminded = "connection.reminded",
        ConnectionRenewed = "connection.renewed",
        ConnectionResumed = "connection.resumed",
        ConnectionSecretRetirementSet = "connection.secret_retirement_set",
        ConnectionUnblocked = "connection.unblocked",
        ConnectionUpdateLeft = "connection.update_left",
        ResourceServerCreated = "resource_server.created",
        ResourceServerDeleted = "resource_server.deleted",
        SecretCollected = "secret.collected",
        SecretEnded = "secret.ended",
        SecretEnding = "secret.ending",
        SecretLinkCreated = "secret_link.created",
        SecretLinkOpened = "secret_link.opened",
        SecretLinkWithdrawn = "secret_link.withdrawn",
        SecretRegenerated = "secret.regenerated",
        SecretReported = "secret.reported",
        SecretRetired = "secret.retired",
        CredentialChanged = "credential.changed",
        CredentialCreated = "credential.created",
        CredentialDeleted = "credential.deleted",
        CredentialPaused = "credential.paused",
        CredentialResumed = "credential.resumed",
        DatabaseRestored = "database.restored",
        InvitationAccepted = "invitation.accepted",
        InvitationCreated = "invitation.created",
        InvitationEnded = "invitation.ended",
        KeyReplaced = "key.replaced",
        KeyRetired = "key.retired",
        KeysRewrapped = "keys.rewrapped",
        MemberChanged = "member.changed",
        MemberLeft = "member.left",
        MemberRemoved = "member.removed",
        OperatorRemoved = "operator.removed",
        OperatorReset = "operator.reset",
        PasswordChanged = "password.changed",
        PasswordLinkCreated = "password_link.created",
        PersonAddressChanged = "person.address_changed",
        PersonRenamed = "person.renamed",
        PublisherChanged = "publisher.changed",
        PublisherCreated = "publisher.created",
        RecoveryCodeUsed = "recovery_code.used",
        RecoveryCodesMade = "recovery_codes.made",
        ScopeChanged = "scope.changed",
        ScopeCreated = "scope.created",
        SecondFactorRemoved = "second_factor.removed",
        SecondFactorSetUp = "second_factor.set_up",
        SessionEnded = "session.ended",
        SessionRefused = "session.refused",
        SessionStarted = "session.started",
        SignInSlowed = "sign_in.slowed",
        TenantAddressClosed = "tenant.address_closed",
        TenantAddressOpened = "tenant.address_opened",
        TenantChanged = "tenant.changed",
        TenantCreated = "tenant.created",
        TenantSecretPolicySet = "tenant.secret_policy_set",
        TenantSlugSet = "tenant.slug_set",
        WebhookChanged = "webhook.changed",
        WebhookCreated = "webhook.created",
        WebhookDeleted = "webhook.deleted",
        WebhookDisabled = "webhook.disabled",
        WebhookEnabled = "webhook.enabled",
        WebhookSecretRetired = "webhook.secret_retired",
        WebhookSecretRotated = "webhook.secret_rotated",
        WorkloadIssuerChanged = "workload_issuer.changed",
        WorkloadIssuerClosed = "workload_issuer.closed",
        WorkloadIssuerCreated = "workload_issuer.created",
        WorkloadIssuerOpened = "workload_issuer.opened",
    }
}

/// Whose history an entry belongs to; entries of one chain are linked by their hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuditChain {
    Platform,
    Publisher(PublisherId),
    Tenant(TenantId),
}

/// What histories call the platform where it, or a person of its own whom they don't name, did something.
pub const PLATFORM: &str = "The platform";

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The name is the one at that time.
    Person { id: PersonId, name: String },
    /// The product itself: start-up, demo data, an end date that has come, a restored database, a secret that was
    /// reported as leaked or ends by itself.
    System,
}

impl Actor {
    /// A person who did it by one of their access tokens: histories name both.
    pub fn by_token(id: PersonId, person: &str, token: &str) -> Self {
        Self::Person { id, name: format!("{person}, by access token “{token}”") }
    }
}

/// Who did what to which thing, when, from where. Append-only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub id: AuditEntryId,
    pub chain: AuditChain,
    /// 1, 2, 3… in its chain.
    pub position: u64,
    pub at: Timestamp,
    pub actor: Actor,
    /// The caller's address, where there is one.
    pub from: Option<String>,
    pub action: RecordedAction,
    /// The id of the thing, as the API writes it.
    pub object: String,
    /// The thing's name at that time, for people.
    pub object_name: String,
    pub app: Option<AppId>,
    pub connection: Option<ConnectionId>,
    pub detail: Option<Detail>,
    /// SHA-256 over the entry and the hash before it, as lower-case hex.
    pub hash: String,
}

#[cfg(test)]
mod tests;
