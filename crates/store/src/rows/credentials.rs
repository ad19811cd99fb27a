//! Rows of `credentials`: the clients of the token endpoint.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credentials")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its owner, unless the tenant itself is: then it has a name and scopes.
    pub connection_id: Option<Uuid>,
    pub name: Option<String>,
    /// Names separated by spaces.
    pub scopes: Option<String>,
    pub auth_method: String,
    pub generation: i64,
    pub created_by: Uuid,
    pub created_at: DateTimeUtc,
    pub regenerated_at: Option<DateTimeUtc>,
    pub regenerated_by: Option<Uuid>,
    pub deleted_at: Option<DateTimeUtc>,
    pub workload_last_used_at: Option<DateTimeUtc>,
    pub secret_retires_after_days: Option<i32>,
    pub revision: i32,
    pub ends_at: Option<DateTimeUtc>,
    pub paused_at: Option<DateTimeUtc>,
    pub paused_by: Option<Uuid>,
    pub pause_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
