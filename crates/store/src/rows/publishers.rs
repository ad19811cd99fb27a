//! Rows of `publishers`: developer organisations.

use model::{ids::PublisherId, publisher::PublisherCard};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "publishers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub website: Option<String>,
    pub verified: bool,
    pub created_at: DateTimeUtc,
    pub revision: i32,
    pub look: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What everyone may know of it.
impl From<Model> for PublisherCard {
    fn from(row: Model) -> Self {
        let Model { id, name, website, verified, .. } = row;
        Self { id: PublisherId::from_uuid(id), name, website, verified }
    }
}
