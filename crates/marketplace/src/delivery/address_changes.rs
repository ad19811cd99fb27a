//! Mails what a change of address needs: the link to the new mailbox, and a warning to the one of before.

mod written;

use credentials::InvitationToken;
use model::{audit::AuditChain, delivery::Receiver};
use outbound_mail::Mail;
use store::{address_changes::AddressChange, outbox::Delivery};
use tokio::sync::Notify;

use self::written::Letters;
use crate::delivery::deliveries::is_spent;
use crate::delivery::mail_sender::{MailSource, send_all};
use crate::errors::Error;
use crate::service::{AddressChanges, Marketplace};
use crate::work::Author;

/// Whose mailbox a mail is for.
#[derive(Debug, Clone, Copy)]
enum Mailbox {
    New,
    Former,
}

impl MailSource for Mailbox {
    const WHAT: &'static str = "a mail about a new address";

    fn receiver(self) -> Receiver {
        match self {
            Self::New => Receiver::AddressChanges,
            Self::Former => Receiver::AddressWarnings,
        }
    }

    fn asked(self, here: &Marketplace) -> &Notify {
        match self {
            Self::New => &here.0.notices.address_links_asked,
            Self::Former => &here.0.notices.address_warnings_asked,
        }
    }

    async fn mail(self, here: &Marketplace, delivery: &Delivery) -> Result<Option<Mail>, Error> {
        match self {
            Self::New => Box::pin(here.address_changes().to_new(delivery)).await,
            Self::Former => Box::pin(here.address_changes().to_former(delivery)).await,
        }
    }

    async fn settle(self, here: &Marketplace, delivery: &Delivery) -> Result<(), Error> {
        here.address_changes().settle(delivery).await
    }
}

impl AddressChanges<'_> {
    /// Mails, until `stop` is ready. What is under way then is begun again by another node, a link with another token.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        tokio::select! {
            () = send_all(self.inner, Mailbox::New) => {}
            () = send_all(self.inner, Mailbox::Former) => {}
            () = stop => {}
        }
    }

    /// The change is over once its mails were sent, or never will be.
    async fn settle(self, delivery: &Delivery) -> Result<(), Error> {
        if is_spent(delivery) {
            tracing::error!(delivery = %delivery.id, "a mail about a new address could not be delivered");
        }
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let platform = work.platform().await?;
        if platform.outbox().done(delivery).await? {
            platform.address_changes().delete_over(self.inner.now()).await?;
            work.without_event("the change is recorded when it is done").finish(()).await?;
        }
        Ok(())
    }

    /// A new link, which ends the one that was mailed before. Whoever has an account with this address reads instead that
    /// it was asked for. `None` where the change is not wanted any more.
    async fn to_new(self, delivery: &Delivery) -> Result<Option<Mail>, Error> {
        let now = self.inner.now();
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let platform = work.platform().await?;
        let change = platform.address_changes().by_id(delivery.subject).await?;
        let Some(change) = change.filter(|change| !change.used && change.expires_at > now) else {
            tracing::debug!(delivery = %delivery.id, "a link to a new address is not wanted any more");
            return Ok(None);
        };
        // Each try is another mail, because it has another link.
        let id = format!("{}.{}", delivery.subject.simple(), delivery.attempts);
        if let Some(holder) = platform.people().of_email(&change.email).await? {
            return Ok(Some(self.letters(&change).taken(&holder).mail(&id, now)));
        }
        let token = self.inner.0.rng.with(InvitationToken::generate);
        platform.address_changes().set_token(change.id, token.hash().as_bytes()).await?;
        work.without_event("its use is recorded").finish(()).await?;
        let link = self.inner.urls().new_address(token);
        Ok(Some(self.letters(&change).link(link).mail(&id, now)))
    }

    /// `None` where the person, or the change, is no longer there.
    async fn to_former(self, delivery: &Delivery) -> Result<Option<Mail>, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let Some(change) = platform.address_changes().by_id(delivery.subject).await? else { return Ok(None) };
        let Some(person) = platform.people().by_id(change.person).await? else { return Ok(None) };
        let id = format!("{}.former", delivery.subject.simple());
        Ok(Some(self.letters(&change).warning(&person).mail(&id, self.inner.now())))
    }
}

impl<'a> AddressChanges<'a> {
    fn letters(self, change: &'a AddressChange) -> Letters<'a> {
        Letters {
            platform: self.inner.platform_name(),
            home: self.inner.urls().public_url(),
            contact: self.inner.support_contact(),
            change,
        }
    }
}
