//! A chain's entries by a filter: by action, person, app and time.
//!
//! Each question is answered by one index, whatever the length of the chain: that of the app, else of the person, else of
//! the actions. What else the filter wants its reader looks at, entry by entry ([`EntryFilter::is_looked_at`]).

use model::{
    Timestamp,
    audit::{ActionGroup, AuditChain, AuditEntry},
    ids::{AppId, AuditEntryId, ConnectionId, PersonId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select, Value};
use uuid::Uuid;

use super::chain;
use super::history::{Audit, entity};
use crate::errors::Result;
use crate::rows::audit_entries as row;
use crate::search::listing::{Listed, Listing};
use crate::search::newest::Owned;

const OF_ACTIONS: Owned = Owned { table: "audit_entries", owner: "action", columns: "id" };
const OF_APPS: Owned = Owned { table: "audit_entries", owner: "app_id", columns: "id" };
const OF_CONNECTIONS: Owned = Owned { table: "audit_entries", owner: "connection_id", columns: "id" };

const IN_CHAIN: &str = "chain =";
/// No column: SQLite would take the index of the chain for as good as that of the connection.
const IN_CHAIN_AMONG_FEW: &str = "chain || '' =";

/// What a list has of a history; all of it by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFilter {
    pub action: Option<ActionGroup>,
    pub person: Option<PersonId>,
    pub app: Option<AppId>,
    /// With the app, where entries name connections alone: what others did to a tenant's connections.
    pub connections: Vec<ConnectionId>,
    /// At this time or later.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub before: Option<Timestamp>,
}

impl EntryFilter {
    /// Whether the store gives entries that the filter may leave out. Times alone it keeps to the letter.
    pub const fn is_looked_at(&self) -> bool {
        self.action.is_some() || self.person.is_some() || self.app.is_some()
    }

    /// Conditions on the ids of entries, which begin with the time of the entry.
    pub(super) fn times(&self) -> Vec<(&'static str, Value)> {
        let bounds = [("id >=", self.from), ("id <", self.before)];
        bounds.into_iter().filter_map(|(words, at)| Some((words, Value::from(first_id(at?))))).collect()
    }

    fn narrow(&self, select: Select<row::Entity>) -> Select<row::Entity> {
        let select = match self.from {
            Some(from) => select.filter(row::Column::Id.gte(first_id(from))),
            None => select,
        };
        match self.before {
            Some(before) => select.filter(row::Column::Id.lt(first_id(before))),
            None => select,
        }
    }
}

/// The least id of an entry of this millisecond.
fn first_id(at: Timestamp) -> Uuid {
    AuditEntryId::new(u64::try_from(at.timestamp_millis()).unwrap_or_default(), &[0; 10]).uuid()
}

impl Audit<'_> {
    /// A chain's entries, those among them that the filter wants.
    pub async fn filtered(
        &self,
        chain: AuditChain,
        listing: &Listing,
        filter: &EntryFilter,
    ) -> Result<Listed<AuditEntry>> {
        let text = chain::text(chain);
        let select = row::Entity::find().filter(row::Column::Chain.eq(text.as_str()));
        let select = filter.narrow(select);
        match filter {
            EntryFilter { app: Some(app), connections, .. } => {
                let connections = connections.iter().map(|id| Value::from(id.uuid())).collect();
                let owned = [
                    (OF_APPS, IN_CHAIN, vec![Value::from(app.uuid())]),
                    (OF_CONNECTIONS, IN_CHAIN_AMONG_FEW, connections),
                ];
                self.newest_in(&text, owned, listing, filter).await
            }
            EntryFilter { person: Some(person), .. } => {
                self.page(select.filter(row::Column::ActorId.eq(person.uuid())), listing).await
            }
            EntryFilter { action: Some(group), .. } => {
                let actions = group.actions().map(|action| Value::from(action.as_str())).collect();
                self.newest_in(&text, [(OF_ACTIONS, IN_CHAIN, actions)], listing, filter).await
            }
            EntryFilter { from: None, before: None, .. } => self.of_chain(chain, listing).await,
            _ => self.page(select.clone(), listing).await?.counted(listing, select, self.conn).await,
        }
    }

    /// The newest entries of a chain that belong to one of these.
    async fn newest_in<const N: usize>(
        &self,
        chain: &str,
        owned: [(Owned, &'static str, Vec<Value>); N],
        listing: &Listing,
        filter: &EntryFilter,
    ) -> Result<Listed<AuditEntry>> {
        let mut ids = Vec::new();
        for (owned, in_chain, owners) in owned {
            let mut more = vec![(in_chain, Value::from(chain))];
            more.extend(filter.times());
            more.extend(listing.after.map(|after| ("id <", Value::from(after))));
            for row in owned.newest_where(self.conn, &owners, &more, listing.one_more()).await? {
                ids.push(row.try_get_by_index::<Uuid>(0)?);
            }
        }
        ids.sort_unstable_by(|one, other| other.cmp(one));
        ids.dedup();
        self.these(Listed::new(ids, listing)).await
    }

    /// The entries of these ids, the newest first.
    pub(super) async fn these(&self, ids: Listed<Uuid>) -> Result<Listed<AuditEntry>> {
        let mut listed = ids;
        let ids = std::mem::take(&mut listed.items);
        let select = row::Entity::find().filter(row::Column::Id.is_in(ids)).order_by_desc(row::Column::Id);
        let rows = self.own_entries(select).all(self.conn).await?;
        listed.with(rows).try_map(entity)
    }
}
