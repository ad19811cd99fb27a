//! The `Marketplace` with its handles: what it is built from, and what a node keeps in memory.

mod failed_sign_ins;
mod handles;
mod known_sessions;
pub(crate) mod logos;
mod marketplace;
mod passwords;
mod pepper;
mod settings;

pub use handles::{
    Apis, Apps, AvailableApps, BlockedPublishers, Catalogue, Credentials, Decisions, Histories, Invitations,
    LeakedSecrets, Logos, Operators, OwnPublisher, OwnTenant, PasswordLinks, PublisherApps,
    PublisherConnections, PublisherInvitations, PublisherMembers, Publishers, ResourceServers, Scopes,
    Sessions, Targets, TenantConnections, TenantInvitations, TenantMembers, Tenants, Versions,
};
pub use marketplace::Marketplace;
pub use pepper::{PepperError, pepper};
pub use settings::{Quotas, Settings};
