//! What may be *done*, and by whom: each operation authorises, changes and writes its audit entry in one transaction.
//!
//! Permission is a parameter: an operation takes `By<TenantAdmin>`, `By<Developer>`, …, and only this crate can make
//! one (`by.rs`), so a handler that forgot to ask does not compile.

mod activity;
mod apis;
mod apps;
mod askable;
mod attempts;
mod available_apps;
mod blocked_publishers;
mod by;
mod catalogue;
mod checks;
mod client_keys;
mod collection;
mod connection_state;
mod connection_view;
mod connections;
mod credentials;
mod decisions;
mod deliveries;
mod departure;
mod details;
mod developer_connections;
mod ended_invitations;
mod error;
mod event;
mod found_secrets;
mod hand_over;
mod handles;
mod idempotency;
mod invitations;
mod inviters;
mod issuance;
mod known_sessions;
pub mod listing;
mod logos;
mod looks;
mod marketplace;
mod members;
mod networks;
mod operators;
mod organisations;
mod password_guesses;
mod password_links;
mod passwords;
mod pending_invitations;
mod pepper;
mod publishers;
mod quotas;
mod refusals;
mod renewals;
mod resource_servers;
mod rights;
mod sessions;
mod settings;
mod sign_ins;
mod stops;
mod suspensions;
mod targets;
mod tenants;
mod versions;
mod work;

pub use by::{By, Developer, Operator, Origin, PublisherMember, PublisherOwner, TenantAdmin, TenantMember};
pub use error::Error;
pub use handles::{
    Apis, Apps, AvailableApps, BlockedPublishers, Catalogue, Credentials, Decisions, FoundSecrets, Histories,
    Invitations, Logos, Operators, OwnPublisher, OwnTenant, PasswordLinks, PublisherApps,
    PublisherConnections, PublisherInvitations, PublisherMembers, Publishers, ResourceServers, Scopes,
    Sessions, Targets, TenantConnections, TenantInvitations, TenantMembers, Tenants, Versions,
};
pub use idempotency::IdempotencyKey;
pub use marketplace::Marketplace;
pub use pepper::{PepperError, pepper};
pub use quotas::Quotas;
pub use sessions::{SignedIn, Started};
pub use settings::Settings;
