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
mod by;
mod catalogue;
mod chance;
mod checks;
mod client_keys;
mod clock;
mod collecting;
mod connections;
mod credentials;
mod decisions;
mod developer_connections;
mod error;
mod found_secrets;
mod hand_over;
mod history;
mod invitations;
mod issuing;
pub mod listing;
mod members;
mod networks;
mod passwords;
mod pepper;
mod publishers;
mod refusals;
mod resource_servers;
mod sessions;
mod settings;
mod suspensions;
mod targets;
mod tenants;
mod urls;
mod versions;

pub use by::{By, Developer, Operator, Origin, PublisherMember, PublisherOwner, TenantAdmin, TenantMember};
pub use clock::Clock;
pub use error::Error;
pub use pepper::{PEPPER, PepperError, pepper};
pub use sessions::SignedIn;
pub use settings::Settings;
pub use urls::Urls;

use std::sync::Arc;

use ::credentials::Pepper;
use chance::Chance;
use limits::Limits;
use model::Timestamp;
use passwords::PasswordPool;
use store::Store;

/// The floor on which both portals stand. Cheap to clone.
#[derive(Clone)]
pub struct Marketplace(Arc<Parts>);

struct Parts {
    store: Store,
    clock: Clock,
    chance: Chance,
    pepper: Pepper,
    passwords: PasswordPool,
    urls: Urls,
    settings: Settings,
    limits: Limits,
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
        let chance = Chance::default();
        Self(Arc::new(Parts { store, clock, chance, pepper, passwords, urls, settings, limits }))
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
