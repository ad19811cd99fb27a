//! Rows of `changes`: the change log, which nodes follow.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "changes")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub sequence: i64,
    pub tenant_id: Option<Uuid>,
    pub credential_id: Option<Uuid>,
    pub connection_id: Option<Uuid>,
    /// A revoked access token.
    pub jti: Option<String>,
    pub at: ChronoDateTimeUtc,
    /// Random; the database makes it.
    pub mark: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
