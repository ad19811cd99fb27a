//! Drafts: the next version of an app while its developers write it. An app has one at most.

use std::collections::BTreeSet;

use ipnet::IpNet;
use model::{
    app::{RequestedScope, VersionDraft},
    ids::{AppId, PersonId},
    scope::ScopeName,
    workload::WorkloadIdentity,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde::{Deserialize, Serialize};

use crate::database::Shared;
use crate::errors::Result;
use crate::rows::{self, app_drafts as row, corrupt, number, revision, won};

/// What the column `content` holds.
#[derive(Serialize, Deserialize)]
struct Content {
    scopes: Vec<DraftScope>,
    note: String,
    egress_networks: BTreeSet<IpNet>,
    workload: Option<WorkloadIdentity>,
}

#[derive(Serialize, Deserialize)]
struct DraftScope {
    name: ScopeName,
    required: bool,
    reason: String,
}

#[derive(Debug, Clone, Copy)]
pub struct AppDrafts<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
    pub const fn app_drafts(&self) -> AppDrafts<'a> {
        AppDrafts { conn: self.conn }
    }
}

impl AppDrafts<'_> {
    pub async fn get(&self, app: AppId) -> Result<Option<VersionDraft>> {
        row::Entity::find_by_id(app.uuid()).one(self.conn).await?.as_ref().map(entity).transpose()
    }

    /// Puts a draft in the place of the one with its revision, or in, where that is 0; and counts the revision up.
    ///
    /// # Errors
    /// `LostRace` unless its revision is the one in the database, or `Conflict` where there is one already.
    pub async fn save(&self, draft: &VersionDraft) -> Result<VersionDraft> {
        let next = VersionDraft { revision: draft.revision.saturating_add(1), ..draft.clone() };
        let saved = row_of(&next)?;
        if draft.revision == 0 {
            rows::insert(self.conn, saved).await?;
            return Ok(next);
        }
        let update = row::Entity::update_many()
            .set(saved.into_active_model().reset_all())
            .filter(row::Column::AppId.eq(draft.app.uuid()))
            .filter(row::Column::Revision.eq(revision(draft.revision)?));
        won(update.exec(self.conn).await?.rows_affected)?;
        Ok(next)
    }

    /// Whether there was one.
    pub async fn discard(&self, app: AppId) -> Result<bool> {
        Ok(row::Entity::delete_by_id(app.uuid()).exec(self.conn).await?.rows_affected > 0)
    }
}

fn row_of(draft: &VersionDraft) -> Result<row::Model> {
    let scope = |scope: &RequestedScope| {
        let RequestedScope { name, required, reason } = scope.clone();
        DraftScope { name, required, reason }
    };
    let content = Content {
        scopes: draft.scopes.iter().map(scope).collect(),
        note: draft.note.clone(),
        egress_networks: draft.egress_networks.clone(),
        workload: draft.workload.clone(),
    };
    Ok(row::Model {
        app_id: draft.app.uuid(),
        content: serde_json::to_string(&content).map_err(|error| corrupt("app_drafts", "content", error))?,
        revision: revision(draft.revision)?,
        saved_by: draft.saved_by.uuid(),
        saved_at: draft.saved_at,
    })
}

fn entity(row: &row::Model) -> Result<VersionDraft> {
    let content: Content =
        serde_json::from_str(&row.content).map_err(|error| corrupt("app_drafts", "content", error))?;
    let scope = |DraftScope { name, required, reason }: DraftScope| RequestedScope { name, required, reason };
    Ok(VersionDraft {
        app: AppId::from_uuid(row.app_id),
        scopes: content.scopes.into_iter().map(scope).collect(),
        note: content.note,
        egress_networks: content.egress_networks,
        workload: content.workload,
        revision: number("app_drafts", "revision", row.revision)?,
        saved_by: PersonId::from_uuid(row.saved_by),
        saved_at: row.saved_at,
    })
}
