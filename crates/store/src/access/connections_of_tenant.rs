//! A tenant's connections, listed, filtered and searched.

use model::{
    connection::ListedState,
    ids::{AppId, ConnectionId},
    search::Search,
    total::Total,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};
use uuid::Uuid;

use super::connections::{ConnectionOfApp, TenantConnections};
use crate::catalogue::apps;
use crate::errors::Result;
use crate::rows::{
    apps as app_row, connections as row, publishers as publisher_row, tenant_counts as count_row,
};
use crate::search::listing::{Listed, Listing, newest, part, walk};

/// Connections of a tenant with one app that are looked at: one, and those that it has deleted.
const MOST_WITH_APP: u64 = 200;

impl TenantConnections<'_> {
    /// All of this tenant's in a state, tombstones among them where none is named; searched by the names of app and
    /// publisher and by ids.
    pub async fn list(
        &self,
        listing: &Listing,
        state: Option<ListedState>,
    ) -> Result<Listed<ConnectionOfApp>> {
        let in_state = in_state(state);
        let select = self.with_apps().filter(in_state.clone());
        let mut listed = match listing.search() {
            Some(search) => {
                let mut found = self.search(&search, listing, in_state).await?;
                let ids = std::mem::take(&mut found.items);
                let select = select.filter(row::Column::Id.is_in(ids)).order_by_desc(row::Column::Id);
                found.with(select.all(self.conn).await?)
            }
            None => {
                let rows = part(select, row::Column::Id, listing).all(self.conn).await?;
                let listed = Listed::new(rows, listing);
                match state {
                    None => self.with_kept_total(listed, listing).await?,
                    Some(_) => listed.counted(listing, self.select().filter(in_state), self.conn).await?,
                }
            }
        };
        let items = self.of_their_apps(std::mem::take(&mut listed.items)).await?;
        Ok(listed.with(items))
    }

    /// This tenant's connections with an app, the newest first, deleted ones among them.
    pub async fn with_app(&self, app: AppId) -> Result<Vec<ConnectionId>> {
        let select = self.select().select_only().column(row::Column::Id);
        let select = select.filter(row::Column::AppId.eq(app.uuid()));
        let ids: Vec<Uuid> =
            newest(select, row::Column::Id, None, MOST_WITH_APP).into_tuple().all(self.conn).await?;
        Ok(ids.into_iter().map(ConnectionId::from_uuid).collect())
    }

    async fn with_kept_total<T>(&self, listed: Listed<T>, listing: &Listing) -> Result<Listed<T>> {
        if !listing.is_first() || listed.total.is_some() {
            return Ok(listed);
        }
        let kept = count_row::Entity::find_by_id(self.tenant.uuid()).one(self.conn).await?;
        let total = kept.and_then(|kept| u64::try_from(kept.decided).ok()).map(Total::exactly);
        Ok(Listed { total, ..listed })
    }

    async fn search(&self, search: &Search, listing: &Listing, these: Condition) -> Result<Listed<Uuid>> {
        type Seen = (Uuid, Uuid, String, Uuid, String);
        let part = async |after, limit| {
            let select = self.select().filter(these.clone());
            let select = select.select_only().columns([row::Column::Id, row::Column::AppId]);
            let select = select.column(app_row::Column::Name).column(publisher_row::Column::Id);
            let select = select.column(publisher_row::Column::Name).inner_join(app_row::Entity);
            let select = select.join(JoinType::InnerJoin, app_row::Relation::Publisher.def());
            let rows: Vec<Seen> =
                newest(select, row::Column::Id, after, limit).into_tuple().all(self.conn).await?;
            Result::Ok(rows)
        };
        let finds = |(id, app, name, publisher, publisher_name): &Seen| {
            let texts = apps::texts_of(*app, name, *publisher, publisher_name);
            search.finds(&texts.id(ConnectionId::from_uuid(*id)))
        };
        let mut found = walk(listing, part, |one| one.0, finds).await?;
        let ids = std::mem::take(&mut found.items).into_iter().map(|one| one.0).collect();
        Ok(found.with(ids))
    }
}

/// All, where no state is named.
pub(super) fn in_state(state: Option<ListedState>) -> Condition {
    let all = Condition::all();
    match state {
        None => all,
        Some(state) => all.add(row::Column::State.is_in(state.states().iter().map(|state| state.as_str()))),
    }
}
