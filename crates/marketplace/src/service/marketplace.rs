//! The `Marketplace`, and what all its operations share.

use std::sync::Arc;

use credentials::{Pepper, ReceiptKey};
use foundation::{Clock, SharedRng, Urls};
use limits::Limits;
use model::Timestamp;
use outbound_mail::Mailer;
use store::Store;

use super::document_parts::DocumentParts;
use super::failed_sign_ins::FailedSignIns;
use super::known_sessions::KnownSessions;
use super::logos::Logos;
use super::notice_parts::NoticeParts;
use super::passwords::PasswordPool;
use super::settings::{OwnPages, Settings};
use super::webhook_parts::WebhookParts;

/// The floor on which both portals stand. Cheap to clone.
#[derive(Clone)]
pub struct Marketplace(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub store: Store,
    pub clock: Clock,
    pub rng: SharedRng,
    pub pepper: Pepper,
    pub receipt_key: ReceiptKey,
    pub passwords: PasswordPool,
    pub known_sessions: KnownSessions,
    pub failed_sign_ins: FailedSignIns,
    pub urls: Urls,
    pub settings: Settings,
    pub limits: Limits,
    pub logos: Logos,
    pub documents: DocumentParts,
    pub notices: NoticeParts,
    pub webhooks: WebhookParts,
}

impl Marketplace {
    pub fn new(
        store: Store,
        clock: Clock,
        pepper: Pepper,
        receipt_key: ReceiptKey,
        urls: Urls,
        settings: Settings,
        limits: Limits,
    ) -> Self {
        let passwords = PasswordPool::new(settings.password_workers, settings.password_queue);
        let webhooks = WebhookParts::new(&settings, pepper.webhook_key());
        Self(Arc::new(Inner {
            store,
            clock,
            rng: SharedRng::default(),
            pepper,
            receipt_key,
            passwords,
            known_sessions: KnownSessions::default(),
            failed_sign_ins: FailedSignIns::default(),
            urls,
            logos: Logos::new(&settings),
            documents: DocumentParts::new(&settings),
            notices: NoticeParts::default(),
            webhooks,
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

    /// What the platform is called on its pages.
    pub fn platform_name(&self) -> &str {
        &self.0.settings.platform_name
    }

    /// Whom people ask about the platform: an e-mail address or an https URL.
    pub fn support_contact(&self) -> Option<&str> {
        self.0.settings.support_contact.as_deref()
    }

    /// Pages about the platform.
    pub fn own_pages(&self) -> &OwnPages {
        &self.0.settings.own_pages
    }

    /// Takes mail to people, where the platform has such a server.
    pub fn mailer(&self) -> Option<&Mailer> {
        self.0.settings.mailer.as_ref()
    }

    /// Lets this node look for notices at once; others look by themselves.
    pub(crate) fn notices_asked(&self) {
        self.0.notices.asked.notify_one();
    }

    /// Lets this node mail set-up links at once.
    pub(crate) fn invitations_asked(&self) {
        self.0.notices.invitations_asked.notify_one();
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// A new id: `self.new_id(AppId::new)`.
    pub(crate) fn new_id<T>(&self, make: fn(u64, &[u8; 10]) -> T) -> T {
        self.id_at(self.now(), make)
    }

    /// A new id of what happened at this time.
    pub(crate) fn id_at<T>(&self, at: Timestamp, make: fn(u64, &[u8; 10]) -> T) -> T {
        let milliseconds = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        make(milliseconds, &self.0.rng.bytes())
    }
}
