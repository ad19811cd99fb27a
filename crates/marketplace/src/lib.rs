//! What may be *done*, and by whom: each operation authorizes, changes and writes its audit entry in one transaction.
//!
//! Permission is a parameter: an operation takes `By<TenantAdmin>`, `By<Developer>`, …, and only this crate can make
//! one (`permission/by.rs`), so a handler that forgot to ask does not compile.
//!
//! Each module uses only modules further down in this list: `operator`, `publisher` and `tenant`, which never use each
//! other; `organisations`, `links`, `delivery`, `views`, `clients`, `permission`, `identity`, `work`, `service`,
//! `requests`, `errors`.

mod clients;
mod delivery;
mod errors;
mod identity;
mod links;
mod operator;
mod organisations;
mod permission;
mod publisher;
mod requests;
mod service;
mod tenant;
mod views;
mod work;

pub use clients::relay::{RelayFailed, Relayed, RelayedApi, ToRelay};
pub use errors::{CodeNeeded, Error};
pub use identity::{SignedIn, Started, TokenHolder};
pub use permission::{By, Developer, Operator, PublisherMember, PublisherOwner, TenantAdmin, TenantMember};
pub use requests::{IdempotencyKey, Origin, listing};
pub use service::{
    AccessTokens, AddressChanges, ApiDocuments, Apis, AppRequests, Apps, AppsOfTenants, Attempts,
    AvailableApps, BlockedPublishers, Catalogue, Credentials, Decisions, Drafts, EndingAccess, Histories,
    Invitations, LeakedSecrets, Logos, Mails, Needs, Notices, Operators, OwnNames, OwnPublisher, OwnTenant,
    PasswordLinks, PasswordResets, Passwords, PublisherApps, PublisherConnections, PublisherInvitations,
    PublisherMembers, PublisherWebhooks, Publishers, Receipts, ResourceServers, RollOuts, Scopes,
    SecondFactors, SecretEnds, SecretLinks, Sessions, SilentSecrets, Targets, TenantAddresses,
    TenantConnections, TenantInvitations, TenantMembers, TenantSecrets, TenantWebhooks, Tenants, Updates,
    Usage, Versions, Webhooks, WorkloadIssuers,
};
pub use service::{
    Marketplace, OwnPages, PepperError, Quotas, ReceiptKeyError, Settings, pepper, receipt_key,
};
pub use views::exported;
