//! Queries of people's sessions in browsers. Those of personal access tokens are left out, but where an id is given.

use std::collections::HashMap;

use model::{
    Timestamp,
    ids::{PersonId, SessionId},
    person::{Person, Session},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    prelude::Uuid,
    sea_query::{Expr, LockType},
};

use super::people;
use crate::database::Shared;
use crate::errors::Result;
use crate::rows::{self, corrupt, one_changed, people as person_row, sessions as row};

/// The most sessions that end to make room for another: no person has more of them.
const ENDED_AT_ONCE: u64 = 1_000;

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
            device: session.device.clone(),
            created_from: session.created_from.clone(),
            last_seen_from: session.last_seen_from.clone(),
            access_token: false,
        };
        rows::insert(self.conn, row).await
    }

    /// The session of a token that has not expired, with its person.
    pub async fn find(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<(Session, Person)>> {
        let found = row::Entity::find()
            .filter(row::Column::TokenHash.eq(token_hash.to_vec()))
            .filter(row::Column::AccessToken.eq(false))
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

    /// A person's sessions that have not expired and were used after `seen_after`, newest first.
    pub async fn of_person(
        &self,
        person: PersonId,
        now: Timestamp,
        seen_after: Timestamp,
    ) -> Result<Vec<Session>> {
        let find = in_use(person, now, seen_after).order_by_desc(row::Column::Id);
        Ok(find.all(self.conn).await?.iter().map(entity).collect())
    }

    /// When each of these people was last seen in a session that has not ended: for a few people, whose sessions are read.
    pub async fn last_seen(
        &self,
        of: impl IntoIterator<Item = PersonId>,
    ) -> Result<HashMap<PersonId, Timestamp>> {
        let of: Vec<_> = of.into_iter().map(PersonId::uuid).collect();
        let found: Vec<(Uuid, Timestamp)> = row::Entity::find()
            .select_only()
            .columns([row::Column::PersonId, row::Column::LastSeenAt])
            .filter(row::Column::PersonId.is_in(of))
            .filter(row::Column::AccessToken.eq(false))
            .order_by_asc(row::Column::LastSeenAt)
            .into_tuple()
            .all(self.conn)
            .await?;
        // Of a person's times the latest comes last, and stays.
        Ok(found.into_iter().map(|(person, seen)| (PersonId::from_uuid(person), seen)).collect())
    }

    /// As [`Self::of_person`], locked in one order: until this transaction ends no other uses or ends one of them.
    pub async fn lock_of_person(
        &self,
        person: PersonId,
        now: Timestamp,
        seen_after: Timestamp,
    ) -> Result<Vec<SessionId>> {
        let find = in_use(person, now, seen_after).order_by_asc(row::Column::Id).lock(LockType::Update);
        Ok(find.all(self.conn).await?.iter().map(|session| SessionId::from_uuid(session.id)).collect())
    }

    /// Notes that the browser was seen, from which address, and how long the session now lasts.
    ///
    /// # Errors
    /// `NotFound` where the session has ended.
    pub async fn touch(
        &self,
        id: SessionId,
        seen: Timestamp,
        from: Option<&str>,
        expires: Timestamp,
    ) -> Result<()> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::LastSeenAt, Expr::value(seen))
            .col_expr(row::Column::LastSeenFrom, Expr::value(from.map(str::to_owned)))
            .col_expr(row::Column::ExpiresAt, Expr::value(expires))
            .filter(row::Column::Id.eq(id.uuid()));
        one_changed(update.exec(self.conn).await?.rows_affected)
    }

    /// Ends a session; one that has ended already is no error.
    pub async fn delete(&self, id: SessionId) -> Result<()> {
        row::Entity::delete_by_id(id.uuid()).exec(self.conn).await?;
        Ok(())
    }

    /// Ends these sessions.
    pub async fn delete_all(&self, ids: &[SessionId]) -> Result<()> {
        let ids = ids.iter().map(|id| id.uuid());
        row::Entity::delete_many().filter(row::Column::Id.is_in(ids)).exec(self.conn).await?;
        Ok(())
    }

    /// Ends the session of a token, where there is one.
    pub async fn delete_by_token(&self, token_hash: &[u8; 32]) -> Result<()> {
        let delete = row::Entity::delete_many().filter(row::Column::TokenHash.eq(token_hash.to_vec()));
        delete.exec(self.conn).await?;
        Ok(())
    }

    /// Ends a person's sessions but for the `most` that were used last.
    pub async fn keep_latest(&self, person: PersonId, most: u64) -> Result<()> {
        let others = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::AccessToken.eq(false))
            .order_by_desc(row::Column::LastSeenAt)
            .order_by_desc(row::Column::Id)
            .offset(most)
            .limit(ENDED_AT_ONCE);
        let delete = row::Entity::delete_many().filter(row::Column::Id.in_subquery(others.into_query()));
        delete.exec(self.conn).await?;
        Ok(())
    }

    /// Ends all sessions of a person in browsers, locked in the order of [`Self::lock_of_person`], and tells how many there were.
    pub async fn delete_of_person(&self, person: PersonId) -> Result<u64> {
        let theirs = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::AccessToken.eq(false))
            .order_by_asc(row::Column::Id)
            .lock(LockType::Update);
        let delete = row::Entity::delete_many().filter(row::Column::Id.in_subquery(theirs.into_query()));
        Ok(delete.exec(self.conn).await?.rows_affected)
    }

    /// Ends all other sessions of a person in browsers.
    pub async fn delete_others_of(&self, person: PersonId, kept: SessionId) -> Result<()> {
        let delete = row::Entity::delete_many()
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::AccessToken.eq(false))
            .filter(row::Column::Id.ne(kept.uuid()));
        delete.exec(self.conn).await?;
        Ok(())
    }

    /// Deletes sessions that have expired, those of access tokens too; how many there were.
    pub async fn delete_expired(&self, now: Timestamp) -> Result<u64> {
        let delete = row::Entity::delete_many().filter(row::Column::ExpiresAt.lte(now));
        Ok(delete.exec(self.conn).await?.rows_affected)
    }
}

fn in_use(person: PersonId, now: Timestamp, seen_after: Timestamp) -> Select<row::Entity> {
    row::Entity::find()
        .filter(row::Column::PersonId.eq(person.uuid()))
        .filter(row::Column::AccessToken.eq(false))
        .filter(row::Column::ExpiresAt.gt(now))
        .filter(row::Column::LastSeenAt.gt(seen_after))
}

fn entity(row: &row::Model) -> Session {
    Session {
        id: SessionId::from_uuid(row.id),
        person: PersonId::from_uuid(row.person_id),
        device: row.device.clone(),
        created_at: row.created_at,
        created_from: row.created_from.clone(),
        last_seen_at: row.last_seen_at,
        last_seen_from: row.last_seen_from.clone(),
        expires_at: row.expires_at,
    }
}
