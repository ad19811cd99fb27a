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
mod collecting;
mod connection_state;
mod connections;
mod credentials;
mod decisions;
mod details;
mod developer_connections;
mod ended_invitations;
mod error;
mod found_secrets;
mod guessing;
mod hand_over;
mod history;
mod invitations;
mod issuing;
mod known_sessions;
mod leaving;
pub mod listing;
mod logos;
mod looks;
mod members;
mod networks;
mod once;
mod operators;
mod organisations;
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

pub use by::{By, Developer, Operator, Origin, PublisherMember, PublisherOwner, TenantAdmin, TenantMember};
pub use error::Error;
pub use once::IdempotencyKey;
pub use pepper::{PepperError, pepper};
pub use quotas::Quotas;
pub use sessions::{SignedIn, Started};
pub use settings::Settings;

use std::sync::Arc;

use ::credentials::Pepper;
use foundation::{Clock, SharedRng, Urls};
use known_sessions::KnownSessions;
use limits::Limits;
use logos::Logos;
use model::Timestamp;
use passwords::PasswordPool;
use sign_ins::FailedSignIns;
use store::Store;

/// The floor on which both portals stand. Cheap to clone.
#[derive(Clone)]
pub struct Marketplace(Arc<Parts>);

struct Parts {
    store: Store,
    clock: Clock,
    chance: SharedRng,
    pepper: Pepper,
    passwords: PasswordPool,
    known_sessions: KnownSessions,
    failed_sign_ins: FailedSignIns,
    urls: Urls,
    settings: Settings,
    limits: Limits,
    logos: Logos,
}

impl Marketplace {
    pub fn new(
        store: Store,
        clock: Clock,
        pepper: Pepper,
        urls: Urls,
        settings: Settings,
        limits: Limits,
    ) -> Self {
        let passwords = PasswordPool::new(settings.password_workers, settings.password_queue);
        Self(Arc::new(Parts {
            store,
            clock,
            chance: SharedRng::default(),
            pepper,
            passwords,
            known_sessions: KnownSessions::default(),
            failed_sign_ins: FailedSignIns::default(),
            urls,
            logos: Logos::new(&settings),
            settings,
            limits,
        }))
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub fn urls(&self) -> &Urls {
        &self.0.urls
    }

    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// A new id: `self.new_id(AppId::new)`.
    pub(crate) fn new_id<T>(&self, make: fn(u64, &[u8; 10]) -> T) -> T {
        let milliseconds = u64::try_from(self.now().timestamp_millis()).unwrap_or_default();
        make(milliseconds, &self.0.chance.bytes())
    }
}
