//! Keys that outlive the master key: stored wrapped by it, and rewrapped when it changes.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{insert_new, one_changed, wrapped_keys as row};

/// The name of the key under which secrets are hashed.
pub const PEPPER: &str = "client-secret-pepper";
/// The name of the key that signs receipts.
pub const RECEIPT_KEY: &str = "receipt-key";

impl Platform<'_> {
    pub async fn wrapped_key(&self, name: &str) -> Result<Option<Vec<u8>>> {
        Ok(row::Entity::find_by_id(name).one(self.conn).await?.map(|row| row.wrapped))
    }

    /// `false` when there is a key of this name already, be it from another node this moment.
    pub async fn add_wrapped_key(&self, name: &str, wrapped: &[u8]) -> Result<bool> {
        insert_new(self.conn, row::Model { name: name.to_owned(), wrapped: wrapped.to_vec() }).await
    }

    /// # Errors
    /// `NotFound` where there is no key of this name.
    pub async fn replace_wrapped_key(&self, name: &str, wrapped: &[u8]) -> Result<()> {
        let replace = row::Entity::update_many()
            .col_expr(row::Column::Wrapped, Expr::value(wrapped.to_vec()))
            .filter(row::Column::Name.eq(name));
        one_changed(replace.exec(self.conn).await?.rows_affected)
    }
}
