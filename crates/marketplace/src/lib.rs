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

pub use errors::Error;
pub use identity::{SignedIn, Started};
pub use permission::{By, Developer, Operator, PublisherMember, PublisherOwner, TenantAdmin, TenantMember};
pub use requests::{IdempotencyKey, Origin, listing};
pub use service::{
    Apis, Apps, AvailableApps, BlockedPublishers, Catalogue, Credentials, Decisions, Histories, Invitations,
    LeakedSecrets, Logos, Operators, OwnPublisher, OwnTenant, PasswordLinks, PublisherApps,
    PublisherConnections, PublisherInvitations, PublisherMembers, Publishers, ResourceServers, Scopes,
    Sessions, Targets, TenantConnections, TenantInvitations, TenantMembers, Tenants, Versions,
};
pub use service::{Marketplace, PepperError, Quotas, Settings, pepper};
