//! The `Marketplace` with its handles: what it is built from, and what a node keeps in memory.

pub(crate) mod document_parts;
mod failed_sign_ins;
mod handles;
mod known_servers;
mod known_sessions;
pub(crate) mod logos;
mod marketplace;
mod notice_parts;
mod passwords;
mod pepper;
mod receipt_key;
mod settings;
pub(crate) mod webhook_parts;
mod webhook_secrets;

pub use handles::{
    AccessTokens, AddressChanges, ApiDocuments, Apis, AppRequests, Apps, AppsOfTenants, Attempts,
    AvailableApps, BlockedPublishers, Catalogue, Credentials, Decisions, Drafts, EndingAccess, Histories,
    Invitations, LeakedSecrets, Logos, Mails, Needs, Notices, Operators, OwnNames, OwnPublisher, OwnTenant,
    PasswordLinks, PasswordResets, Passwords, PublisherApps, PublisherConnections, PublisherInvitations,
    PublisherMembers, PublisherWebhooks, Publishers, Receipts, ResourceServers, RollOuts, Scopes,
    SecondFactors, SecretEnds, SecretLinks, Sessions, SilentSecrets, Targets, TenantAddresses,
    TenantConnections, TenantInvitations, TenantMembers, TenantSecrets, TenantWebhooks, Tenants, Updates,
    Usage, Versions, Webhooks, WorkloadIssuers,
};
pub use marketplace::Marketplace;
pub use pepper::{PepperError, pepper};
pub use receipt_key::{ReceiptKeyError, receipt_key};
pub use settings::{OwnPages, Quotas, Settings};
