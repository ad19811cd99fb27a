//! Versions of apps: put in once, never changed.

use std::collections::HashMap;

use model::{
    app::{AppVersion, RequestedScope},
    ids::{AppId, PersonId},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Listed, Platform, Result,
    rows::{self, app_version_scopes as scope_row, app_versions as row, number, parse},
    spaced,
};

#[derive(Debug, Clone, Copy)]
pub struct AppVersions<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Platform<'a> {
    pub const fn app_versions(&self) -> AppVersions<'a> {
        AppVersions { conn: self.conn }
    }
}

impl AppVersions<'_> {
    /// # Errors
    /// `Conflict` for `app_versions.app_id_number`; `BrokenReference` for a scope that does not exist.
    pub async fn insert(&self, version: &AppVersion) -> Result<()> {
        let (app_id, number) = (version.app.uuid(), number("app_versions", "number", version.number)?);
        let row = row::Model {
            app_id,
            number,
            note: version.note.clone(),
            published_by: version.published_by.uuid(),
            published_at: version.published_at,
            egress_networks: spaced::write(&version.egress_networks),
        };
        rows::insert(self.conn, row).await?;
        for (position, scope) in (0..).zip(&version.scopes) {
            let row = scope_row::Model {
                app_id,
                number,
                name: scope.name.to_string(),
                required: scope.required,
                reason: scope.reason.clone(),
                position,
            };
            rows::insert(self.conn, row).await?;
        }
        Ok(())
    }

    pub async fn get(&self, app: AppId, version: u32) -> Result<Option<AppVersion>> {
        let key = (app.uuid(), number("app_versions", "number", version)?);
        let found = row::Entity::find_by_id(key).all(self.conn).await?;
        Ok(self.entities(app, found).await?.pop())
    }

    /// An app's versions, the newest first, only those before `before`.
    pub async fn list(&self, app: AppId, before: Option<u32>, limit: u64) -> Result<Listed<AppVersion>> {
        let mut select = row::Entity::find()
            .filter(row::Column::AppId.eq(app.uuid()))
            .order_by_desc(row::Column::Number)
            .limit(limit.saturating_add(1));
        if let Some(before) = before {
            select = select.filter(row::Column::Number.lt(i64::from(before)));
        }
        let mut found = select.all(self.conn).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > limit;
        found.truncate(limit);
        Ok(Listed { items: self.entities(app, found).await?, more })
    }

    /// Adds the scopes, in the developer's order.
    async fn entities(&self, app: AppId, found: Vec<row::Model>) -> Result<Vec<AppVersion>> {
        let scopes = scope_row::Entity::find()
            .filter(scope_row::Column::AppId.eq(app.uuid()))
            .filter(scope_row::Column::Number.is_in(found.iter().map(|row| row.number)))
            .order_by_asc(scope_row::Column::Position)
            .all(self.conn)
            .await?;
        let mut by_number: HashMap<i32, Vec<RequestedScope>> = HashMap::new();
        for scope in scopes {
            let name = parse("app_version_scopes", "name", &scope.name)?;
            let scopes = by_number.entry(scope.number).or_default();
            scopes.push(RequestedScope { name, required: scope.required, reason: scope.reason });
        }
        let entity = |row: row::Model| {
            Ok(AppVersion {
                app,
                number: number("app_versions", "number", row.number)?,
                scopes: by_number.remove(&row.number).unwrap_or_default(),
                note: row.note,
                egress_networks: spaced::read("app_versions", "egress_networks", &row.egress_networks)?,
                published_by: PersonId::from_uuid(row.published_by),
                published_at: row.published_at,
            })
        };
        found.into_iter().map(entity).collect()
    }
}
