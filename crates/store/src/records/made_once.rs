//! The answers that were given under an `Idempotency-Key`, so that a repeated request makes one thing.

use model::{Timestamp, ids::PersonId};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Condition, Expr, OnConflict},
};

use crate::database::{Platform, Tenanted};
use crate::errors::{Error, Result};
use crate::rows::{made_once as row, one_changed};

/// Whose key it is: a person's, acting for one organisation or for the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyOf {
    pub person: PersonId,
    /// A tenant's or publisher's id, or "platform".
    pub acts_for: String,
    pub key: String,
}

/// A request under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub of: KeyOf,
    pub operation: String,
    pub request_hash: Vec<u8>,
    pub at: Timestamp,
}

/// What a key made before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeBefore {
    pub operation: String,
    pub request_hash: Vec<u8>,
    /// JSON, without the secret.
    pub answer: String,
    /// Whether a secret was taken out of the answer.
    pub secret_hidden: bool,
}

/// The answer to a later request with the claimed key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    pub of: KeyOf,
    /// JSON, without the secret.
    pub answer: String,
    /// Whether a secret was taken out of the answer.
    pub secret_hidden: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct MadeOnce<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Tenanted<'a> {
    /// Keys of requests that act for this tenant.
    pub const fn made_once(&self) -> MadeOnce<'a> {
        MadeOnce { conn: self.conn }
    }
}

impl<'a> Platform<'a> {
    pub const fn made_once(&self) -> MadeOnce<'a> {
        MadeOnce { conn: self.conn }
    }
}

impl MadeOnce<'_> {
    /// Takes the key for this transaction; `Some` where it made something since `after`. A twin that holds the key
    /// right now is waited for.
    pub async fn claim(&self, claim: &Claim, after: Timestamp) -> Result<Option<MadeBefore>> {
        let new = row::Model {
            person_id: claim.of.person.uuid(),
            acts_for: claim.of.acts_for.clone(),
            idempotency_key: claim.of.key.clone(),
            operation: claim.operation.clone(),
            request_hash: claim.request_hash.clone(),
            answer: String::new(),
            secret_hidden: false,
            made_at: claim.at,
        };
        if self.take(new, after).await? {
            return Ok(None);
        }
        let found = row::Entity::find().filter(is(&claim.of)).one(self.conn).await?.ok_or(Error::LostRace)?;
        let row::Model { operation, request_hash, answer, secret_hidden, .. } = found;
        Ok(Some(MadeBefore { operation, request_hash, answer, secret_hidden }))
    }

    /// Puts the row in, in the place of one that is too old; whether there was no other.
    async fn take(&self, new: row::Model, after: Timestamp) -> Result<bool> {
        let key = [row::Column::PersonId, row::Column::ActsFor, row::Column::IdempotencyKey];
        let others = [
            row::Column::Operation,
            row::Column::RequestHash,
            row::Column::Answer,
            row::Column::SecretHidden,
            row::Column::MadeAt,
        ];
        let renew = OnConflict::columns(key)
            .update_columns(others)
            .action_and_where(row::Column::MadeAt.lte(after))
            .to_owned();
        let insert = row::Entity::insert(new.into_active_model()).on_conflict(renew);
        match insert.exec_without_returning(self.conn).await {
            Ok(rows) => Ok(rows > 0),
            Err(DbErr::RecordNotInserted) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// # Errors
    /// `NotFound` where the key was not claimed.
    pub async fn keep(&self, kept: &KeptAnswer) -> Result<()> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::Answer, Expr::value(kept.answer.as_str()))
            .col_expr(row::Column::SecretHidden, Expr::value(kept.secret_hidden))
            .filter(is(&kept.of));
        one_changed(update.exec(self.conn).await?.rows_affected)
    }

    /// Forgets what was made up to then; how many they were.
    pub async fn forget(&self, until: Timestamp) -> Result<u64> {
        let old = row::Entity::delete_many().filter(row::Column::MadeAt.lte(until));
        Ok(old.exec(self.conn).await?.rows_affected)
    }
}

fn is(of: &KeyOf) -> Condition {
    Condition::all()
        .add(row::Column::PersonId.eq(of.person.uuid()))
        .add(row::Column::ActsFor.eq(of.acts_for.as_str()))
        .add(row::Column::IdempotencyKey.eq(of.key.as_str()))
}
