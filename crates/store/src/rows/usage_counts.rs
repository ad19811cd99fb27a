//! Rows of `usage_counts`: how many requests each node counted in a window, by subject.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "usage_counts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    /// Seconds since 1970.
    pub window_start: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub node: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    pub used: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
