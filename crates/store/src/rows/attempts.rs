//! Rows of `attempts`: what each client asked for lately.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: Uuid,
    pub tenant_id: Uuid,
    pub credential_id: Uuid,
    pub made_at: DateTimeUtc,
    pub endpoint: String,
    pub refusal: Option<String>,
    pub detail: Option<String>,
    pub answer: Option<String>,
    pub address: Option<String>,
    pub user_agent: Option<String>,
    pub secret_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
