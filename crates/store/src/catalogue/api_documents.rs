//! Queries of the documents of APIs: where they come from, their versions and their texts.

use std::collections::HashSet;

use model::{
    api_document::{ApiDocumentSource, ApiDocumentVersion},
    ids::{ApiId, PersonId},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::database::Shared;
use crate::errors::{Error, Result};
use crate::rows::{
    self, api_document_sources as source_row, api_document_texts as text_row, api_document_versions as row,
    corrupt, number, one_changed, revision, won,
};

const SOURCES: &str = "api_document_sources";
const VERSIONS: &str = "api_document_versions";

#[derive(Debug, Clone, Copy)]
pub struct ApiDocuments<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
    pub const fn api_documents(&self) -> ApiDocuments<'a> {
        ApiDocuments { conn: self.conn }
    }
}

impl ApiDocuments<'_> {
    /// `None` before anything was said of the API's document.
    pub async fn source(&self, api: ApiId) -> Result<Option<ApiDocumentSource>> {
        source_row::Entity::find_by_id(api.uuid()).one(self.conn).await?.map(source).transpose()
    }

    /// As [`source`](Self::source), until the transaction ends.
    pub async fn lock_source(&self, api: ApiId) -> Result<Option<ApiDocumentSource>> {
        let locked = source_row::Entity::find_by_id(api.uuid()).lock_exclusive();
        locked.one(self.conn).await?.map(source).transpose()
    }

    pub async fn sources(&self) -> Result<Vec<ApiDocumentSource>> {
        source_row::Entity::find().all(self.conn).await?.into_iter().map(source).collect()
    }

    /// Writes all that an operator says of it. It counts the revision up.
    ///
    /// # Errors
    /// `LostRace` unless `source.revision` is the one in the database.
    pub async fn put_source(&self, source: &ApiDocumentSource) -> Result<ApiDocumentSource> {
        let next = ApiDocumentSource { revision: source.revision.saturating_add(1), ..source.clone() };
        let row = source_model(&next)?;
        if source.revision == 0 {
            return match rows::insert(self.conn, row).await {
                Ok(()) => Ok(next),
                Err(Error::Conflict { .. }) => Err(Error::LostRace),
                Err(error) => Err(error),
            };
        }
        let update = source_row::Entity::update_many()
            .col_expr(source_row::Column::Url, Expr::value(row.url))
            .col_expr(source_row::Column::Servers, Expr::value(row.servers))
            .col_expr(source_row::Column::Relay, Expr::value(row.relay))
            .col_expr(source_row::Column::FetchedAt, Expr::value(row.fetched_at))
            .col_expr(source_row::Column::FetchDue, Expr::value(row.fetch_due))
            .col_expr(source_row::Column::Problem, Expr::value(row.problem))
            .col_expr(source_row::Column::Problems, Expr::value(row.problems))
            .col_expr(source_row::Column::Revision, Expr::value(row.revision))
            .filter(source_row::Column::ApiId.eq(row.api_id))
            .filter(source_row::Column::Revision.eq(revision(source.revision)?));
        won(update.exec(self.conn).await?.rows_affected)?;
        Ok(next)
    }

    /// Writes what became of a fetch, and when the next one begins. The revision stays: whoever has the form open has lost
    /// no race.
    pub async fn settle(&self, source: &ApiDocumentSource) -> Result<()> {
        let row = source_model(source)?;
        let settle = source_row::Entity::update_many()
            .col_expr(source_row::Column::FetchedAt, Expr::value(row.fetched_at))
            .col_expr(source_row::Column::FetchDue, Expr::value(row.fetch_due))
            .col_expr(source_row::Column::Problem, Expr::value(row.problem))
            .col_expr(source_row::Column::Problems, Expr::value(row.problems))
            .filter(source_row::Column::ApiId.eq(row.api_id));
        one_changed(settle.exec(self.conn).await?.rows_affected)
    }

    /// The newest first.
    pub async fn versions(&self, api: ApiId) -> Result<Vec<ApiDocumentVersion>> {
        let of_api = row::Entity::find().filter(row::Column::ApiId.eq(api.uuid()));
        let found = of_api.order_by_desc(row::Column::Number).all(self.conn).await?;
        found.into_iter().map(version).collect()
    }

    pub async fn newest(&self, api: ApiId) -> Result<Option<ApiDocumentVersion>> {
        let of_api = row::Entity::find().filter(row::Column::ApiId.eq(api.uuid()));
        of_api.order_by_desc(row::Column::Number).one(self.conn).await?.map(version).transpose()
    }

    /// The APIs that have a document.
    pub async fn documented(&self) -> Result<HashSet<ApiId>> {
        let ids = row::Entity::find().select_only().column(row::Column::ApiId).distinct();
        let ids: Vec<Uuid> = ids.into_tuple().all(self.conn).await?;
        Ok(ids.into_iter().map(ApiId::from_uuid).collect())
    }

    /// As it was given.
    pub async fn text(&self, api: ApiId, version: u32) -> Result<Option<Vec<u8>>> {
        let number: i32 = number(VERSIONS, "number", version)?;
        Ok(text_row::Entity::find_by_id((api.uuid(), number)).one(self.conn).await?.map(|row| row.content))
    }

    /// # Errors
    /// `LostRace` where another version has its number.
    pub async fn add(&self, version: &ApiDocumentVersion, content: Vec<u8>) -> Result<()> {
        let row = row::Model {
            api_id: version.api.uuid(),
            number: number(VERSIONS, "number", version.number)?,
            sha256: version.sha256.clone(),
            title: version.title.clone(),
            scopes: written(VERSIONS, "scopes", &version.scopes)?,
            bytes: number(VERSIONS, "bytes", version.bytes)?,
            url: version.url.clone(),
            person_id: version.person.map(PersonId::uuid),
            taken_at: version.taken_at,
        };
        let text = text_row::Model { api_id: row.api_id, number: row.number, content };
        match rows::insert(self.conn, row).await {
            Ok(()) => rows::insert(self.conn, text).await,
            Err(Error::Conflict { .. }) => Err(Error::LostRace),
            Err(error) => Err(error),
        }
    }

    /// Forgets the versions up to this number.
    pub async fn forget(&self, api: ApiId, last: u32) -> Result<()> {
        let last: i32 = number(VERSIONS, "number", last)?;
        let old = row::Entity::delete_many().filter(row::Column::ApiId.eq(api.uuid()));
        old.filter(row::Column::Number.lte(last)).exec(self.conn).await?;
        Ok(())
    }
}

fn written(table: &'static str, column: &str, value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| corrupt(table, column, error))
}

fn read<T: DeserializeOwned>(table: &'static str, column: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| corrupt(table, column, error))
}

fn source_model(source: &ApiDocumentSource) -> Result<source_row::Model> {
    Ok(source_row::Model {
        api_id: source.api.uuid(),
        url: source.url.clone(),
        servers: written(SOURCES, "servers", &source.servers)?,
        relay: source.relay,
        fetched_at: source.fetched_at,
        fetch_due: source.fetch_due,
        problem: source.problem.clone(),
        problems: written(SOURCES, "problems", &source.problems)?,
        revision: revision(source.revision)?,
    })
}

fn source(row: source_row::Model) -> Result<ApiDocumentSource> {
    Ok(ApiDocumentSource {
        api: ApiId::from_uuid(row.api_id),
        url: row.url,
        servers: read(SOURCES, "servers", &row.servers)?,
        relay: row.relay,
        fetched_at: row.fetched_at,
        fetch_due: row.fetch_due,
        problem: row.problem,
        problems: read(SOURCES, "problems", &row.problems)?,
        revision: number(SOURCES, "revision", row.revision)?,
    })
}

fn version(row: row::Model) -> Result<ApiDocumentVersion> {
    Ok(ApiDocumentVersion {
        api: ApiId::from_uuid(row.api_id),
        number: number(VERSIONS, "number", row.number)?,
        sha256: row.sha256,
        title: row.title,
        scopes: read(VERSIONS, "scopes", &row.scopes)?,
        bytes: number(VERSIONS, "bytes", row.bytes)?,
        url: row.url,
        person: row.person_id.map(PersonId::from_uuid),
        taken_at: row.taken_at,
    })
}
