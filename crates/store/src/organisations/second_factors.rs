//! People's second factors: the sealed secrets of their authenticator apps, and the hashes of their recovery codes.

use model::{Timestamp, ids::PersonId};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};

use crate::database::Shared;
use crate::errors::Result;
use crate::rows::{self, recovery_codes as code_row, second_factors as row};

#[derive(Debug, Clone, Copy)]
pub struct SecondFactors<'a> {
    conn: &'a DatabaseTransaction,
}

/// The secret of an authenticator app, as it is stored. It counts once it is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor {
    pub person: PersonId,
    pub sealed: Vec<u8>,
    pub began_at: Timestamp,
    pub set_up_at: Option<Timestamp>,
}

impl<'a> Shared<'a> {
    pub const fn second_factors(&self) -> SecondFactors<'a> {
        SecondFactors { conn: self.conn }
    }
}

impl SecondFactors<'_> {
    /// Whether or not it is set up.
    pub async fn of(&self, person: PersonId) -> Result<Option<SecondFactor>> {
        let found = row::Entity::find_by_id(person.uuid()).one(self.conn).await?;
        Ok(found.map(|row| SecondFactor {
            person,
            sealed: row.sealed,
            began_at: row.began_at,
            set_up_at: row.set_up_at,
        }))
    }

    pub async fn is_set_up(&self, person: PersonId) -> Result<bool> {
        Ok(self.of(person).await?.is_some_and(|factor| factor.set_up_at.is_some()))
    }

    /// Takes the place of one that was never set up.
    ///
    /// # Errors
    /// `Conflict` where one is set up.
    pub async fn insert(&self, factor: &SecondFactor) -> Result<()> {
        let former = row::Entity::delete_many()
            .filter(row::Column::PersonId.eq(factor.person.uuid()))
            .filter(row::Column::SetUpAt.is_null());
        former.exec(self.conn).await?;
        let row = row::Model {
            person_id: factor.person.uuid(),
            sealed: factor.sealed.clone(),
            last_step: 0,
            began_at: factor.began_at,
            set_up_at: factor.set_up_at,
        };
        rows::insert(self.conn, row).await
    }

    /// It counts from now on, and the code of this step is used; `false` where another request was quicker.
    pub async fn set_up(&self, person: PersonId, step: i64, at: Timestamp) -> Result<bool> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::SetUpAt, Expr::value(at))
            .col_expr(row::Column::LastStep, Expr::value(step))
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::SetUpAt.is_null());
        Ok(update.exec(self.conn).await?.rows_affected == 1)
    }

    /// Takes the code of this step as used; `false` where it, or one of a later step, was used before.
    pub async fn take_step(&self, person: PersonId, step: i64) -> Result<bool> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::LastStep, Expr::value(step))
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::SetUpAt.is_not_null())
            .filter(row::Column::LastStep.lt(step));
        Ok(update.exec(self.conn).await?.rows_affected == 1)
    }

    /// Removes it with its recovery codes; whether one was there.
    pub async fn delete(&self, person: PersonId) -> Result<bool> {
        self.delete_codes(person).await?;
        Ok(row::Entity::delete_by_id(person.uuid()).exec(self.conn).await?.rows_affected == 1)
    }

    /// Puts these recovery codes in the place of those that the person has.
    pub async fn replace_codes(&self, person: PersonId, hashes: Vec<Vec<u8>>) -> Result<()> {
        self.delete_codes(person).await?;
        let person_id = person.uuid();
        let rows =
            hashes.into_iter().map(|hash| code_row::Model { person_id, hash }.into_active_model()).collect();
        rows::insert_all(self.conn, rows).await
    }

    /// Takes a recovery code as used; `false` where the person has no such code, or another request was quicker.
    pub async fn take_code(&self, person: PersonId, hash: Vec<u8>) -> Result<bool> {
        let delete = code_row::Entity::delete_by_id((person.uuid(), hash));
        Ok(delete.exec(self.conn).await?.rows_affected == 1)
    }

    /// How many recovery codes the person has left.
    pub async fn codes(&self, person: PersonId) -> Result<u64> {
        let find = code_row::Entity::find().filter(code_row::Column::PersonId.eq(person.uuid()));
        Ok(find.count(self.conn).await?)
    }

    async fn delete_codes(&self, person: PersonId) -> Result<()> {
        let delete = code_row::Entity::delete_many().filter(code_row::Column::PersonId.eq(person.uuid()));
        delete.exec(self.conn).await?;
        Ok(())
    }
}
