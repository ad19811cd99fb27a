//! Mail: notices that people want mailed, at once or once a day.

mod undelivered;
mod written;

use chrono::TimeDelta;
use model::{audit::AuditChain, delivery::Receiver, ids::PersonId};
use outbound_mail::Mail;
use store::outbox::Delivery;
use uuid::Uuid;

use self::written::Contents;
use crate::delivery::deliveries::{DueDeliveries, is_spent};
use crate::delivery::notices::{reader, views};
use crate::errors::Error;
use crate::service::Mails;
use crate::work::Author;

/// Mails at a time, of each kind.
const AT_ONCE: usize = 4;
/// Other nodes leave a mail alone for so long: longer than a server may take for it.
const CLAIMED: TimeDelta = TimeDelta::minutes(1);
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
    const fn receiver(self) -> Receiver {
        match self {
            Self::AtOnce => Receiver::Mail,
            Self::Daily => Receiver::DailyMail,
        }
    }
}

impl Mails<'_> {
    /// Sends mails, until `stop` is ready; where there is no server, what others left waits. What is under way then is
    /// begun again by another node, or later: with the same id.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        let sending = async {
            if self.inner.mailer().is_some() {
                Box::pin(async { tokio::join!(self.send_all(Kind::AtOnce), self.send_all(Kind::Daily)) })
                    .await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = sending => {}
            () = stop => {}
        }
    }

    async fn send_all(self, kind: Kind) {
        let parts = &self.inner.0.notices;
        let asked = if kind == Kind::Daily { &parts.daily_asked } else { &parts.mail_asked };
        let take = |delivery| {
            let here = self.inner.clone();
            async move { here.mails().take(kind, delivery).await }
        };
        DueDeliveries::new(self.inner, kind.receiver(), CLAIMED, asked).each(AT_ONCE, take).await;
    }

    async fn take(self, kind: Kind, delivery: Delivery) {
        if let Err(error) = self.try_to_send(kind, &delivery).await {
            tracing::warn!(delivery = %delivery.id, %error, "a mail was not sent: it is tried again");
            self.inner.put_off(&delivery, &error).await;
        }
    }

    async fn try_to_send(self, kind: Kind, delivery: &Delivery) -> Result<(), Error> {
        let mail = if kind == Kind::Daily { delivery.id.uuid() } else { delivery.subject };
        if is_spent(delivery) {
            return self.settle(kind, delivery, mail).await;
        }
        if kind == Kind::Daily {
            self.gather(PersonId::from_uuid(delivery.subject), mail).await?;
        }
        if let (Some(written), Some(mailer)) = (self.written(kind, mail).await?, self.inner.mailer()) {
            mailer.send(written).await.map_err(|error| Error::Conflict(error.to_string()))?;
        }
        self.settle(kind, delivery, mail).await
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
    async fn settle(self, kind: Kind, delivery: &Delivery, mail: Uuid) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        if !self.inner.settle_delivery(&mut work, delivery).await? {
            return Ok(());
        }
        if is_spent(delivery) && kind == Kind::Daily {
            work.platform().await?.notices().release_daily(mail).await?;
        }
        work.without_event("what is mailed to someone is no one else's").finish(()).await
    }
}
