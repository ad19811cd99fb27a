//! The handle to histories, and their entries by chain and by connection.

use model::{
    Timestamp,
    audit::{Actor, AuditChain, AuditEntry, RecordedAction},
    ids::{AppId, AuditEntryId, ConnectionId, PersonId, TenantId},
    total::Total,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::chain::{self, ChainState, Link};
use super::details;
use crate::database::{Platform, Tenanted};
use crate::errors::Result;
use crate::rows::{audit_entries as row, audit_heads as head_row, corrupt, number};
use crate::search::listing::{Listed, Listing, part};

/// Entries that are read at a time to compute their hashes.
const VERIFIED_AT_ONCE: u64 = 500;

#[derive(Debug, Clone, Copy)]
pub struct Audit<'a> {
    pub(super) conn: &'a DatabaseTransaction,
    pub(super) tenant: Option<TenantId>,
}

impl<'a> Platform<'a> {
    /// All chains.
    pub const fn audit(&self) -> Audit<'a> {
        Audit { conn: self.conn, tenant: None }
    }
}

impl<'a> Tenanted<'a> {
    /// The tenant's chain.
    pub const fn audit(&self) -> Audit<'a> {
        Audit { conn: self.conn, tenant: Some(self.tenant) }
    }
}

impl Audit<'_> {
    /// A chain's entries.
    pub async fn of_chain(&self, chain: AuditChain, listing: &Listing) -> Result<Listed<AuditEntry>> {
        let text = chain::text(chain);
        let mut listed =
            self.page(row::Entity::find().filter(row::Column::Chain.eq(text.as_str())), listing).await?;
        if listing.is_first() && listed.total.is_none() {
            let head = head_row::Entity::find_by_id(text).one(self.conn).await?;
            let last = head.map(|head| number("audit_heads", "position", head.position)).transpose()?;
            listed.total = Some(Total::exactly(last.unwrap_or_default()));
        }
        Ok(listed)
    }

    /// Those that there are of these entries, through a tenant's handle those of its chain alone.
    pub async fn by_ids(&self, ids: &[AuditEntryId]) -> Result<Vec<AuditEntry>> {
        let select = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().map(|id| id.uuid())));
        self.own_entries(select).all(self.conn).await?.into_iter().map(entity).collect()
    }

    /// What happened to one connection.
    pub async fn of_connection(
        &self,
        connection: ConnectionId,
        listing: &Listing,
    ) -> Result<Listed<AuditEntry>> {
        let select = row::Entity::find().filter(row::Column::ConnectionId.eq(connection.uuid()));
        self.page(select.clone(), listing).await?.counted(listing, select, self.conn).await
    }

    /// Computes a chain's hashes again, entry by entry.
    pub async fn verify_chain(&self, chain: AuditChain) -> Result<ChainState> {
        let mut link = Link::start();
        loop {
            if let Some(state) = self.verify_next(chain, &mut link).await? {
                return Ok(state);
            }
        }
    }

    /// Computes the hashes of the entries behind this link again, so many that they are two statements whatever the chain's
    /// length: what the chain is once its end is reached, or where it is broken.
    pub async fn verify_next(&self, chain: AuditChain, link: &mut Link) -> Result<Option<ChainState>> {
        let text = chain::text(chain);
        // Read before the entries: whoever appends meanwhile breaks nothing.
        let head = self.head(&text).await?;
        let part = self.rows_after(&text, link.position, VERIFIED_AT_ONCE).await?;
        if part.is_empty() {
            return Ok(Some(link.end(head)));
        }
        for row in part {
            if let Err(broken) = link.follow(entity(row)?) {
                return Ok(Some(broken));
            }
        }
        Ok(None)
    }

    async fn head(&self, chain: &str) -> Result<Option<(i64, String)>> {
        let head = head_row::Entity::find_by_id(chain).one(self.conn).await?;
        Ok(head.map(|head| (head.position, head.hash)))
    }

    /// At most `limit` of a chain's entries behind this position, oldest first.
    pub async fn chain_after(&self, chain: AuditChain, position: u64, limit: u64) -> Result<Vec<AuditEntry>> {
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        let rows = self.rows_after(&chain::text(chain), position, limit).await?;
        rows.into_iter().map(entity).collect()
    }

    /// When a chain began, and its newest entry.
    pub async fn bounds(&self, chain: AuditChain) -> Result<Option<(Timestamp, AuditEntry)>> {
        let text = chain::text(chain);
        let all = || row::Entity::find().filter(row::Column::Chain.eq(text.as_str()));
        let first = all().order_by_asc(row::Column::Position).one(self.conn).await?;
        let last = all().order_by_desc(row::Column::Position).one(self.conn).await?;
        first.zip(last).map(|(first, last)| Ok((first.at, entity(last)?))).transpose()
    }

    async fn rows_after(&self, chain: &str, position: i64, limit: u64) -> Result<Vec<row::Model>> {
        let select = row::Entity::find()
            .filter(row::Column::Chain.eq(chain))
            .filter(row::Column::Position.gt(position))
            .order_by_asc(row::Column::Position)
            .limit(limit);
        Ok(select.all(self.conn).await?)
    }

    pub(super) async fn page(
        &self,
        select: Select<row::Entity>,
        listing: &Listing,
    ) -> Result<Listed<AuditEntry>> {
        let rows = part(self.own_entries(select), row::Column::Id, listing).all(self.conn).await?;
        Listed::new(rows, listing).try_map(entity)
    }

    pub(super) fn own_entries(&self, select: Select<row::Entity>) -> Select<row::Entity> {
        match self.tenant {
            Some(tenant) => select.filter(row::Column::TenantId.eq(tenant.uuid())),
            None => select,
        }
    }
}

pub(in crate::records) fn entity(row: row::Model) -> Result<AuditEntry> {
    let actor = match (row.actor_id, row.actor_name) {
        (Some(id), Some(name)) => Actor::Person { id: PersonId::from_uuid(id), name },
        (None, None) => Actor::System,
        _ => return Err(corrupt("audit_entries", "actor_id", "half an actor")),
    };
    Ok(AuditEntry {
        id: AuditEntryId::from_uuid(row.id),
        chain: chain::from_text(&row.chain)?,
        position: number("audit_entries", "position", row.position)?,
        at: row.at,
        actor,
        from: row.from_address,
        action: RecordedAction::read(row.action),
        object: row.object,
        object_name: row.object_name,
        app: row.app_id.map(AppId::from_uuid),
        connection: row.connection_id.map(ConnectionId::from_uuid),
        detail: row.detail.map(details::read),
        hash: row.hash,
    })
}
