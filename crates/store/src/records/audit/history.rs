//! The handle to histories, and their entries by chain and by connection.

use model::{
    audit::{Actor, AuditChain, AuditEntry, RecordedAction},
    ids::{AppId, AuditEntryId, ConnectionId, PersonId, TenantId},
    total::Total,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::chain::{self, ChainState};
use super::details;
use crate::database::{Platform, Tenanted};
use crate::errors::Result;
use crate::rows::{audit_entries as row, audit_heads as head_row, corrupt, number};
use crate::search::listing::{Listed, Listing, part};

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
        let text = chain::text(chain);
        let mut link = chain::Link::start();
        loop {
            let part = row::Entity::find()
                .filter(row::Column::Chain.eq(text.as_str()))
                .filter(row::Column::Position.gt(link.position))
                .order_by_asc(row::Column::Position)
                .limit(500)
                .all(self.conn)
                .await?;
            if part.is_empty() {
                break;
            }
            for row in part {
                if let Err(broken) = link.follow(entity(row)?) {
                    return Ok(broken);
                }
            }
        }
        let head = head_row::Entity::find_by_id(text).one(self.conn).await?;
        Ok(link.end(head.map(|head| (head.position, head.hash))))
    }

    async fn page(&self, select: Select<row::Entity>, listing: &Listing) -> Result<Listed<AuditEntry>> {
        let select = match self.tenant {
            Some(tenant) => select.filter(row::Column::TenantId.eq(tenant.uuid())),
            None => select,
        };
        let rows = part(select, row::Column::Id, listing).all(self.conn).await?;
        Listed::new(rows, listing).try_map(entity)
    }
}

pub(super) fn entity(row: row::Model) -> Result<AuditEntry> {
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
