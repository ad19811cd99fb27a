//! What waits for a publisher's people.

use wire::needs::NeedsYou;

use crate::errors::Error;
use crate::permission::{By, PublisherMember};
use crate::service::Needs;
use crate::views::needs::view;

impl Needs<'_> {
    pub async fn of_publisher(self, by: &By<PublisherMember>) -> Result<NeedsYou, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let found = platform.needs_of_publisher(by.publisher(), self.inner.need_times()).await?;
        Ok(view(found, Vec::new()))
    }
}
