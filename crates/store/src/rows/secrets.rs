//! Rows of `secrets`: the hashed secrets of credentials.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "secrets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub credential_id: Uuid,
    /// HMAC-SHA-256 under the server's pepper.
    pub hash: Vec<u8>,
    pub hint: String,
    pub created_by: Uuid,
    pub created_at: DateTimeUtc,
    pub last_used_at: Option<DateTimeUtc>,
    pub expires_at: Option<DateTimeUtc>,
    pub reported_at: Option<DateTimeUtc>,
    pub last_used_from: Option<String>,
    pub notice_at: Option<DateTimeUtc>,
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
