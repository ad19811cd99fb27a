//! Queries of the scopes of APIs.

use std::collections::HashMap;

use model::{
    ids::ApiId,
    scope::{Scope, ScopeName, ScopeSet},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, Select, sea_query::Expr,
};

use crate::database::Shared;
use crate::errors::Result;
use crate::rows::{self, number, one_changed, parse, revision, scopes as row, won};

#[derive(Debug, Clone, Copy)]
pub struct Scopes<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
    pub const fn scopes(&self) -> Scopes<'a> {
        Scopes { conn: self.conn }
    }
}

impl Scopes<'_> {
    /// # Errors
    /// `Conflict` for `scopes.name`.
    pub async fn insert(&self, scope: &Scope) -> Result<()> {
        let row = row::Model {
            name: scope.name.as_str().to_owned(),
            api_id: scope.api.uuid(),
            title: scope.title.clone(),
            sentence: scope.sentence.clone(),
            action: scope.action.as_str().to_owned(),
            sensitivity: scope.sensitivity.as_str().to_owned(),
            state: scope.state.as_str().to_owned(),
            created_at: scope.created_at,
            revision: revision(scope.revision)?,
        };
        rows::insert(self.conn, row).await
    }

    pub async fn get(&self, name: &ScopeName) -> Result<Option<Scope>> {
        row::Entity::find_by_id(name.as_str()).one(self.conn).await?.map(entity).transpose()
    }

    /// Those that there are of these, by name.
    pub async fn by_names(&self, names: &ScopeSet) -> Result<Vec<Scope>> {
        let names = names.iter().map(ScopeName::as_str);
        self.ordered(row::Entity::find().filter(row::Column::Name.is_in(names))).await
    }

    /// An Api's scopes, by name.
    pub async fn of_api(&self, api: ApiId) -> Result<Vec<Scope>> {
        self.ordered(row::Entity::find().filter(row::Column::ApiId.eq(api.uuid()))).await
    }

    /// The scopes of these Apis, each Api's by name.
    pub async fn of_apis(&self, apis: &[ApiId]) -> Result<HashMap<ApiId, Vec<Scope>>> {
        let ids = apis.iter().map(|api| api.uuid());
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for scope in self.ordered(row::Entity::find().filter(row::Column::ApiId.is_in(ids))).await? {
            found.entry(scope.api).or_default().push(scope);
        }
        Ok(found)
    }

    /// All scopes of the platform, by name.
    pub async fn all(&self) -> Result<Vec<Scope>> {
        self.ordered(row::Entity::find()).await
    }

    /// Changes title, sentence, action, sensitivity and state.
    /// It counts the revision up.
    ///
    /// # Errors
    /// `LostRace` unless `scope.revision` is the one in the database.
    pub async fn update(&self, scope: &Scope) -> Result<Scope> {
        let next = Scope { revision: scope.revision.saturating_add(1), ..scope.clone() };
        let update = row::Entity::update_many()
            .col_expr(row::Column::Title, Expr::value(scope.title.as_str()))
            .col_expr(row::Column::Sentence, Expr::value(scope.sentence.as_str()))
            .col_expr(row::Column::Action, Expr::value(scope.action.as_str()))
            .col_expr(row::Column::Sensitivity, Expr::value(scope.sensitivity.as_str()))
            .col_expr(row::Column::State, Expr::value(scope.state.as_str()))
            .col_expr(row::Column::Revision, Expr::value(revision(next.revision)?))
            .filter(row::Column::Name.eq(scope.name.as_str()))
            .filter(row::Column::Revision.eq(revision(scope.revision)?));
        won(update.exec(self.conn).await?.rows_affected)?;
        Ok(next)
    }

    /// # Errors
    /// `NotFound`, or `BrokenReference` once a version or a connection names it.
    pub async fn delete(&self, name: &ScopeName) -> Result<()> {
        one_changed(row::Entity::delete_by_id(name.as_str()).exec(self.conn).await?.rows_affected)
    }

    async fn ordered(&self, select: Select<row::Entity>) -> Result<Vec<Scope>> {
        let rows = select.order_by_asc(row::Column::Name).all(self.conn).await?;
        rows.into_iter().map(entity).collect()
    }
}

pub(crate) fn entity(row: row::Model) -> Result<Scope> {
    Ok(Scope {
        name: parse("scopes", "name", &row.name)?,
        api: ApiId::from_uuid(row.api_id),
        title: row.title,
        sentence: row.sentence,
        action: parse("scopes", "action", &row.action)?,
        sensitivity: parse("scopes", "sensitivity", &row.sensitivity)?,
        state: parse("scopes", "state", &row.state)?,
        revision: number("scopes", "revision", row.revision)?,
        created_at: row.created_at,
    })
}
