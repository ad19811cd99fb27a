//! The database: one code path for SQLite and PostgreSQL, and the only crate that names SeaORM besides `migrations`.
//!
//! [`Store::begin`] gives a transaction, a transaction gives one of three handles, and a handle the nouns:
//! [`Tx::platform`] opens to all rows, [`Tx::within`] to one tenant's, [`Tx::shared`] to what belongs to no tenant. Nothing
//! else reaches a row. A transaction ends with [`Tx::finish`], which writes its events and changes.
//!
//! What comes back is an entity of `model`. A row that cannot be one is [`Error::Corrupt`], never a panic.
//!
//! Each module uses only modules further down in this list: `backup`, `schema`, `platform`, `records`, `token_path`,
//! `access`, `organisations`, `catalogue`, `search`, `database`, `rows`, `errors`.

mod access;
pub mod backup;
mod catalogue;
mod database;
mod errors;
mod organisations;
mod platform;
mod records;
mod rows;
mod schema;
mod search;
mod token_path;

pub use access::{
    app_requests, apps_of_tenants, attempts, available_apps, blocked_publishers, clients, connections,
    credentials, former_secrets, last_uses, needs, publishing, receipts, refusals, resource_servers,
    roll_out, scope_uses, secret_links, secrets, stops, targets, usage,
};
pub use catalogue::{api_documents, apis, app_versions, apps, logos, name_looks, scopes, workload_issuers};
pub use database::{
    Claim, ClaimError, Condition, Facts, Listening, Platform, Settings, Share, Shared, Store, Tenanted, Tx,
    Use, counted, embedded, sent,
};
pub use errors::{Error, Result, refused_by_full_disk};
pub use organisations::{
    access_tokens, address_changes, invitations, notice_settings, password_links, password_resets,
    pending_sign_ins, people, publishers, second_factors, sessions, tenant_addresses, tenants,
};
pub use platform::counts;
pub use records::{Records, audit, made_once, notices, outbox, webhooks};
pub use schema::Schema;
pub use search::listing::{Listed, Listing, walk};
pub use token_path::{changes, directory, looks, places, revoked_tokens, signing_keys, wrapped_keys};
