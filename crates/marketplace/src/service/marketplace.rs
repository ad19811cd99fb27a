//! The `Marketplace`, and what all its operations share.

use std::sync::Arc;

use credentials::Pepper;
use foundation::{Clock, SharedRng, Urls};
use limits::Limits;
use model::Timestamp;
use store::Store;

use super::failed_sign_ins::FailedSignIns;
use super::known_sessions::KnownSessions;
use super::logos::Logos;
use super::passwords::PasswordPool;
use super::settings::Settings;

/// The floor on which both portals stand. Cheap to clone.
#[derive(Clone)]
pub struct Marketplace(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub store: Store,
    pub clock: Clock,
    pub rng: SharedRng,
    pub pepper: Pepper,
    pub passwords: PasswordPool,
    pub known_sessions: KnownSessions,
    pub failed_sign_ins: FailedSignIns,
    pub urls: Urls,
    pub settings: Settings,
    pub limits: Limits,
    pub logos: Logos,
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
        Self(Arc::new(Inner {
            store,
            clock,
            rng: SharedRng::default(),
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

    pub(crate) fn store(&self) -> &Store {
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

    /// The platform's name, which also stands in histories for people who stay unnamed.
    pub fn platform_name(&self) -> &str {
        &self.0.settings.platform_name
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// A new id: `self.new_id(AppId::new)`.
    pub(crate) fn new_id<T>(&self, make: fn(u64, &[u8; 10]) -> T) -> T {
        let milliseconds = u64::try_from(self.now().timestamp_millis()).unwrap_or_default();
        make(milliseconds, &self.0.rng.bytes())
    }
}
