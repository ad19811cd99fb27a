//! Versions of apps, which are inserted once and never changed.

use std::collections::{BTreeSet, HashMap};

use model::{
    api::Api,
    app::{AppVersion, RequestedScope},
    ids::{AppId, PersonId},
    scope::{Scope, ScopeName, ScopeSet},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use uuid::Uuid;

use super::{apis, workloads};
use crate::database::Shared;
use crate::errors::Result;
use crate::rows::{
    self, apis as api_row, app_version_scopes as scope_row, app_versions as row, number, parse,
    scopes as word_row, spaced,
};
use crate::search::listing::{Listed, Listing};

/// A version, with the platform's words for what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionInWords {
    pub version: AppVersion,
    /// The Apis of its scopes by name, each with those of them that are its own, by name.
    pub words: Vec<(Api, Vec<Scope>)>,
}

#[derive(Debug, Clone, Copy)]
pub struct AppVersions<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
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
            workload_issuer_id: version.workload.as_ref().map(|workload| workload.issuer().uuid()),
            workload_claims: version.workload.as_ref().map(workloads::write).transpose()?,
        };
        rows::insert(self.conn, row).await?;
        let scope = |(position, scope): (i32, &RequestedScope)| scope_row::Model {
            app_id,
            number,
            name: scope.name.to_string(),
            required: scope.required,
            reason: scope.reason.clone(),
            position,
        };
        let scopes = (0..).zip(&version.scopes).map(|one| scope(one).into_active_model());
        rows::insert_all(self.conn, scopes.collect()).await
    }

    /// Whether a later version names no workload identity.
    pub async fn drop_workload_after(&self, app: AppId, version: u32) -> Result<bool> {
        let version: i32 = number("app_versions", "number", version)?;
        let later = row::Entity::find()
            .select_only()
            .column(row::Column::Number)
            .filter(row::Column::AppId.eq(app.uuid()))
            .filter(row::Column::Number.gt(version))
            .filter(row::Column::WorkloadIssuerId.is_null());
        Ok(later.limit(1).into_tuple::<i32>().one(self.conn).await?.is_some())
    }

    pub async fn get(&self, app: AppId, version: u32) -> Result<Option<AppVersion>> {
        let key = (app.uuid(), number("app_versions", "number", version)?);
        let found = row::Entity::find_by_id(key)
            .find_also_related(scope_row::Entity)
            .order_by_asc(scope_row::Column::Position);
        let (versions, scopes): (Vec<_>, Vec<_>) = found.all(self.conn).await?.into_iter().unzip();
        let scopes = scopes.into_iter().flatten().map(requested).collect::<Result<_>>()?;
        versions.into_iter().next().map(|row| entity(app, row, scopes)).transpose()
    }

    /// As `get`, with the platform's words, in one statement.
    pub async fn get_in_words(&self, app: AppId, version: u32) -> Result<Option<VersionInWords>> {
        let key = (app.uuid(), number("app_versions", "number", version)?);
        let found = row::Entity::find_by_id(key)
            .find_also_related(scope_row::Entity)
            .find_also(scope_row::Entity, word_row::Entity)
            .find_also(word_row::Entity, api_row::Entity)
            .order_by_asc(api_row::Column::Name)
            .order_by_asc(api_row::Column::Id)
            .order_by_asc(word_row::Column::Name);
        let (mut itself, mut asked, mut words) = (None, Vec::<scope_row::Model>::new(), Vec::new());
        for (row, scope, word, api) in found.all(self.conn).await? {
            itself = Some(row);
            asked.extend(scope);
            words.extend(word.map(|word| (word, api)));
        }
        let Some(row) = itself else { return Ok(None) };
        asked.sort_by_key(|scope| scope.position);
        let scopes = asked.into_iter().map(requested).collect::<Result<_>>()?;
        Ok(Some(VersionInWords { version: entity(app, row, scopes)?, words: apis::by_api(words)? }))
    }

    /// All scopes that these versions ask for; one that there is not asks for none.
    pub async fn scopes_of(&self, versions: &[(AppId, u32)]) -> Result<HashMap<(AppId, u32), ScopeSet>> {
        let apps: BTreeSet<_> = versions.iter().map(|(app, _)| app.uuid()).collect();
        let numbers: BTreeSet<_> = versions.iter().map(|(_, number)| i64::from(*number)).collect();
        let scopes = scope_row::Entity::find()
            .filter(scope_row::Column::AppId.is_in(apps))
            .filter(scope_row::Column::Number.is_in(numbers));
        let mut found: HashMap<_, ScopeSet> = HashMap::new();
        for scope in scopes.all(self.conn).await? {
            let version =
                (AppId::from_uuid(scope.app_id), number("app_version_scopes", "number", scope.number)?);
            let name = parse("app_version_scopes", "name", &scope.name)?;
            found.entry(version).or_default().insert(name);
        }
        Ok(found)
    }

    /// The newest version that asked for each of these scopes; none for one that no version asked for.
    pub async fn newest_with(&self, app: AppId, scopes: &[ScopeName]) -> Result<HashMap<ScopeName, u32>> {
        if scopes.is_empty() {
            return Ok(HashMap::new());
        }
        let found: Vec<(String, i32)> = scope_row::Entity::find()
            .select_only()
            .column(scope_row::Column::Name)
            .column_as(scope_row::Column::Number.max(), "newest")
            .filter(scope_row::Column::AppId.eq(app.uuid()))
            .filter(scope_row::Column::Name.is_in(scopes.iter().map(ScopeName::as_str)))
            .group_by(scope_row::Column::Name)
            .into_tuple()
            .all(self.conn)
            .await?;
        let named = |(name, newest): (String, i32)| {
            let version = number("app_version_scopes", "number", newest)?;
            Result::Ok((parse("app_version_scopes", "name", &name)?, version))
        };
        found.into_iter().map(named).collect()
    }

    /// An app's versions, the newest first, only those before `before`.
    pub async fn list(&self, app: AppId, before: Option<u32>, limit: u64) -> Result<Listed<AppVersion>> {
        let all = || row::Entity::find().filter(row::Column::AppId.eq(app.uuid()));
        let mut select = all().order_by_desc(row::Column::Number).limit(limit.saturating_add(1));
        if let Some(before) = before {
            select = select.filter(row::Column::Number.lt(i64::from(before)));
        }
        // Its place is a number, not an id: only whether this is the first part matters here.
        let listing = Listing { after: before.map(|_| Uuid::nil()), limit, q: None };
        let listed = Listed::new(select.all(self.conn).await?, &listing);
        let mut listed = listed.counted(&listing, all(), self.conn).await?;
        let versions = self.entities(app, std::mem::take(&mut listed.items)).await?;
        Ok(listed.with(versions))
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
            by_number.entry(scope.number).or_default().push(requested(scope)?);
        }
        let with_scopes = |row: row::Model| {
            let scopes = by_number.remove(&row.number).unwrap_or_default();
            entity(app, row, scopes)
        };
        found.into_iter().map(with_scopes).collect()
    }
}

fn requested(row: scope_row::Model) -> Result<RequestedScope> {
    let name = parse("app_version_scopes", "name", &row.name)?;
    Ok(RequestedScope { name, required: row.required, reason: row.reason })
}

fn entity(app: AppId, row: row::Model, scopes: Vec<RequestedScope>) -> Result<AppVersion> {
    Ok(AppVersion {
        app,
        number: number("app_versions", "number", row.number)?,
        workload: workloads::read(&row)?,
        scopes,
        note: row.note,
        egress_networks: spaced::read("app_versions", "egress_networks", &row.egress_networks)?,
        published_by: PersonId::from_uuid(row.published_by),
        published_at: row.published_at,
    })
}
