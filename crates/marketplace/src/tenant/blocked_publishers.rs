//! Publishers that a tenant has blocked. Existing connections stay as they are.

use model::{audit::AuditAction, ids::PublisherId, publisher::Publisher};
use store::{Tenanted, blocked_publishers::BlockedPublisher};
use wire::{
    admin::{self, BlockPublisher},
    page::Page,
};

use crate::errors::Error;
use crate::permission::{By, InTenant, TenantAdmin, TenantMember, begin};
use crate::requests::Checks;
use crate::requests::listing::all;
use crate::service::BlockedPublishers;
use crate::views::names;
use crate::views::review::card;
use crate::work::Event;

impl BlockedPublishers<'_> {
    /// The newest first; a tenant blocks few.
    pub async fn list(self, by: &By<TenantMember>) -> Result<Page<admin::BlockedPublisher>, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let blocked = rows.blocked_publishers().list().await?;
        let ids: Vec<_> = blocked.iter().map(|one| one.publisher).collect();
        let publishers = rows.shared().publishers().by_ids(&ids).await?;
        let names = names(rows.shared(), by.person(), blocked.iter().map(|one| one.by)).await?;
        let view = |one: BlockedPublisher| {
            let publisher = publishers.iter().find(|publisher| publisher.id == one.publisher);
            let publisher = publisher.ok_or_else(|| Error::broken("publisher", one.publisher))?;
            let blocked_by = names.get(&one.by).cloned().unwrap_or_default();
            Ok(view(one, publisher.clone(), blocked_by))
        };
        Ok(all(blocked.into_iter().map(view).collect::<Result<_, Error>>()?))
    }

    /// Only a publisher of whom the tenant sees an app, or has or had a connection, is known to it.
    pub async fn block(
        self,
        by: &By<TenantAdmin>,
        request: BlockPublisher,
    ) -> Result<admin::BlockedPublisher, Error> {
        let mut checks = Checks::new();
        let reason = checks.text("reason", &request.reason);
        checks.finish()?;
        let mut work = begin!(self, by, "publishers_block", &request);
        let rows = work.within(by.tenant()).await?;
        let publisher = known(rows, by, request.publisher_id).await?;
        let (person, at) = (by.person().id, self.inner.now());
        let blocked = BlockedPublisher { publisher: publisher.id, reason: reason.clone(), by: person, at };
        if !rows.blocked_publishers().insert(&blocked).await? {
            return Err(Error::Conflict(format!("{} is blocked already.", publisher.name)));
        }
        let event = Event::new(AuditAction::PublisherBlocked, publisher.id, &publisher.name).reason(&reason);
        let view = view(blocked, publisher, by.person().name.clone());
        work.record(event).finish(view).await
    }

    /// Its apps are on show again.
    pub async fn unblock(self, by: &By<TenantAdmin>, id: PublisherId) -> Result<(), Error> {
        let mut work = begin!(self, by, "publishers_unblock", id);
        let rows = work.within(by.tenant()).await?;
        rows.blocked_publishers().delete(id).await?;
        let publisher = rows.shared().publishers().card(id).await?;
        let publisher = publisher.ok_or_else(|| Error::broken("publisher", id))?;
        let event = Event::new(AuditAction::PublisherUnblocked, id, &publisher.name);
        work.record(event).finish(()).await
    }
}

async fn known(rows: Tenanted<'_>, by: &By<TenantAdmin>, id: PublisherId) -> Result<Publisher, Error> {
    let publisher = rows.shared().publishers().get(id).await?.ok_or(Error::NotFound)?;
    if publisher.sandbox == by.tenant() {
        return Err(Error::Conflict("A sandbox shows its own publisher's apps alone.".into()));
    }
    let seen = rows.available_apps(by.tenancy()).knows(id).await?;
    if seen { Ok(publisher) } else { Err(Error::NotFound) }
}

fn view(blocked: BlockedPublisher, publisher: Publisher, blocked_by: String) -> admin::BlockedPublisher {
    admin::BlockedPublisher {
        publisher: card(publisher.into()),
        reason: blocked.reason,
        blocked_by,
        blocked_at: blocked.at,
    }
}
