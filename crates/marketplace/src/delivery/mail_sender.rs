//! Sends the mails that deliveries of the outbox ask for. What differs from one to the other is a [`MailSource`].

use chrono::TimeDelta;
use model::delivery::Receiver;
use outbound_mail::Mail;
use store::outbox::Delivery;
use tokio::sync::Notify;

use crate::delivery::deliveries::{DueDeliveries, is_spent};
use crate::errors::Error;
use crate::service::Marketplace;

/// Mails at a time, of each source.
const AT_ONCE: usize = 4;
/// Other nodes leave a mail alone for so long: longer than a server may take for it.
const CLAIMED: TimeDelta = TimeDelta::minutes(1);

/// What the deliveries to one receiver are mailed as.
pub(crate) trait MailSource: Copy + Send + Sync + 'static {
    /// What a mail is in the log.
    const WHAT: &'static str;

    fn receiver(self) -> Receiver;

    /// Told to look at once.
    fn asked(self, here: &Marketplace) -> &Notify;

    /// `None` where no one wants it any more.
    fn mail(
        self,
        here: &Marketplace,
        delivery: &Delivery,
    ) -> impl Future<Output = Result<Option<Mail>, Error>> + Send;

    /// It was mailed, is not wanted any more, or is given up.
    fn settle(
        self,
        here: &Marketplace,
        delivery: &Delivery,
    ) -> impl Future<Output = Result<(), Error>> + Send;
}

/// Sends what waits, for as long as this is polled; where there is no server, what others left waits. What is under way
/// when that ends is begun again by another node, or later.
pub(crate) async fn send_all<Source: MailSource>(here: &Marketplace, source: Source) {
    if here.mailer().is_none() {
        return std::future::pending().await;
    }
    let take = |delivery: Delivery| {
        let here = here.clone();
        async move { send(&here, source, &delivery).await }
    };
    let due = DueDeliveries::new(here, source.receiver(), CLAIMED, source.asked(here));
    Box::pin(due.each(AT_ONCE, take)).await;
}

async fn send<Source: MailSource>(here: &Marketplace, source: Source, delivery: &Delivery) {
    if let Err(error) = try_to_send(here, source, delivery).await {
        tracing::warn!(delivery = %delivery.id, %error, "{} was not sent: it is tried again", Source::WHAT);
        here.put_off(delivery, &error).await;
    }
}

async fn try_to_send<Source: MailSource>(
    here: &Marketplace,
    source: Source,
    delivery: &Delivery,
) -> Result<(), Error> {
    if !is_spent(delivery)
        && let Some(mailer) = here.mailer()
        && let Some(mail) = Box::pin(source.mail(here, delivery)).await?
    {
        mailer.send(mail).await.map_err(|error| Error::Conflict(error.to_string()))?;
    }
    Box::pin(source.settle(here, delivery)).await
}
