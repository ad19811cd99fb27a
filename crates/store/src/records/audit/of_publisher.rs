//! The history of a publisher, put together from several chains.

use model::{
    audit::{AuditChain, AuditEntry},
    ids::{AppId, PublisherId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Value};
use uuid::Uuid;

use super::chain;
use super::filtered::EntryFilter;
use super::history::Audit;
use crate::errors::Result;
use crate::rows::apps as app_row;
use crate::search::listing::{FOUND, Listed, Listing, bounded, length};
use crate::search::newest::Owned;

const OF_CHAINS: Owned = Owned { table: "audit_entries", owner: "chain", columns: "id" };
const OF_APPS: Owned = Owned { table: "audit_entries", owner: "app_id", columns: "id" };

impl Audit<'_> {
    /// A publisher's chain, and what others wrote about its apps: the tenants' decisions and the operator's. Those among
    /// them that the filter wants.
    pub async fn of_publisher(
        &self,
        publisher: PublisherId,
        listing: &Listing,
        filter: &EntryFilter,
    ) -> Result<Listed<AuditEntry>> {
        let chain = AuditChain::Publisher(publisher);
        // Whom of their people others sent, a publisher does not read.
        if filter.person.is_some() {
            return self.filtered(chain, listing, filter).await;
        }
        let apps = app_row::Entity::find()
            .select_only()
            .column(app_row::Column::Id)
            .filter(app_row::Column::PublisherId.eq(publisher.uuid()));
        let (chains, apps) = match filter.app {
            Some(app) => (Vec::new(), apps.filter(app_row::Column::Id.eq(app.uuid()))),
            None => (vec![chain::text(chain)], apps),
        };
        let apps: Vec<Uuid> = apps.into_tuple().all(self.conn).await?;
        self.newest_of(&chains, apps, listing, filter).await
    }

    /// What happened to these apps, in the chains of their publisher and of the tenants alike.
    pub async fn of_apps(&self, apps: &[AppId], listing: &Listing) -> Result<Listed<AuditEntry>> {
        let apps = apps.iter().map(|app| app.uuid()).collect();
        self.newest_of(&[], apps, listing, &EntryFilter::default()).await
    }

    async fn newest_of(
        &self,
        chains: &[String],
        apps: Vec<Uuid>,
        listing: &Listing,
        filter: &EntryFilter,
    ) -> Result<Listed<AuditEntry>> {
        let first = listing.is_first();
        let limit = if first { listing.one_more().max(FOUND + 1) } else { listing.one_more() };
        let chains: Vec<Value> = chains.iter().map(|chain| chain.as_str().into()).collect();
        let apps: Vec<Value> = apps.into_iter().map(Value::from).collect();
        let mut more = filter.times();
        more.extend(listing.after.map(|after| ("id <", Value::from(after))));
        let mut ids = Vec::new();
        for (owned, owners) in [(OF_CHAINS, chains), (OF_APPS, apps)] {
            let rows = owned.newest_where(self.conn, &owners, &more, limit).await?;
            for row in rows {
                ids.push(row.try_get_by_index::<Uuid>(0)?);
            }
        }
        ids.sort_unstable_by(|one, other| other.cmp(one));
        ids.dedup();
        let total = first.then(|| bounded(length(&ids), limit - 1));
        self.these(Listed { total, ..Listed::new(ids, listing) }).await
    }
}
