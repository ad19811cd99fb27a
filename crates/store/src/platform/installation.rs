//! Facts about the whole installation that nodes and commands share.

use sea_orm::{EntityTrait, IntoActiveModel, sea_query::OnConflict};

use crate::database::{Platform, Store};
use crate::errors::Result;
use crate::rows::installation as row;
use crate::search::listing::Listing;

/// Where nodes serve.
const PUBLIC_URL: &str = "public_url";
/// When a backup was made; only in the backup.
pub(crate) const BACKED_UP_AT: &str = "backed_up_at";

impl Platform<'_> {
    /// The public URL of the node that started last.
    pub async fn public_url(&self) -> Result<Option<String>> {
        Ok(row::Entity::find_by_id(PUBLIC_URL).one(self.conn).await?.map(|row| row.value))
    }

    pub async fn set_public_url(&self, url: &str) -> Result<()> {
        let row = row::Model { name: PUBLIC_URL.to_owned(), value: url.to_owned() };
        let mut replace = OnConflict::column(row::Column::Name);
        replace.update_column(row::Column::Value);
        row::Entity::insert(row.into_active_model())
            .on_conflict(replace)
            .exec_without_returning(self.conn)
            .await?;
        Ok(())
    }

    /// Whether there are no people, publishers, tenants and Apis.
    pub(crate) async fn is_empty(&self) -> Result<bool> {
        let first = Listing::first(1);
        Ok(!self.people().is_any().await?
            && self.publishers().list(&first).await?.items.is_empty()
            && self.tenants().list(&first).await?.items.is_empty()
            && self.apis().list(&first).await?.items.is_empty())
    }
}

impl Store {
    /// Whether nothing has been put in yet.
    pub async fn is_empty(&self) -> Result<bool> {
        let mut tx = self.read().await?;
        tx.platform().await?.is_empty().await
    }
}
