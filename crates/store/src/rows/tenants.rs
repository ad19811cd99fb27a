//! Rows of `tenants`: customer organisations and sandboxes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub kind: String,
    pub sandbox_of: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub revision: i32,
    pub slug: Option<String>,
    pub path_closes_at: Option<DateTimeUtc>,
    pub secret_days: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
