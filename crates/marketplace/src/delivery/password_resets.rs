//! Mails links to new passwords to those who asked for one and have an account.

mod written;

use chrono::TimeDelta;
use credentials::InvitationToken;
use model::{audit::AuditChain, delivery::Receiver};
use outbound_mail::Mail;
use store::{outbox::Delivery, password_links::PasswordLink};
use tokio::sync::Notify;

use self::written::Contents;
use crate::delivery::mail_sender::{MailSource, send_all};
use crate::errors::Error;
use crate::service::{Marketplace, PasswordResets};
use crate::work::Author;

/// A mailed link works this long.
const LASTS: TimeDelta = TimeDelta::minutes(30);

/// The links, as what is mailed.
#[derive(Debug, Clone, Copy)]
struct Links;

impl MailSource for Links {
    const WHAT: &'static str = "a link to a new password";

    fn receiver(self) -> Receiver {
        Receiver::PasswordResets
    }

    fn asked(self, here: &Marketplace) -> &Notify {
        &here.0.notices.resets_asked
    }

    async fn mail(self, here: &Marketplace, delivery: &Delivery) -> Result<Option<Mail>, Error> {
        here.password_resets().link(delivery).await
    }

    async fn settle(self, here: &Marketplace, delivery: &Delivery) -> Result<(), Error> {
        here.password_resets().settle(delivery).await
    }
}

impl PasswordResets<'_> {
    /// Mails links, until `stop` is ready. What is under way then is begun again by another node, with another link.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        tokio::select! {
            () = send_all(self.inner, Links) => {}
            () = stop => {}
        }
    }

    /// A new link, which ends the one that was mailed before; `None` where the address is no one's, or waited for too long.
    async fn link(self, delivery: &Delivery) -> Result<Option<Mail>, Error> {
        let now = self.inner.now();
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let platform = work.platform().await?;
        let Some(email) = platform.password_resets().find(delivery.subject, now).await? else {
            tracing::debug!(delivery = %delivery.id, "a link to a new password is not wanted any more");
            return Ok(None);
        };
        let Some(found) = platform.people().of_email(&email).await? else { return Ok(None) };
        let locked = platform.people().lock(found.id).await?;
        // Another address, or another password, may have been set while the lock was waited for.
        let wanted = platform.password_resets().find(delivery.subject, now).await?;
        let Some((person, _)) = locked.filter(|(person, _)| wanted.as_ref() == Some(&person.email)) else {
            return Ok(None);
        };
        let (token, expires_at) = (self.inner.0.rng.with(InvitationToken::generate), now + LASTS);
        let link = PasswordLink { person: person.id, created_by: None, created_at: now, expires_at };
        platform.password_links().insert(&link, token.hash().as_bytes()).await?;
        work.without_event("its use is recorded").finish(()).await?;
        let contents = Contents {
            platform: self.inner.platform_name(),
            home: self.inner.urls().public_url(),
            person: &person,
            link: &self.inner.urls().new_password(token),
            expires_at,
        };
        // Each try is another mail, because it has another link.
        Ok(Some(contents.mail(&format!("{}.{}", delivery.subject.simple(), delivery.attempts), now)))
    }

    /// It was mailed, or never will be.
    async fn settle(self, delivery: &Delivery) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let platform = work.platform().await?;
        if platform.outbox().done(delivery).await? {
            platform.password_resets().delete(delivery.subject).await?;
            work.without_event("its use is recorded").finish(()).await?;
        }
        Ok(())
    }
}
