//! Queries of personal access tokens and of the sessions that they stand for.

use std::collections::HashMap;

use model::{
    Timestamp,
    access_token::AccessToken,
    ids::{AccessTokenId, PersonId, SessionId},
    person::Person,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, sea_query::LockType,
};

use super::people;
use crate::database::Shared;
use crate::errors::Result;
use crate::rows::{
    self, access_tokens as row, corrupt, people as person_row, sessions as session_row, spaced,
};

/// What the session of a token is called; no list shows it.
const DEVICE: &str = "Access token";

#[derive(Debug, Clone, Copy)]
pub struct AccessTokens<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
    pub const fn access_tokens(&self) -> AccessTokens<'a> {
        AccessTokens { conn: self.conn }
    }
}

/// The session that a token stands for.
pub const fn session_of(token: AccessTokenId) -> SessionId {
    SessionId::from_uuid(token.uuid())
}

impl AccessTokens<'_> {
    /// `token_hash` is the SHA-256 of the token's text.
    pub async fn insert(&self, token: &AccessToken, token_hash: &[u8; 32]) -> Result<()> {
        let session = session_row::Model {
            id: token.id.uuid(),
            token_hash: token_hash.to_vec(),
            person_id: token.person.uuid(),
            created_at: token.made_at,
            last_seen_at: token.made_at,
            expires_at: token.ends_at,
            device: DEVICE.to_owned(),
            created_from: None,
            last_seen_from: None,
            access_token: true,
        };
        rows::insert(self.conn, session).await?;
        let row = row::Model {
            id: token.id.uuid(),
            name: token.name.clone(),
            scopes: spaced::write(&token.scopes),
            networks: spaced::write(&token.networks),
            last_four: token.last_four.clone(),
        };
        rows::insert(self.conn, row).await
    }

    /// The token of a hash that has not ended, with its person.
    pub async fn find(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<(AccessToken, Person)>> {
        let found = session_row::Entity::find()
            .filter(session_row::Column::TokenHash.eq(token_hash.to_vec()))
            .filter(session_row::Column::AccessToken.eq(true))
            .filter(session_row::Column::ExpiresAt.gt(now))
            .find_also_related(person_row::Entity)
            .one(self.conn)
            .await?;
        let Some((session, person)) = found else { return Ok(None) };
        let person = person.ok_or_else(|| corrupt("sessions", "person_id", "no such person"))?;
        let row = row::Entity::find_by_id(session.id).one(self.conn).await?;
        let row = row.ok_or_else(|| corrupt("sessions", "access_token", "no such token"))?;
        Ok(Some((entity(&session, &row)?, people::entity(person)?)))
    }

    /// A person's tokens that have not ended, newest first.
    pub async fn of_person(&self, person: PersonId, now: Timestamp) -> Result<Vec<AccessToken>> {
        let find = live(person, now).order_by_desc(session_row::Column::Id);
        let sessions = find.all(self.conn).await?;
        let ids = sessions.iter().map(|session| session.id);
        let rows = row::Entity::find().filter(row::Column::Id.is_in(ids)).all(self.conn).await?;
        let rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
        let of_session = |session: session_row::Model| {
            let row = rows.get(&session.id);
            entity(&session, row.ok_or_else(|| corrupt("sessions", "access_token", "no such token"))?)
        };
        sessions.into_iter().map(of_session).collect()
    }

    /// How many tokens of a person have not ended.
    pub async fn count_of(&self, person: PersonId, now: Timestamp) -> Result<u64> {
        Ok(live(person, now).count(self.conn).await?)
    }

    /// A person's token that has not ended, its session locked until this transaction ends.
    pub async fn lock(
        &self,
        person: PersonId,
        id: AccessTokenId,
        now: Timestamp,
    ) -> Result<Option<AccessToken>> {
        let find = live(person, now).filter(session_row::Column::Id.eq(id.uuid())).lock(LockType::Update);
        let Some(session) = find.one(self.conn).await? else { return Ok(None) };
        let row = row::Entity::find_by_id(session.id).one(self.conn).await?;
        row.map(|row| entity(&session, &row)).transpose()
    }

    /// Ends all tokens of a person, locked in one order, and tells how many there were.
    pub async fn delete_of_person(&self, person: PersonId) -> Result<u64> {
        let theirs = session_row::Entity::find()
            .select_only()
            .column(session_row::Column::Id)
            .filter(session_row::Column::PersonId.eq(person.uuid()))
            .filter(session_row::Column::AccessToken.eq(true))
            .order_by_asc(session_row::Column::Id)
            .lock(LockType::Update);
        let delete = session_row::Entity::delete_many()
            .filter(session_row::Column::Id.in_subquery(theirs.into_query()));
        Ok(delete.exec(self.conn).await?.rows_affected)
    }
}

fn live(person: PersonId, now: Timestamp) -> Select<session_row::Entity> {
    session_row::Entity::find()
        .filter(session_row::Column::PersonId.eq(person.uuid()))
        .filter(session_row::Column::AccessToken.eq(true))
        .filter(session_row::Column::ExpiresAt.gt(now))
}

/// Before its first use a token was seen from nowhere, at the time at which it was made.
fn entity(session: &session_row::Model, row: &row::Model) -> Result<AccessToken> {
    let was_used = session.last_seen_from.is_some() || session.last_seen_at > session.created_at;
    Ok(AccessToken {
        id: AccessTokenId::from_uuid(session.id),
        person: PersonId::from_uuid(session.person_id),
        name: row.name.clone(),
        scopes: spaced::read("access_tokens", "scopes", &row.scopes)?,
        networks: spaced::read("access_tokens", "networks", &row.networks)?,
        last_four: row.last_four.clone(),
        made_at: session.created_at,
        ends_at: session.expires_at,
        last_used_at: was_used.then_some(session.last_seen_at),
        last_used_from: session.last_seen_from.clone(),
    })
}
