//! Sign-ins that wait for a code: the password was right.

use model::{Timestamp, ids::PersonId};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::database::Shared;
use crate::errors::Result;
use crate::rows::{self, pending_sign_ins as row};

/// Tries of one sign-in. Then the password is asked for again.
const MOST_TRIES: i32 = 10;

#[derive(Debug, Clone, Copy)]
pub struct PendingSignIns<'a> {
    conn: &'a DatabaseTransaction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingSignIn {
    pub person: PersonId,
    /// Whether the password came with a link, of which histories tell.
    pub by_link: bool,
    pub expires_at: Timestamp,
}

impl<'a> Shared<'a> {
    pub const fn pending_sign_ins(&self) -> PendingSignIns<'a> {
        PendingSignIns { conn: self.conn }
    }
}

impl PendingSignIns<'_> {
    /// Forgets those that have expired.
    pub async fn insert(&self, pending: &PendingSignIn, token_hash: &[u8; 32], now: Timestamp) -> Result<()> {
        let expired = row::Entity::delete_many().filter(row::Column::ExpiresAt.lte(now));
        expired.exec(self.conn).await?;
        let row = row::Model {
            token_hash: token_hash.to_vec(),
            person_id: pending.person.uuid(),
            by_link: pending.by_link,
            tries: 0,
            expires_at: pending.expires_at,
        };
        rows::insert(self.conn, row).await
    }

    /// Counts a try; `None` where the sign-in is unknown, has expired, or was tried too often.
    pub async fn count_try(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<PendingSignIn>> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::Tries, Expr::col(row::Column::Tries).add(1))
            .filter(row::Column::TokenHash.eq(token_hash.to_vec()))
            .filter(row::Column::ExpiresAt.gt(now))
            .filter(row::Column::Tries.lt(MOST_TRIES));
        if update.exec(self.conn).await?.rows_affected == 0 {
            return Ok(None);
        }
        let found = row::Entity::find_by_id(token_hash.to_vec()).one(self.conn).await?;
        Ok(found.as_ref().map(entity))
    }

    /// Ends it; `false` where it has ended already.
    pub async fn take(&self, token_hash: &[u8; 32]) -> Result<bool> {
        let deleted = row::Entity::delete_by_id(token_hash.to_vec()).exec(self.conn).await?;
        Ok(deleted.rows_affected == 1)
    }

    /// Ends all of a person's.
    pub async fn delete_of(&self, person: PersonId) -> Result<()> {
        let delete = row::Entity::delete_many().filter(row::Column::PersonId.eq(person.uuid()));
        delete.exec(self.conn).await?;
        Ok(())
    }
}

fn entity(row: &row::Model) -> PendingSignIn {
    PendingSignIn {
        person: PersonId::from_uuid(row.person_id),
        by_link: row.by_link,
        expires_at: row.expires_at,
    }
}
