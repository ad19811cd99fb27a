//! Rows of `outbox`: deliveries that are to be made.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub receiver: String,
    pub subject: Uuid,
    pub created_at: DateTimeUtc,
    pub due: DateTimeUtc,
    pub attempts: i32,
    pub error: Option<String>,
    pub given_up_at: Option<DateTimeUtc>,
    pub place: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
