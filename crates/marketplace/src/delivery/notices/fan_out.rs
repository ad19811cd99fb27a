//! Puts an event into the inboxes of those who hear of it, and has it mailed to those who want that.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta};
use model::{
    Timestamp,
    audit::{AuditChain, AuditEntry},
    delivery::Receiver,
    ids::{AuditEntryId, DeliveryId, NoticeId, PersonId},
    notice::{MailChoice, NoticeKind, heard, is_always_mailed},
};
use store::{
    notices::{NewNotice, Notice},
    outbox::Delivery,
};
use uuid::Uuid;

use super::audiences::{Part, Recipient, recipients};
use crate::delivery::deliveries::{DueDeliveries, is_spent};
use crate::errors::Error;
use crate::service::Notices;
use crate::work::{Author, Work};

/// Events at a time.
const AT_ONCE: usize = 4;
/// Inboxes that are filled in one transaction.
const GROUP: usize = 500;
/// Other nodes leave an event alone for so long after each group: longer than one takes.
const CLAIMED: TimeDelta = TimeDelta::minutes(5);
/// What the mails of an event wait for where other groups follow: what these put in is in them too.
const TOGETHER: TimeDelta = TimeDelta::minutes(1);
/// The hour (UTC) of daily mails.
const HOUR_OF_MAIL: i64 = 6;

/// Where a group stands among those of its event.
#[derive(Debug, Clone, Copy)]
struct Turn {
    is_first: bool,
    is_last: bool,
}

impl Notices<'_> {
    /// Puts what happened into inboxes, until `stop` is ready. What is under way then is begun again by another node, or
    /// later.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        let take = |delivery| {
            let here = self.inner.clone();
            async move { here.notices().take(delivery).await }
        };
        tokio::select! {
            () = Box::pin(self.due().each(AT_ONCE, take)) => {}
            () = stop => {}
        }
    }

    fn due(&self) -> DueDeliveries<'_> {
        DueDeliveries::new(self.inner, Receiver::Notices, CLAIMED, &self.inner.0.notices.asked)
    }

    async fn take(self, delivery: Delivery) {
        let mut left = Some(delivery);
        while let Some(delivery) = left {
            left = match self.fan_out(&delivery, GROUP).await {
                Ok(left) => left,
                Err(error) => {
                    tracing::warn!(delivery = %delivery.id, %error, "an event is not in all inboxes: it is tried again");
                    self.inner.put_off(&delivery, &error).await;
                    None
                }
            };
        }
    }

    /// Puts an event into the inboxes of the next group of those who hear of it, in one transaction: `most` people, unless
    /// one organisation alone has more. What is left of the delivery, with the place of the group behind; `None` where no one
    /// is, or another node has it. One that is begun again puts nothing in twice.
    ///
    /// # Errors
    /// The database is away, or a row is corrupt: then no one of the group has heard.
    pub async fn fan_out(self, delivery: &Delivery, most: usize) -> Result<Option<Delivery>, Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        if is_spent(delivery) {
            if self.inner.settle_delivery(&mut work, delivery).await? {
                work.without_event("it is given up").finish(()).await?;
            }
            return Ok(None);
        }
        let id = AuditEntryId::from_uuid(delivery.subject);
        let entry = work.platform().await?.audit().by_ids(&[id]).await?.pop();
        let heard = entry.as_ref().and_then(|entry| entry.action.known()).and_then(heard);
        let Some((entry, heard)) = entry.zip(heard) else {
            if self.inner.settle_delivery(&mut work, delivery).await? {
                work.without_event("no one hears of it").finish(()).await?;
            }
            return Ok(None);
        };
        let part = Part { after: delivery.place, most };
        let group = recipients(&mut work, &entry, heard.audience, part).await?;
        let is_ours = match group.place {
            Some(place) => {
                let until = self.inner.now() + CLAIMED;
                work.platform().await?.outbox().go_on(delivery, place, until).await?
            }
            None => self.inner.settle_delivery(&mut work, delivery).await?,
        };
        if !is_ours {
            return Ok(None);
        }
        let turn = Turn { is_first: delivery.place.is_none(), is_last: group.place.is_none() };
        self.put_in(&mut work, &entry, heard.kind, group.recipients, turn).await?;
        work.without_event("inboxes are no history").finish(()).await?;
        self.inner.0.notices.mail_asked.notify_one();
        Ok(group.place.map(|place| Delivery { place: Some(place), ..delivery.clone() }))
    }

    /// A person hears of an event in one mail, from whichever groups.
    async fn put_in(
        self,
        work: &mut Work,
        entry: &AuditEntry,
        kind: NoticeKind,
        recipients: Vec<Recipient>,
        turn: Turn,
    ) -> Result<(), Error> {
        let now = self.inner.now();
        let people = || recipients.iter().map(|one| one.person);
        let chosen = work.shared().notice_settings().of(people()).await?;
        let earlier = if turn.is_first {
            HashMap::new()
        } else {
            work.platform().await?.notices().mails_of(entry.id, people()).await?
        };
        let (mut at_once, mut daily) = (HashMap::<PersonId, Uuid>::new(), HashSet::new());
        let mut notices = Vec::with_capacity(recipients.len());
        for Recipient { person, read_as, offered } in recipients {
            let choice = chosen.get(&person).map_or(kind.default_mail(), |choices| choices.of(kind));
            let always = entry.action.known().is_some_and(is_always_mailed);
            let choice = if always { MailChoice::AtOnce } else { choice };
            let choice = self.inner.mailer().map_or(MailChoice::Off, |_| choice);
            let mut new =
                || *at_once.entry(person).or_insert_with(|| self.inner.new_id(DeliveryId::new).uuid());
            let mail = (choice == MailChoice::AtOnce)
                .then(|| earlier.get(&person).copied().unwrap_or_else(&mut new));
            if choice == MailChoice::Daily {
                daily.insert(person);
            }
            let id = self.inner.new_id(NoticeId::new);
            let entry = entry.id;
            let notice = Notice { id, person, read_as, entry, kind, offered, created_at: now, read_at: None };
            notices.push(NewNotice { notice, daily: choice == MailChoice::Daily, mail });
        }
        work.platform().await?.notices().insert(notices).await?;
        let due = if turn.is_last { now } else { now + TOGETHER };
        at_once.into_values().for_each(|mail| work.send(Receiver::Mail, mail, due));
        // Each sends its own: those that find nothing left end without a word.
        daily.into_iter().for_each(|person| work.send(Receiver::DailyMail, person.uuid(), next_morning(now)));
        Ok(())
    }
}

/// The next hour of daily mails.
fn next_morning(now: Timestamp) -> Timestamp {
    const DAY: i64 = 24 * 60 * 60;
    let hour = HOUR_OF_MAIL * 60 * 60;
    let days = (now.timestamp() - hour).div_euclid(DAY) + 1;
    DateTime::from_timestamp(days * DAY + hour, 0).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daily_mail_waits_for_the_next_morning() {
        for (now, expected) in [
            ("2026-12-01T05:59:59Z", "2026-12-01T06:00:00Z"),
            ("2026-12-01T06:00:00Z", "2026-12-02T06:00:00Z"),
            ("2026-12-31T23:00:00Z", "2027-01-01T06:00:00Z"),
        ] {
            let (now, expected): (Timestamp, Timestamp) = (now.parse().unwrap(), expected.parse().unwrap());
            assert_eq!(next_morning(now), expected);
        }
    }
}
