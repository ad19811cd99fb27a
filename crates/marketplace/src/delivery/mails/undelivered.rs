//! Mails that could not be delivered, for operators.

use model::delivery::Receiver;
use outbound_mail::Mailer;
use store::Platform;
use wire::notices::MailState;

use crate::errors::Error;
use crate::permission::{By, Operator, begin};
use crate::service::Mails;

const RECEIVERS: [Receiver; 3] = [Receiver::Mail, Receiver::DailyMail, Receiver::InvitationMails];
/// Tried again together; what is more waits for the next time.
const AT_ONCE: u64 = 1_000;

impl Mails<'_> {
    pub async fn state(self, _: &By<Operator>) -> Result<MailState, Error> {
        let mut tx = self.inner.store().read().await?;
        self.state_in(tx.platform().await?).await
    }

    /// Tries again what was given up, as if it had never been tried.
    pub async fn retry(self, by: &By<Operator>) -> Result<MailState, Error> {
        let mut work = begin!(self, by, "mails_retry", ());
        let taken = work.platform().await?.outbox().take_given_up(&RECEIVERS, AT_ONCE).await?;
        let now = self.inner.now();
        taken.into_iter().for_each(|(receiver, subject)| work.send(receiver, subject, now));
        let state = self.state_in(work.platform().await?).await?;
        let state = work.without_event("nothing is changed but when it is tried").finish(state).await?;
        self.inner.0.notices.mail_asked.notify_one();
        self.inner.0.notices.daily_asked.notify_one();
        self.inner.0.notices.invitations_asked.notify_one();
        Ok(state)
    }

    async fn state_in(self, platform: Platform<'_>) -> Result<MailState, Error> {
        let given_up = platform.outbox().given_up(&RECEIVERS).await?;
        let (server, kept) = match self.inner.mailer() {
            None => (None, false),
            Some(Mailer::Kept(_)) => (None, true),
            Some(Mailer::Smtp(smtp)) => (Some(smtp.place()), false),
        };
        Ok(MailState {
            server,
            kept,
            undelivered: given_up.count,
            last_error: given_up.error,
            last_at: given_up.at,
        })
    }
}
