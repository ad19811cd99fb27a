//! The history of a publisher, put together from several chains.

use model::{
    audit::{AuditChain, AuditEntry},
    ids::{AppId, PublisherId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value};
use uuid::Uuid;

use super::chain;
use super::history::{Audit, entity};
use crate::errors::Result;
use crate::rows::{apps as app_row, audit_entries as row};
use crate::search::listing::{FOUND, Listed, Listing, bounded, length};
use crate::search::newest::Owned;

const OF_CHAINS: Owned = Owned { table: "audit_entries", owner: "chain", columns: "id" };
const OF_APPS: Owned = Owned { table: "audit_entries", owner: "app_id", columns: "id" };

impl Audit<'_> {
    /// A publisher's chain, and what others wrote about its apps: the tenants' decisions and the operator's.
    pub async fn of_publisher(
        &self,
        publisher: PublisherId,
        listing: &Listing,
    ) -> Result<Listed<AuditEntry>> {
        let apps: Vec<Uuid> = app_row::Entity::find()
            .select_only()
            .column(app_row::Column::Id)
            .filter(app_row::Column::PublisherId.eq(publisher.uuid()))
            .into_tuple()
            .all(self.conn)
            .await?;
        let chain = chain::text(AuditChain::Publisher(publisher));
        self.newest_of(&[chain], apps, listing).await
    }

    /// What happened to these apps, in the chains of their publisher and of the tenants alike.
    pub async fn of_apps(&self, apps: &[AppId], listing: &Listing) -> Result<Listed<AuditEntry>> {
        self.newest_of(&[], apps.iter().map(|app| app.uuid()).collect(), listing).await
    }

    async fn newest_of(
        &self,
        chains: &[String],
        apps: Vec<Uuid>,
        listing: &Listing,
    ) -> Result<Listed<AuditEntry>> {
        let first = listing.is_first();
        let limit = if first { listing.one_more().max(FOUND + 1) } else { listing.one_more() };
        let chains: Vec<Value> = chains.iter().map(|chain| chain.as_str().into()).collect();
        let apps: Vec<Value> = apps.into_iter().map(Value::from).collect();
        let mut ids = Vec::new();
        for (owned, owners) in [(OF_CHAINS, chains), (OF_APPS, apps)] {
            let rows = owned.newest(self.conn, &owners, listing.after, limit).await?;
            for row in rows {
                ids.push(row.try_get_by_index::<Uuid>(0)?);
            }
        }
        ids.sort_unstable_by(|one, other| other.cmp(one));
        ids.dedup();
        let total = first.then(|| bounded(length(&ids), limit - 1));
        let mut listed = Listed { total, ..Listed::new(ids, listing) };
        let these = std::mem::take(&mut listed.items);
        let rows = row::Entity::find().filter(row::Column::Id.is_in(these)).order_by_desc(row::Column::Id);
        listed.with(rows.all(self.conn).await?).try_map(entity)
    }
}
