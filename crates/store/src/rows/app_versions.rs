//! Rows of `app_versions`: the published versions of apps.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "app_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub note: String,
    pub published_by: Uuid,
    pub published_at: DateTimeUtc,
    /// CIDR blocks separated by spaces.
    pub egress_networks: String,
    pub workload_issuer_id: Option<Uuid>,
    /// A JSON object of patterns by the names of claims; there where the issuer is.
    pub workload_claims: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
