//! Rows of `apps`: apps with their details, client keys and logos.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "apps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub publisher_id: Uuid,
    pub name: String,
    pub summary: String,
    pub description: String,
    pub logo_url: Option<String>,
    pub website: Option<String>,
    pub privacy_policy: Option<String>,
    pub support_contact: String,
    pub visibility: String,
    pub hand_over: String,
    pub state: String,
    pub latest_version: i32,
    pub revision: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub jwks: Option<String>,
    pub jwks_uri: Option<String>,
    pub look: Option<String>,
    pub details_revision: i32,
    pub logo_image: Option<String>,
    pub logo_state: String,
    pub logo_reason: Option<String>,
    pub logo_due: Option<DateTimeUtc>,
    pub ai_agent: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::publishers::Entity",
        from = "Column::PublisherId",
        to = "super::publishers::Column::Id"
    )]
    Publisher,
}

impl Related<super::publishers::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Publisher.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
