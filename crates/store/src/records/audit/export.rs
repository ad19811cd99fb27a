//! Reads all entries of all chains in order, and which of given entries exist.

use std::collections::HashSet;

use model::{
    audit::{AuditChain, AuditEntry},
    ids::AuditEntryId,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::chain;
use super::history::{Audit, entity};
use crate::errors::Result;
use crate::rows::{audit_entries as row, audit_heads as head_row, parts};

impl Audit<'_> {
    /// At most `limit` entries behind this place, by chain and position; chains come in the order of their names.
    pub async fn after(&self, place: Option<(AuditChain, u64)>, limit: u64) -> Result<Vec<AuditEntry>> {
        let mut select = row::Entity::find();
        if let Some((after, position)) = place {
            let (after, position) = (chain::text(after), i64::try_from(position).unwrap_or(i64::MAX));
            let same = Condition::all()
                .add(row::Column::Chain.eq(after.as_str()))
                .add(row::Column::Position.gt(position));
            select = select.filter(Condition::any().add(same).add(row::Column::Chain.gt(after)));
        }
        let ordered = select.order_by_asc(row::Column::Chain).order_by_asc(row::Column::Position);
        ordered.limit(limit).all(self.conn).await?.into_iter().map(entity).collect()
    }

    /// All chains that have an entry or a head, in the order of their names.
    pub async fn chains(&self) -> Result<Vec<AuditChain>> {
        let entries = row::Entity::find().select_only().column(row::Column::Chain).distinct();
        let mut names: Vec<String> = entries.into_tuple().all(self.conn).await?;
        let heads = head_row::Entity::find().select_only().column(head_row::Column::Chain);
        let heads: Vec<String> = heads.into_tuple().all(self.conn).await?;
        names.extend(heads);
        names.sort_unstable();
        names.dedup();
        names.iter().map(|name| chain::from_text(name)).collect()
    }

    /// Those of the entries that are there.
    pub async fn known(&self, ids: &[AuditEntryId]) -> Result<HashSet<AuditEntryId>> {
        let mut known = HashSet::new();
        for part in parts(ids.iter().map(|id| id.uuid()).collect()) {
            let found = row::Entity::find().select_only().column(row::Column::Id);
            let found: Vec<uuid::Uuid> =
                found.filter(row::Column::Id.is_in(part)).into_tuple().all(self.conn).await?;
            known.extend(found.into_iter().map(AuditEntryId::from_uuid));
        }
        Ok(known)
    }
}
