//! Rows of `workload_issuers`: who signs the tokens of workloads.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workload_issuers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub preset: String,
    pub issuer: String,
    /// A JWK Set; without one the keys are found by discovery.
    pub jwks: Option<String>,
    pub audience: Option<String>,
    pub once_by_hash: bool,
    pub closed_at: Option<DateTimeUtc>,
    pub revision: i32,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
