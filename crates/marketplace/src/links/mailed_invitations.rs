//! Mails set-up links to those who are invited. The token is made here, so that no one but the mailbox has it.

mod written;

use chrono::TimeDelta;
use credentials::InvitationToken;
use model::{
    audit::AuditChain,
    delivery::Receiver,
    ids::InvitationId,
    person::{Email, InvitedTo},
};
use outbound_mail::Mail;
use store::{Tx, outbox::Delivery};
use tokio::sync::Notify;

use self::written::Contents;
use super::invitations::organisation;
use crate::delivery::mail_sender::{MailSource, send_all};
use crate::errors::Error;
use crate::service::{Invitations, Marketplace};
use crate::work::Author;

/// Mails an hour to one address, about one organisation.
const MOST_AN_HOUR: usize = 5;
/// Mails an hour about one organisation, to whomever.
const MOST_OF_AN_ORGANISATION: u64 = 100;

impl Marketplace {
    /// To be called while the organisation is held.
    ///
    /// # Errors
    /// `Invalid` where this installation sends no mail; `Conflict` where the address got enough of them, or all addresses
    /// together did.
    pub(super) async fn may_mail(&self, tx: &mut Tx, email: &Email, to: InvitedTo) -> Result<(), Error> {
        if self.mailer().is_none() {
            let told = "This installation sends no mail. Let the link be shown to you.";
            return Err(Error::field("deliver", told));
        }
        let since = self.now() - TimeDelta::hours(1);
        let invitations = tx.platform().await?.invitations();
        let mailed = invitations.mailed_since(to, since, MOST_OF_AN_ORGANISATION).await?;
        if mailed.iter().filter(|mailed| *mailed == email).count() >= MOST_AN_HOUR {
            return Err(too_many(&format!("{MOST_AN_HOUR} invitations were mailed to this address")));
        }
        if u64::try_from(mailed.len()).unwrap_or(u64::MAX) >= MOST_OF_AN_ORGANISATION {
            return Err(too_many(&format!("{MOST_OF_AN_ORGANISATION} invitations were mailed")));
        }
        Ok(())
    }
}

fn too_many(mailed: &str) -> Error {
    Error::Conflict(format!("{mailed} within an hour. Wait, or let the link be shown to you."))
}

/// The links, as what is mailed.
#[derive(Debug, Clone, Copy)]
struct Links;

impl MailSource for Links {
    const WHAT: &'static str = "an invitation";

    fn receiver(self) -> Receiver {
        Receiver::InvitationMails
    }

    fn asked(self, here: &Marketplace) -> &Notify {
        &here.0.notices.invitations_asked
    }

    async fn mail(self, here: &Marketplace, delivery: &Delivery) -> Result<Option<Mail>, Error> {
        here.invitations().link(delivery).await
    }

    async fn settle(self, here: &Marketplace, delivery: &Delivery) -> Result<(), Error> {
        here.invitations().settle(delivery).await
    }
}

impl Invitations<'_> {
    /// Mails links, until `stop` is ready. What is under way then is begun again by another node, with another link.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        tokio::select! {
            () = send_all(self.inner, Links) => {}
            () = stop => {}
        }
    }

    /// A new link, which ends the one that was mailed before; `None` where the invitation was used, withdrawn, replaced,
    /// is too old, or its maker may no longer invite so.
    async fn link(self, delivery: &Delivery) -> Result<Option<Mail>, Error> {
        let (id, now) = (InvitationId::from_uuid(delivery.subject), self.inner.now());
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let Some(invitation) = work.shared().invitations().get(id).await? else { return Ok(None) };
        if !self.inner.still_stands(&mut work, &invitation).await? {
            return Ok(None);
        }
        let place = organisation(&mut work, invitation.to).await?;
        let token = self.inner.0.rng.with(InvitationToken::generate);
        if !work.shared().invitations().set_token(id, token.hash().as_bytes(), now).await? {
            tracing::debug!(delivery = %delivery.id, "an invitation is not wanted any more");
            return Ok(None);
        }
        work.without_event("its use is recorded").finish(()).await?;
        let contents = Contents {
            platform: self.inner.platform_name(),
            home: self.inner.urls().public_url(),
            place: &place,
            role: invitation.to.role(),
            to: &invitation.email,
            link: &self.inner.urls().invitation(token),
            expires_at: invitation.expires_at,
        };
        // Each try is another mail, because it has another link.
        Ok(Some(contents.mail(&format!("{}.{}", delivery.id.uuid().simple(), delivery.attempts), now)))
    }

    /// It was mailed, is not wanted any more, or is given up.
    async fn settle(self, delivery: &Delivery) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        if self.inner.settle_delivery(&mut work, delivery).await? {
            work.without_event("the invitation is recorded").finish(()).await?;
        }
        Ok(())
    }
}
