//! Rows of `scope_uses`: when clients last asked for each scope that they hold.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scope_uses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub credential_id: Uuid,
    /// Empty: of requests that name no scope.
    #[sea_orm(primary_key, auto_increment = false)]
    pub scope: String,
    pub counted_since: DateTimeUtc,
    /// Midnight UTC of the day.
    pub last_used_on: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
