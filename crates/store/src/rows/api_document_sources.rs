//! Rows of `api_document_sources`: where documents of APIs come from.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_document_sources")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub api_id: Uuid,
    pub url: Option<String>,
    pub servers: String,
    pub relay: bool,
    pub fetched_at: Option<DateTimeUtc>,
    pub fetch_due: Option<DateTimeUtc>,
    pub problem: Option<String>,
    pub problems: String,
    pub revision: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
