//! Mails what a change of address needs: the link to the new mailbox, and a warning to the one of before.

mod written;

use chrono::TimeDelta;
use credentials::InvitationToken;
use model::{audit::AuditChain, delivery::Receiver};
use outbound_mail::Mail;
use store::{address_changes::AddressChange, outbox::Delivery};

use self::written::Letters;
use crate::delivery::deliveries::{DueDeliveries, is_spent};
use crate::errors::Error;
use crate::service::AddressChanges;
use crate::work::Author;

/// Mails at a time, to each kind of mailbox.
const AT_ONCE: usize = 4;
/// Other nodes leave a mail alone for so long: longer than a server may take for it.
const CLAIMED: TimeDelta = TimeDelta::minutes(1);

/// Whose mailbox a mail is for.
#[derive(Debug, Clone, Copy)]
enum Mailbox {
    New,
    Former,
}

impl AddressChanges<'_> {
    /// Mails, until `stop` is ready. What is under way then is begun again by another node, a link with another token.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        let sending = async {
            if self.inner.mailer().is_some() {
                let both =
                    async { tokio::join!(self.send_all(Mailbox::New), self.send_all(Mailbox::Former)) };
                Box::pin(both).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = sending => {}
            () = stop => {}
        }
    }

    async fn send_all(self, mailbox: Mailbox) {
        let parts = &self.inner.0.notices;
        let (receiver, asked) = match mailbox {
            Mailbox::New => (Receiver::AddressChanges, &parts.address_links_asked),
            Mailbox::Former => (Receiver::AddressWarnings, &parts.address_warnings_asked),
        };
        let take = |delivery| {
            let here = self.inner.clone();
            async move { here.address_changes().take(delivery, mailbox).await }
        };
        DueDeliveries::new(self.inner, receiver, CLAIMED, asked).each(AT_ONCE, take).await;
    }

    async fn take(self, delivery: Delivery, mailbox: Mailbox) {
        if let Err(error) = self.try_to_send(&delivery, mailbox).await {
            tracing::warn!(delivery = %delivery.id, %error, "a mail about a new address was not sent: it is tried again");
            self.inner.put_off(&delivery, &error).await;
        }
    }

    async fn try_to_send(self, delivery: &Delivery, mailbox: Mailbox) -> Result<(), Error> {
        let mail = match mailbox {
            _ if is_spent(delivery) => None,
            Mailbox::New => Box::pin(self.to_new(delivery)).await?,
            Mailbox::Former => Box::pin(self.to_former(delivery)).await?,
        };
        if let Some((mailer, mail)) = self.inner.mailer().zip(mail) {
            mailer.send(mail).await.map_err(|error| Error::Conflict(error.to_string()))?;
        }
        if is_spent(delivery) {
            tracing::error!(delivery = %delivery.id, "a mail about a new address could not be delivered");
        }
        // It was mailed, or never will be: the change is over by then.
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
