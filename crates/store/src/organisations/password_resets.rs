//! Who asked for a link to a new password by mail, until it is mailed.

use model::{Timestamp, person::Email};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{self, corrupt, password_resets as row};

#[derive(Debug, Clone, Copy)]
pub struct PasswordResets<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Platform<'a> {
    pub const fn password_resets(&self) -> PasswordResets<'a> {
        PasswordResets { conn: self.conn }
    }
}

impl PasswordResets<'_> {
    /// `email`: as someone typed it; whether it is anyone's is not known yet.
    pub async fn insert(&self, id: Uuid, email: &Email, expires_at: Timestamp) -> Result<()> {
        rows::insert(self.conn, row::Model { id, email: email.as_str().to_owned(), expires_at }).await
    }

    /// The address, unless it waited for too long.
    pub async fn find(&self, id: Uuid, now: Timestamp) -> Result<Option<Email>> {
        let find = row::Entity::find_by_id(id).filter(row::Column::ExpiresAt.gt(now));
        let email = |row: row::Model| {
            Email::kept(&row.email).map_err(|error| corrupt("password_resets", "email", error))
        };
        find.one(self.conn).await?.map(email).transpose()
    }

    pub async fn delete(&self, id: Uuid) -> Result<()> {
        row::Entity::delete_by_id(id).exec(self.conn).await?;
        Ok(())
    }

    /// Ends those that were asked for with an address: none is mailed any more.
    pub async fn delete_of(&self, email: &Email) -> Result<()> {
        let delete = row::Entity::delete_many().filter(row::Column::Email.eq(email.as_str()));
        delete.exec(self.conn).await?;
        Ok(())
    }
}
