//! Queries of the protected APIs, alone and with their scopes.

use std::collections::HashMap;

use model::{
    api::Api,
    ids::ApiId,
    scope::{Scope, ScopeName, ScopeSet},
    search::Texts,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::scopes;
use crate::database::Shared;
use crate::errors::Result;
use crate::rows::{
    self, apis as row, corrupt, number, one_changed, parse, revision, scopes as scope_row, won,
};
use crate::search::listing::{Listed, Listing, newest, part, walk};

#[derive(Debug, Clone, Copy)]
pub struct Apis<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
    pub const fn apis(&self) -> Apis<'a> {
        Apis { conn: self.conn }
    }
}

impl Apis<'_> {
    /// # Errors
    /// `Conflict` for `apis.identifier`.
    pub async fn insert(&self, api: &Api) -> Result<()> {
        let row = row::Model {
            id: api.id.uuid(),
            identifier: api.identifier.clone(),
            name: api.name.clone(),
            description: api.description.clone(),
            docs_url: api.docs_url.clone(),
            token_lifetime: number("apis", "token_lifetime", api.token_lifetime)?,
            token_format: api.token_format.to_string(),
            smart_backend_services: api.smart_backend_services,
            created_at: api.created_at,
            revision: revision(api.revision)?,
        };
        rows::insert(self.conn, row).await
    }

    pub async fn get(&self, id: ApiId) -> Result<Option<Api>> {
        row::Entity::find_by_id(id.uuid()).one(self.conn).await?.map(entity).transpose()
    }

    pub async fn by_identifier(&self, identifier: &str) -> Result<Option<Api>> {
        let find = row::Entity::find().filter(row::Column::Identifier.eq(identifier));
        find.one(self.conn).await?.map(entity).transpose()
    }

    /// All Apis; searched by name, identifier and id.
    pub async fn list(&self, listing: &Listing) -> Result<Listed<Api>> {
        let Some(search) = listing.search() else {
            let found = part(row::Entity::find(), row::Column::Id, listing).all(self.conn).await?;
            let listed = Listed::new(found, listing).counted(listing, row::Entity::find(), self.conn).await?;
            return listed.try_map(entity);
        };
        let part = async |after, limit| {
            Result::Ok(newest(row::Entity::find(), row::Column::Id, after, limit).all(self.conn).await?)
        };
        let texts = |api: &row::Model| {
            Texts::new().name(&api.name).name(&api.identifier).id(ApiId::from_uuid(api.id))
        };
        walk(listing, part, |api| api.id, |api| search.finds(&texts(api))).await?.try_map(entity)
    }

    /// All Apis by name, each with its scopes by name.
    pub async fn catalogue(&self) -> Result<Vec<(Api, Vec<Scope>)>> {
        let mut scopes: HashMap<ApiId, Vec<Scope>> = HashMap::new();
        for scope in Shared::new(self.conn).scopes().all().await? {
            scopes.entry(scope.api).or_default().push(scope);
        }
        let found = row::Entity::find().order_by_asc(row::Column::Name).order_by_asc(row::Column::Id);
        let found = found.all(self.conn).await?.into_iter();
        let with_scopes = |row| {
            let api = entity(row)?;
            let scopes = scopes.remove(&api.id).unwrap_or_default();
            Ok((api, scopes))
        };
        found.map(with_scopes).collect()
    }

    /// The Apis of these scopes by name, each with those of them that are its own, by name.
    pub async fn of_scopes(&self, names: &ScopeSet) -> Result<Vec<(Api, Vec<Scope>)>> {
        let found = scope_row::Entity::find()
            .find_also_related(row::Entity)
            .filter(scope_row::Column::Name.is_in(names.iter().map(ScopeName::as_str)))
            .order_by_asc(row::Column::Name)
            .order_by_asc(row::Column::Id)
            .order_by_asc(scope_row::Column::Name);
        by_api(found.all(self.conn).await?)
    }

    /// Changes all but id, identifier and time of creation.
    /// It counts the revision up.
    ///
    /// # Errors
    /// `LostRace` unless `api.revision` is the one in the database.
    pub async fn update(&self, api: &Api) -> Result<Api> {
        let lifetime: i32 = number("apis", "token_lifetime", api.token_lifetime)?;
        let next = Api { revision: api.revision.saturating_add(1), ..api.clone() };
        let update = row::Entity::update_many()
            .col_expr(row::Column::Name, Expr::value(api.name.as_str()))
            .col_expr(row::Column::Description, Expr::value(api.description.as_str()))
            .col_expr(row::Column::DocsUrl, Expr::value(api.docs_url.clone()))
            .col_expr(row::Column::TokenLifetime, Expr::value(lifetime))
            .col_expr(row::Column::TokenFormat, Expr::value(api.token_format.as_str()))
            .col_expr(row::Column::SmartBackendServices, Expr::value(api.smart_backend_services))
            .col_expr(row::Column::Revision, Expr::value(revision(next.revision)?))
            .filter(row::Column::Id.eq(api.id.uuid()))
            .filter(row::Column::Revision.eq(revision(api.revision)?));
        won(update.exec(self.conn).await?.rows_affected)?;
        Ok(next)
    }

    /// # Errors
    /// `NotFound`, or `BrokenReference` while it has scopes.
    pub async fn delete(&self, id: ApiId) -> Result<()> {
        one_changed(row::Entity::delete_by_id(id.uuid()).exec(self.conn).await?.rows_affected)
    }
}

/// Scopes in the order of their Apis, together by Api.
pub(crate) fn by_api(found: Vec<(scope_row::Model, Option<row::Model>)>) -> Result<Vec<(Api, Vec<Scope>)>> {
    let mut apis: Vec<(Api, Vec<Scope>)> = Vec::new();
    for (scope, api) in found {
        let api = entity(api.ok_or_else(|| corrupt("scopes", "api_id", "no such Api"))?)?;
        let scope = scopes::entity(scope)?;
        match apis.last_mut().filter(|(last, _)| last.id == api.id) {
            Some((_, scopes)) => scopes.push(scope),
            None => apis.push((api, vec![scope])),
        }
    }
    Ok(apis)
}

fn entity(row: row::Model) -> Result<Api> {
    Ok(Api {
        id: ApiId::from_uuid(row.id),
        identifier: row.identifier,
        name: row.name,
        description: row.description,
        docs_url: row.docs_url,
        token_lifetime: number("apis", "token_lifetime", row.token_lifetime)?,
        token_format: parse("apis", "token_format", &row.token_format)?,
        smart_backend_services: row.smart_backend_services,
        revision: number("apis", "revision", row.revision)?,
        created_at: row.created_at,
    })
}
