//! Rows of `usage_hours`: tokens and refusals of each hour.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "usage_hours")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    /// Hours since 1970.
    pub hour: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub outcome: String,
    pub tenant_id: Option<Uuid>,
    pub number: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
