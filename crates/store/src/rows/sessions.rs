//! Rows of `sessions`: signed-in browsers, and personal access tokens.

use model::{Timestamp, ids::SessionId};
use sea_orm::{
    QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{self, LockType, SubQueryStatement},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub token_hash: Vec<u8>,
    pub person_id: Uuid,
    pub created_at: DateTimeUtc,
    pub last_seen_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub device: String,
    pub created_from: Option<String>,
    pub last_seen_from: Option<String>,
    /// Whether it stands for a personal access token; `access_tokens` has more of it.
    pub access_token: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::people::Entity",
        from = "Column::PersonId",
        to = "super::people::Column::Id"
    )]
    Person,
}

impl Related<super::people::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Person.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// A session that has not expired, locked: until this transaction ends no other ends it.
pub fn locked(id: SessionId, now: Timestamp) -> Select<Entity> {
    Entity::find_by_id(id.uuid()).filter(Column::ExpiresAt.gt(now)).lock(LockType::KeyShare)
}

/// Whether the column has the person of such a session, which is locked first.
pub fn is_person_of(column: impl ColumnTrait, id: SessionId, now: Timestamp) -> Expr {
    let person = locked(id, now).select_only().column(Column::PersonId).into_query();
    sea_query::ExprTrait::eq(column.into_expr(), Expr::from(SubQueryStatement::from(person)))
}
