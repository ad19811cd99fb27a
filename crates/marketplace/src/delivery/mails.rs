//! Mail: notices that people want mailed, at once or once a day.

mod undelivered;
mod written;

use model::{audit::AuditChain, delivery::Receiver, ids::PersonId};
use outbound_mail::Mail;
use store::outbox::Delivery;
use tokio::sync::Notify;
use uuid::Uuid;

use self::written::Contents;
use crate::delivery::deliveries::is_spent;
use crate::delivery::mail_sender::{MailSource, send_all};
use crate::delivery::notices::{reader, views};
use crate::errors::Error;
use crate::service::{Mails, Marketplace};
use crate::work::Author;

/// Notices in one mail; the rest is in the inbox.
const MOST: u64 = 50;

/// How notices are mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The delivery's subject is the mail.
    AtOnce,
    /// The delivery's subject is the person.
    Daily,
}

impl Kind {
    /// Which mail it is.
    const fn mail_of(self, delivery: &Delivery) -> Uuid {
        match self {
            Self::AtOnce => delivery.subject,
            Self::Daily => delivery.id.uuid(),
        }
    }
}

impl MailSource for Kind {
    const WHAT: &'static str = "a mail";

    fn receiver(self) -> Receiver {
        match self {
            Self::AtOnce => Receiver::Mail,
            Self::Daily => Receiver::DailyMail,
        }
    }

    fn asked(self, here: &Marketplace) -> &Notify {
        match self {
            Self::AtOnce => &here.0.notices.mail_asked,
            Self::Daily => &here.0.notices.daily_asked,
        }
    }

    async fn mail(self, here: &Marketplace, delivery: &Delivery) -> Result<Option<Mail>, Error> {
        let mail = self.mail_of(delivery);
        if self == Self::Daily {
            here.mails().gather(PersonId::from_uuid(delivery.subject), mail).await?;
        }
        here.mails().written(self, mail).await
    }

    async fn settle(self, here: &Marketplace, delivery: &Delivery) -> Result<(), Error> {
        here.mails().settle(self, delivery).await
    }
}

impl Mails<'_> {
    /// Sends mails, until `stop` is ready; where there is no server, what others left waits. What is under way then is
    /// begun again by another node, or later: with the same id.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        tokio::select! {
            () = send_all(self.inner, Kind::AtOnce) => {}
            () = send_all(self.inner, Kind::Daily) => {}
            () = stop => {}
        }
    }

    /// Puts what waits for a daily mail into this one, before it is written: another node's goes without.
    async fn gather(self, person: PersonId, mail: Uuid) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        work.platform().await?.notices().gather_daily(person, mail).await?;
        work.without_event("which mail carries a notice").finish(()).await
    }

    /// The mail as its person may read it now; `None` where nothing is left that they may see.
    async fn written(self, kind: Kind, id: Uuid) -> Result<Option<Mail>, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let Some(person) = platform.notices().person_of_mail(id).await? else { return Ok(None) };
        let person = platform.people().by_id(person).await?.ok_or_else(|| Error::broken("person", person))?;
        let memberships = platform.memberships(person.id).await?;
        let mut found = platform.notices().of_mail(&reader(&person, &memberships), id, MOST + 1).await?;
        let more = found.len() > usize::try_from(MOST).unwrap_or(usize::MAX);
        found.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
        let notices = views(self.inner, platform, &memberships, found).await?;
        if notices.is_empty() {
            return Ok(None);
        }
        let (platform, home) = (self.inner.platform_name(), self.inner.urls().public_url());
        let daily = kind == Kind::Daily;
        let contents = Contents { platform, home, person: &person, notices: &notices, daily, more };
        Ok(Some(contents.mail(&id.simple().to_string(), self.inner.now())))
    }

    /// It was sent, there was nothing to send, or it is given up: then what a daily mail carried waits for the next.
    async fn settle(self, kind: Kind, delivery: &Delivery) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        if !self.inner.settle_delivery(&mut work, delivery).await? {
            return Ok(());
        }
        if is_spent(delivery) && kind == Kind::Daily {
            work.platform().await?.notices().release_daily(kind.mail_of(delivery)).await?;
        }
        work.without_event("what is mailed to someone is no one else's").finish(()).await
    }
}
