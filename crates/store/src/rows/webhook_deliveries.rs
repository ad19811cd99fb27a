//! Rows of `webhook_deliveries`: messages to webhooks.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub webhook_id: Uuid,
    pub tenant_id: Option<Uuid>,
    pub message: String,
    pub kind: String,
    pub event: String,
    pub thread: Uuid,
    pub sequence: i64,
    pub body: String,
    pub state: String,
    pub attempts: i32,
    pub due: DateTimeUtc,
    pub created_at: DateTimeUtc,
    pub last: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
