//! Changes of people's e-mail addresses, which wait until a link that was mailed to the new one is used.

use chrono::TimeDelta;
use model::{Timestamp, ids::PersonId, person::Email};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{self, address_changes as row, corrupt, one_changed};

/// A row that is over stays so long: the address of before may not have been warned yet.
const KEPT: TimeDelta = TimeDelta::days(1);

#[derive(Debug, Clone, Copy)]
pub struct AddressChanges<'a> {
    conn: &'a DatabaseTransaction,
}

/// What a person asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressChange {
    pub id: Uuid,
    pub person: PersonId,
    /// The address that the person had then.
    pub former: Email,
    /// The one that they want.
    pub email: Email,
    pub used: bool,
    pub expires_at: Timestamp,
}

impl<'a> Platform<'a> {
    pub const fn address_changes(&self) -> AddressChanges<'a> {
        AddressChanges { conn: self.conn }
    }
}

impl AddressChanges<'_> {
    /// Takes the place of the one that waits for this person.
    pub async fn insert(&self, change: &AddressChange, now: Timestamp) -> Result<()> {
        self.delete_waiting_of(change.person).await?;
        let row = row::Model {
            id: change.id,
            person_id: change.person.uuid(),
            former: change.former.as_str().to_owned(),
            email: change.email.as_str().to_owned(),
            token_hash: None,
            used_at: change.used.then_some(now),
            expires_at: change.expires_at,
        };
        rows::insert(self.conn, row).await
    }

    /// Whether or not it was used or has expired.
    pub async fn by_id(&self, id: Uuid) -> Result<Option<AddressChange>> {
        row::Entity::find_by_id(id).one(self.conn).await?.as_ref().map(entity).transpose()
    }

    /// The link of a change is mailed: the one that was mailed before ends.
    ///
    /// # Errors
    /// `NotFound` where there is no such change, or it was used.
    pub async fn set_token(&self, id: Uuid, token_hash: &[u8; 32]) -> Result<()> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::TokenHash, Expr::value(token_hash.to_vec()))
            .filter(row::Column::Id.eq(id))
            .filter(row::Column::UsedAt.is_null());
        one_changed(update.exec(self.conn).await?.rows_affected)
    }

    /// The change of a token, unless it was used or has expired.
    pub async fn find(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<AddressChange>> {
        let find = row::Entity::find()
            .filter(row::Column::TokenHash.eq(token_hash.to_vec()))
            .filter(row::Column::ExpiresAt.gt(now));
        find.one(self.conn).await?.as_ref().map(entity).transpose()
    }

    /// Uses the link; `false` where another request was quicker.
    pub async fn take(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<bool> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::TokenHash, Expr::value(None::<Vec<u8>>))
            .col_expr(row::Column::UsedAt, Expr::value(now))
            .filter(row::Column::TokenHash.eq(token_hash.to_vec()));
        Ok(update.exec(self.conn).await?.rows_affected == 1)
    }

    /// Removes what is long over.
    pub async fn delete_over(&self, now: Timestamp) -> Result<()> {
        let delete = row::Entity::delete_many().filter(row::Column::ExpiresAt.lt(now - KEPT));
        delete.exec(self.conn).await?;
        Ok(())
    }

    /// Ends the one that waits for a person.
    pub async fn delete_waiting_of(&self, person: PersonId) -> Result<()> {
        let delete = row::Entity::delete_many()
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::UsedAt.is_null());
        delete.exec(self.conn).await?;
        Ok(())
    }
}

fn entity(row: &row::Model) -> Result<AddressChange> {
    let email = |text: &str, column: &'static str| {
        Email::kept(text).map_err(|error| corrupt("address_changes", column, error))
    };
    Ok(AddressChange {
        id: row.id,
        person: PersonId::from_uuid(row.person_id),
        former: email(&row.former, "former")?,
        email: email(&row.email, "email")?,
        used: row.used_at.is_some(),
        expires_at: row.expires_at,
    })
}
