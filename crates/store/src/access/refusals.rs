//! The number of rate-limited requests of each client, and the time of the last.

use model::{
    Timestamp,
    ids::{CredentialId, TenantId},
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait, OnConflict},
};

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{AT_ONCE, number, refusals as row};

/// What one node refused one client since it last wrote.
#[derive(Debug, Clone, Copy)]
pub struct Refused {
    pub tenant: TenantId,
    pub client: CredentialId,
    pub refused: u64,
    pub last_at: Timestamp,
}

/// What all nodes refused a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusals {
    /// In the hour of the clock that it was last refused in.
    pub in_that_hour: u64,
    pub last_at: Timestamp,
}

const fn hour(at: Timestamp) -> i64 {
    at.timestamp().div_euclid(3600)
}

impl Platform<'_> {
    /// Adds to what was written before. A client that is gone is passed over.
    pub async fn note_refusals(&self, refused: &[Refused]) -> Result<()> {
        for part in refused.chunks(AT_ONCE) {
            self.note_some(part).await?;
        }
        Ok(())
    }

    async fn note_some(&self, refused: &[Refused]) -> Result<()> {
        let known = crate::rows::credentials::Entity::find();
        let ids = refused.iter().map(|one| one.client.uuid());
        let known = known.filter(crate::rows::credentials::Column::Id.is_in(ids)).all(self.conn).await?;
        let known: std::collections::HashSet<_> =
            known.into_iter().map(|row| (row.tenant_id, row.id)).collect();
        let rows: Vec<_> = refused
            .iter()
            .filter(|one| known.contains(&(one.tenant.uuid(), one.client.uuid())))
            .map(|one| {
                row::Model {
                    tenant_id: one.tenant.uuid(),
                    credential_id: one.client.uuid(),
                    hour: hour(one.last_at),
                    refused: i64::try_from(one.refused).unwrap_or(i64::MAX),
                    refused_at: one.last_at,
                }
                .into_active_model()
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        row::Entity::insert_many(rows).on_conflict(add()).exec_without_returning(self.conn).await?;
        Ok(())
    }
}

pub(crate) fn entity(row: &row::Model) -> Result<Refusals> {
    let in_that_hour = number("refusals", "refused", row.refused)?;
    Ok(Refusals { in_that_hour, last_at: row.refused_at })
}

/// Of the same hour: the sum. Of another: what is new.
fn add() -> OnConflict {
    let new = |column| Expr::col((Alias::new("excluded"), column));
    let old = |column| Expr::col((row::Entity, column));
    let same_hour = old(row::Column::Hour).eq(new(row::Column::Hour));
    let sum = old(row::Column::Refused).add(new(row::Column::Refused));
    let refused = Expr::case(same_hour, sum).finally(new(row::Column::Refused));
    OnConflict::columns([row::Column::TenantId, row::Column::CredentialId])
        .value(row::Column::Refused, refused)
        .update_columns([row::Column::Hour, row::Column::RefusedAt])
        .to_owned()
}
