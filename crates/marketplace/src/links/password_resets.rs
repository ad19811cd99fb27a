//! The request for a link to a new password. It looks for no one: what it costs and answers tells of no account.

use chrono::TimeDelta;
use model::{audit::AuditChain, delivery::Receiver, ids::DeliveryId};
use wire::account::{AskForPasswordLink, Thanks};

use crate::errors::Error;
use crate::requests::Origin;
use crate::service::PasswordResets;
use crate::work::Author;

/// What could not be mailed for so long is not mailed any more.
const WAITS: TimeDelta = TimeDelta::minutes(30);

const ANSWER: &str = "If this address has an account, a mail with a link is on its way. The link works once, for 30 \
                      minutes, and ends the one that was mailed before.";

impl PasswordResets<'_> {
    /// `Conflict` where this installation sends no mail, `TooMany` where the address, or the caller, asked too often.
    pub async fn ask(self, request: AskForPasswordLink, origin: &Origin) -> Result<Thanks, Error> {
        if self.inner.mailer().is_none() {
            return Err(Error::Conflict(self.no_mail()));
        }
        self.inner.count_reset(request.email.as_str(), origin).await?;
        let (id, now) = (self.inner.new_id(DeliveryId::new).uuid(), self.inner.now());
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        work.platform().await?.password_resets().insert(id, &request.email, now + WAITS).await?;
        work.send(Receiver::PasswordResets, id, now);
        work.without_event("whose account it is, if it is one, is not known yet").finish(()).await?;
        self.inner.0.notices.resets_asked.notify_one();
        Ok(Thanks { message: ANSWER.to_owned() })
    }

    fn no_mail(self) -> String {
        let whom = self.inner.support_contact().map(|contact| format!(" ({contact})")).unwrap_or_default();
        format!("This installation sends no mail. Ask its operator{whom} for a link to set a new password.")
    }
}
