//! Queries of people's sessions.

use model::{
    Timestamp,
    ids::{PersonId, SessionId},
    person::{Person, Session},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};

use super::people;
use crate::database::Shared;
use crate::errors::Result;
use crate::rows::{self, corrupt, one_changed, people as person_row, sessions as row};

#[derive(Debug, Clone, Copy)]
pub struct Sessions<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
    pub const fn sessions(&self) -> Sessions<'a> {
        Sessions { conn: self.conn }
    }
}

impl Sessions<'_> {
    /// `token_hash` is the SHA-256 of the token that the browser keeps.
    pub async fn insert(&self, session: &Session, token_hash: &[u8; 32]) -> Result<()> {
        let row = row::Model {
            id: session.id.uuid(),
            token_hash: token_hash.to_vec(),
            person_id: session.person.uuid(),
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
        };
        rows::insert(self.conn, row).await
    }

    /// The session of a token that has not expired, with its person.
    pub async fn find(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<(Session, Person)>> {
        let found = row::Entity::find()
            .filter(row::Column::TokenHash.eq(token_hash.to_vec()))
            .filter(row::Column::ExpiresAt.gt(now))
            .find_also_related(person_row::Entity)
            .one(self.conn)
            .await?;
        let Some((session, person)) = found else { return Ok(None) };
        let person = person.ok_or_else(|| corrupt("sessions", "person_id", "no such person"))?;
        Ok(Some((entity(&session), people::entity(person)?)))
    }

    /// Whether the session is there and has not expired. Until this transaction ends no other ends it.
    pub async fn lock_shared(&self, id: SessionId, now: Timestamp) -> Result<bool> {
        Ok(row::locked(id, now).one(self.conn).await?.is_some())
    }

    /// Notes that the browser was seen, and how long the session now lasts.
    ///
    /// # Errors
    /// `NotFound` where the session has ended.
    pub async fn touch(&self, id: SessionId, seen: Timestamp, expires: Timestamp) -> Result<()> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::LastSeenAt, Expr::value(seen))
            .col_expr(row::Column::ExpiresAt, Expr::value(expires))
            .filter(row::Column::Id.eq(id.uuid()));
        one_changed(update.exec(self.conn).await?.rows_affected)
    }

    /// Ends a session; one that has ended already is no error.
    pub async fn delete(&self, id: SessionId) -> Result<()> {
        row::Entity::delete_by_id(id.uuid()).exec(self.conn).await?;
        Ok(())
    }

    /// Ends all sessions of a person and tells how many there were.
    pub async fn delete_of_person(&self, person: PersonId) -> Result<u64> {
        let delete = row::Entity::delete_many().filter(row::Column::PersonId.eq(person.uuid()));
        Ok(delete.exec(self.conn).await?.rows_affected)
    }

    /// Deletes sessions that have expired; how many there were.
    pub async fn delete_expired(&self, now: Timestamp) -> Result<u64> {
        let delete = row::Entity::delete_many().filter(row::Column::ExpiresAt.lte(now));
        Ok(delete.exec(self.conn).await?.rows_affected)
    }
}

fn entity(row: &row::Model) -> Session {
    Session {
        id: SessionId::from_uuid(row.id),
        person: PersonId::from_uuid(row.person_id),
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        expires_at: row.expires_at,
    }
}
