//! Who signs the tokens of workloads: issuers that the platform operator allows.

use model::{
    ids::{AppId, WorkloadIssuerId},
    search::Texts,
    workload::{WorkloadIssuer, WorkloadKeys},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use crate::database::Shared;
use crate::errors::Result;
use crate::rows::{self, app_versions as version_row, number, parse, revision, won, workload_issuers as row};
use crate::search::listing::{Listed, Listing, newest, part, walk};

const TABLE: &str = "workload_issuers";

#[derive(Debug, Clone, Copy)]
pub struct WorkloadIssuers<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
    pub const fn workload_issuers(&self) -> WorkloadIssuers<'a> {
        WorkloadIssuers { conn: self.conn }
    }
}

impl WorkloadIssuers<'_> {
    /// # Errors
    /// `Conflict` for `workload_issuers.issuer`.
    pub async fn insert(&self, issuer: &WorkloadIssuer) -> Result<()> {
        let row = row::Model {
            id: issuer.id.uuid(),
            name: issuer.name.clone(),
            preset: issuer.preset.to_string(),
            issuer: issuer.issuer.clone(),
            jwks: jwks(&issuer.keys),
            audience: issuer.audience.clone(),
            once_by_hash: issuer.once_by_hash,
            closed_at: issuer.closed_at,
            revision: revision(issuer.revision)?,
            created_at: issuer.created_at,
        };
        rows::insert(self.conn, row).await
    }

    pub async fn get(&self, id: WorkloadIssuerId) -> Result<Option<WorkloadIssuer>> {
        row::Entity::find_by_id(id.uuid()).one(self.conn).await?.map(entity).transpose()
    }

    /// Those of these that there are.
    pub async fn by_ids(&self, ids: &[WorkloadIssuerId]) -> Result<Vec<WorkloadIssuer>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let these = row::Column::Id.is_in(ids.iter().map(|id| id.uuid()));
        row::Entity::find().filter(these).all(self.conn).await?.into_iter().map(entity).collect()
    }

    /// All of them; searched by name, issuer and id.
    pub async fn list(&self, listing: &Listing) -> Result<Listed<WorkloadIssuer>> {
        let Some(search) = listing.search() else {
            let found = part(row::Entity::find(), row::Column::Id, listing).all(self.conn).await?;
            let listed = Listed::new(found, listing).counted(listing, row::Entity::find(), self.conn).await?;
            return listed.try_map(entity);
        };
        let part = async |after, limit| {
            Result::Ok(newest(row::Entity::find(), row::Column::Id, after, limit).all(self.conn).await?)
        };
        let texts = |one: &row::Model| {
            Texts::new().name(&one.name).name(&one.issuer).id(WorkloadIssuerId::from_uuid(one.id))
        };
        walk(listing, part, |one| one.id, |one| search.finds(&texts(one))).await?.try_map(entity)
    }

    /// Changes all but id and time of creation, and counts the revision up.
    ///
    /// # Errors
    /// `LostRace` unless `issuer.revision` is the one in the database; `Conflict` for `workload_issuers.issuer`.
    pub async fn update(&self, issuer: &WorkloadIssuer) -> Result<WorkloadIssuer> {
        let next = WorkloadIssuer { revision: issuer.revision.saturating_add(1), ..issuer.clone() };
        let update = row::Entity::update_many()
            .col_expr(row::Column::Name, Expr::value(issuer.name.as_str()))
            .col_expr(row::Column::Preset, Expr::value(issuer.preset.as_str()))
            .col_expr(row::Column::Issuer, Expr::value(issuer.issuer.as_str()))
            .col_expr(row::Column::Jwks, Expr::value(jwks(&issuer.keys)))
            .col_expr(row::Column::Audience, Expr::value(issuer.audience.clone()))
            .col_expr(row::Column::OnceByHash, Expr::value(issuer.once_by_hash))
            .col_expr(row::Column::ClosedAt, Expr::value(issuer.closed_at))
            .col_expr(row::Column::Revision, Expr::value(revision(next.revision)?))
            .filter(row::Column::Id.eq(issuer.id.uuid()))
            .filter(row::Column::Revision.eq(revision(issuer.revision)?));
        won(update.exec(self.conn).await?.rows_affected)?;
        Ok(next)
    }

    /// How many apps have named it in a version.
    pub async fn in_use(&self, id: WorkloadIssuerId) -> Result<u64> {
        Ok(self.apps_using(id).await?.len() as u64)
    }

    /// The apps that have named it in a version.
    pub async fn apps_using(&self, id: WorkloadIssuerId) -> Result<Vec<AppId>> {
        let found: Vec<Uuid> = version_row::Entity::find()
            .select_only()
            .column(version_row::Column::AppId)
            .distinct()
            .filter(version_row::Column::WorkloadIssuerId.eq(id.uuid()))
            .into_tuple()
            .all(self.conn)
            .await?;
        Ok(found.into_iter().map(AppId::from_uuid).collect())
    }
}

fn jwks(keys: &WorkloadKeys) -> Option<String> {
    match keys {
        WorkloadKeys::Discovery => None,
        WorkloadKeys::Inline(jwks) => Some(jwks.clone()),
    }
}

pub(crate) fn entity(row: row::Model) -> Result<WorkloadIssuer> {
    Ok(WorkloadIssuer {
        id: WorkloadIssuerId::from_uuid(row.id),
        name: row.name,
        preset: parse(TABLE, "preset", &row.preset)?,
        issuer: row.issuer,
        keys: row.jwks.map_or(WorkloadKeys::Discovery, WorkloadKeys::Inline),
        audience: row.audience,
        once_by_hash: row.once_by_hash,
        closed_at: row.closed_at,
        revision: number(TABLE, "revision", row.revision)?,
        created_at: row.created_at,
    })
}
