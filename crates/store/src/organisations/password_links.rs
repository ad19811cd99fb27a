//! Links by which people set a new password.

use model::{Timestamp, ids::PersonId};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{self, password_links as row};

#[derive(Debug, Clone, Copy)]
pub struct PasswordLinks<'a> {
    conn: &'a DatabaseTransaction,
}

/// A link that was not used. `created_by`: the operator who made it, or the person where it was made on the machine; `None`
/// where the person asked for it by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordLink {
    pub person: PersonId,
    pub created_by: Option<PersonId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

impl<'a> Platform<'a> {
    pub const fn password_links(&self) -> PasswordLinks<'a> {
        PasswordLinks { conn: self.conn }
    }
}

impl PasswordLinks<'_> {
    /// Takes the place of those that the person had. One that was asked for by mail leaves an operator's as it is: anyone
    /// may ask.
    pub async fn insert(&self, link: &PasswordLink, token_hash: &[u8; 32]) -> Result<()> {
        let mut delete = row::Entity::delete_many().filter(row::Column::PersonId.eq(link.person.uuid()));
        if link.created_by.is_none() {
            delete = delete.filter(row::Column::CreatedBy.is_null());
        }
        delete.exec(self.conn).await?;
        let row = row::Model {
            token_hash: token_hash.to_vec(),
            person_id: link.person.uuid(),
            created_by: link.created_by.map(PersonId::uuid),
            created_at: link.created_at,
            expires_at: link.expires_at,
        };
        rows::insert(self.conn, row).await
    }

    /// The link of a token, unless it has expired.
    pub async fn find(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<PasswordLink>> {
        let find = row::Entity::find_by_id(token_hash.to_vec()).filter(row::Column::ExpiresAt.gt(now));
        Ok(find.one(self.conn).await?.as_ref().map(entity))
    }

    /// Takes it away as used; `false` where another request was quicker.
    pub async fn take(&self, token_hash: &[u8; 32]) -> Result<bool> {
        let deleted = row::Entity::delete_by_id(token_hash.to_vec()).exec(self.conn).await?;
        Ok(deleted.rows_affected == 1)
    }

    /// Ends those of a person.
    pub async fn delete_of(&self, person: PersonId) -> Result<()> {
        let delete = row::Entity::delete_many().filter(row::Column::PersonId.eq(person.uuid()));
        delete.exec(self.conn).await?;
        Ok(())
    }

    /// Ends those that a person asked for by mail.
    pub async fn delete_mailed_of(&self, person: PersonId) -> Result<()> {
        let delete = row::Entity::delete_many()
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::CreatedBy.is_null());
        delete.exec(self.conn).await?;
        Ok(())
    }

    /// Ends those that an operator made.
    pub async fn delete_made_by(&self, operator: PersonId) -> Result<()> {
        let delete = row::Entity::delete_many().filter(row::Column::CreatedBy.eq(operator.uuid()));
        delete.exec(self.conn).await?;
        Ok(())
    }
}

fn entity(row: &row::Model) -> PasswordLink {
    PasswordLink {
        person: PersonId::from_uuid(row.person_id),
        created_by: row.created_by.map(PersonId::from_uuid),
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}
