//! Rows of `refusals`: how often each client was rate-limited in the hour of its last refusal.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refusals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub credential_id: Uuid,
    /// Hours since 1970.
    pub hour: i64,
    pub refused: i64,
    pub refused_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::credentials::Entity",
        from = "(Column::TenantId, Column::CredentialId)",
        to = "(super::credentials::Column::TenantId, super::credentials::Column::Id)"
    )]
    Credential,
}

impl Related<Entity> for super::credentials::Entity {
    fn to() -> RelationDef {
        Relation::Credential.def().rev()
    }
}

impl ActiveModelBehavior for ActiveModel {}
