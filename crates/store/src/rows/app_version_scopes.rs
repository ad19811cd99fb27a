//! Rows of `app_version_scopes`: the scopes that each version of an app asks for.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "app_version_scopes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub required: bool,
    pub reason: String,
    /// Keeps the developer's order.
    pub position: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::app_versions::Entity",
        from = "(Column::AppId, Column::Number)",
        to = "(super::app_versions::Column::AppId, super::app_versions::Column::Number)"
    )]
    Version,
    #[sea_orm(
        belongs_to = "super::scopes::Entity",
        from = "Column::Name",
        to = "super::scopes::Column::Name"
    )]
    Scope,
}

impl Related<super::scopes::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Scope.def()
    }
}

impl Related<Entity> for super::app_versions::Entity {
    fn to() -> RelationDef {
        Relation::Version.def().rev()
    }
}

impl ActiveModelBehavior for ActiveModel {}
