//! Rows of `signing_keys`: the keys that sign and seal access tokens.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kid: String,
    pub environment: String,
    pub algorithm: String,
    /// Wrapped by the master key.
    pub private_key: Vec<u8>,
    pub public_jwk: String,
    pub created_at: ChronoDateTimeUtc,
    pub not_before: ChronoDateTimeUtc,
    pub retire_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
