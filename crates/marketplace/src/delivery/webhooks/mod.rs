//! What webhooks are told: an event becomes a message to each webhook that hears of it, and messages are sent until they
//! are taken.

mod attempts;
mod making;
pub(crate) mod message;
mod sending;

use crate::errors::Error;
use crate::service::Webhooks;

impl Webhooks<'_> {
    /// Makes messages and sends them, until `stop` is ready. What is under way then is begun again by another node, or
    /// later.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        let both = async {
            tokio::join!(self.make_all(), self.send_all());
        };
        tokio::select! {
            () = Box::pin(both) => {}
            () = stop => {}
        }
    }

    /// Makes and sends what is due now, one after the other; how many messages were sent.
    pub async fn tell(self) -> Result<u64, Error> {
        self.make_due().await;
        let mut sent = 0;
        while let Some((message, webhook, _turn)) = self.claim_next().await? {
            self.send(message, &webhook).await;
            sent += 1;
        }
        Ok(sent)
    }
}
