//! What became of an app's newest version at each tenant that has connected the app: told from what the connections hold
//! and from what their admins answered.

use std::collections::{BTreeMap, HashMap};

use model::{
    Timestamp,
    connection::PausedBy,
    ids::{AppId, ConnectionId, TenantId},
    search::Search,
    total::Total,
    update::{RollOutState, ScopeAnswer},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryResult, Statement, Value, sea_query::OnConflict,
};
use uuid::Uuid;

use super::connections::{ConnectionOfTenant, Connections};
use super::updates::answers_of;
use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{connections as connection_row, number, parse, update_reviews as row};
use crate::search::listing::{Listed, Listing, length, walk};
use crate::search::texts::TENANT;

/// The connections of app `$1` that hold a grant, with what became of version `$2` at each. `LIMIT 1 OFFSET 0` has PostgreSQL
/// look up each connection's own rows: without it, it may read those of all apps and compare.
const STANDS: &str = "SELECT c.id AS id, c.tenant_id AS tenant_id, c.pauses AS pauses, \
     (SELECT u.reminded_at FROM update_reviews AS u \
      WHERE u.tenant_id = c.tenant_id AND u.connection_id = c.id) AS reminded_at, CASE \
     WHEN c.version = $2 AND NOT EXISTS (SELECT 1 FROM app_version_scopes AS v \
      WHERE v.app_id = c.app_id AND v.number = $2 AND NOT EXISTS (SELECT 1 FROM connection_scopes AS s \
       WHERE s.tenant_id = c.tenant_id AND s.connection_id = c.id AND s.name = v.name) \
      LIMIT 1 OFFSET 0) THEN 'accepted' \
     WHEN c.version = $2 AND (NOT EXISTS (SELECT 1 FROM scope_answers AS a \
       WHERE a.tenant_id = c.tenant_id AND a.connection_id = c.id AND a.version = $2 LIMIT 1 OFFSET 0) \
      OR EXISTS (SELECT 1 FROM scope_answers AS a JOIN connection_scopes AS s \
       ON s.tenant_id = a.tenant_id AND s.connection_id = a.connection_id AND s.name = a.name \
       WHERE a.tenant_id = c.tenant_id AND a.connection_id = c.id AND a.version = $2 \
       LIMIT 1 OFFSET 0)) THEN 'partly' \
     WHEN c.version = $2 OR c.left_version = $2 THEN CASE \
      WHEN EXISTS (SELECT 1 FROM app_version_scopes AS v \
       WHERE v.app_id = c.app_id AND v.number = $2 AND NOT EXISTS (SELECT 1 FROM connection_scopes AS s \
        WHERE s.tenant_id = c.tenant_id AND s.connection_id = c.id AND s.name = v.name) \
       AND NOT EXISTS (SELECT 1 FROM scope_answers AS a WHERE a.tenant_id = c.tenant_id \
        AND a.connection_id = c.id AND a.name = v.name AND a.answer = 'never') LIMIT 1 OFFSET 0) THEN 'not_now' \
      ELSE 'never' END \
     WHEN (SELECT u.seen_version FROM update_reviews AS u \
      WHERE u.tenant_id = c.tenant_id AND u.connection_id = c.id) = $2 THEN 'seen' ELSE 'unseen' END AS roll_out \
     FROM connections AS c WHERE c.app_id = $1 AND c.state IN ('active', 'paused')";

/// Tenants that a search looks at alone.
const FEW_TENANTS: u64 = 200;

/// A connection, and what became of the version there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolledOut {
    pub found: ConnectionOfTenant,
    pub state: RollOutState,
    /// The last about each scope, of earlier versions too.
    pub answers: Vec<ScopeAnswer>,
    /// When an admin opened the review of this version first.
    pub seen_at: Option<Timestamp>,
    /// When its tenant was reminded last, of this version or an earlier one.
    pub reminded_at: Option<Timestamp>,
}

/// Where a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stand {
    id: Uuid,
    tenant: Uuid,
    state: RollOutState,
}

/// The roll-out of one version of an app: its newest, because no one answers another.
#[derive(Debug, Clone, Copy)]
pub struct RollOut<'a> {
    conn: &'a DatabaseTransaction,
    app: AppId,
    version: u32,
}

impl<'a> Platform<'a> {
    pub const fn roll_out(&self, app: AppId, version: u32) -> RollOut<'a> {
        RollOut { conn: self.conn, app, version }
    }
}

/// What is asked for beside app and version.
#[derive(Clone, Copy, Default)]
struct Wanted<'w> {
    state: Option<RollOutState>,
    /// These tenants alone.
    tenants: Option<&'w [Uuid]>,
    after: Option<Uuid>,
    /// Those whose tenant has still to answer and was not reminded since then, and which run for all that publisher and
    /// platform do.
    quiet_since: Option<Timestamp>,
}

impl RollOut<'_> {
    /// How many connections stand in each state; none in those that are not named.
    pub async fn counts(&self) -> Result<BTreeMap<RollOutState, u32>> {
        let sql = format!("SELECT t.roll_out, COUNT(*) FROM ({STANDS}) AS t GROUP BY t.roll_out");
        let mut counts = BTreeMap::new();
        for row in self.rows(sql, self.values()?).await? {
            let count: i64 = row.try_get_by_index(1)?;
            counts.insert(state(&row, 0)?, number("connections", "count", count)?);
        }
        Ok(counts)
    }

    /// Newest connections first; searched by the tenant's name and id.
    pub async fn list(&self, state: Option<RollOutState>, listing: &Listing) -> Result<Listed<RolledOut>> {
        let mut listed = match listing.search() {
            Some(search) => self.search(&search, state, listing).await?,
            None => {
                let wanted = Wanted { state, after: listing.after, ..Wanted::default() };
                let mut listed = Listed::new(self.stands(wanted, listing.one_more()).await?, listing);
                if listing.is_first() {
                    listed.total = Some(self.total(state).await?);
                }
                listed
            }
        };
        let found = self.entities(std::mem::take(&mut listed.items)).await?;
        Ok(listed.with(found))
    }

    /// The connections that may be reminded, one tenant's or all, the newest first: neither their developer nor the platform
    /// stops them, and their tenants have still to answer and were not reminded since then. At most so many.
    pub async fn waiting(
        &self,
        tenant: Option<TenantId>,
        quiet_since: Timestamp,
        most: u64,
    ) -> Result<Vec<(TenantId, ConnectionId)>> {
        let tenant = tenant.map(|tenant| [tenant.uuid()]);
        let tenants = tenant.as_ref().map(|tenant| tenant.as_slice());
        let wanted = Wanted { tenants, quiet_since: Some(quiet_since), ..Wanted::default() };
        let found = self.stands(wanted, most).await?.into_iter();
        Ok(found.map(|one| (TenantId::from_uuid(one.tenant), ConnectionId::from_uuid(one.id))).collect())
    }

    /// The tenant's connection, where it holds a grant.
    pub async fn of_tenant(&self, tenant: TenantId) -> Result<Option<RolledOut>> {
        let tenants = [tenant.uuid()];
        let stands = self.stands(Wanted { tenants: Some(&tenants), ..Wanted::default() }, 1).await?;
        Ok(self.entities(stands).await?.pop())
    }

    /// Notes that these were reminded.
    pub async fn remind(&self, connections: &[(TenantId, ConnectionId)], at: Timestamp) -> Result<()> {
        let reminded = |(tenant, connection): &(TenantId, ConnectionId)| {
            let row = row::Model {
                tenant_id: tenant.uuid(),
                connection_id: connection.uuid(),
                seen_version: 0,
                seen_at: None,
                reminded_at: Some(at),
            };
            row.into_active_model()
        };
        let key = [row::Column::TenantId, row::Column::ConnectionId];
        let renew = OnConflict::columns(key).update_column(row::Column::RemindedAt).to_owned();
        row::Entity::insert_many::<row::ActiveModel, _>(connections.iter().map(reminded))
            .on_conflict(renew)
            .exec_without_returning(self.conn)
            .await?;
        Ok(())
    }

    async fn total(&self, state: Option<RollOutState>) -> Result<Total> {
        let counts = self.counts().await?;
        let of_state = |(at, _): &(&RollOutState, &u32)| state.is_none_or(|state| state == **at);
        Ok(Total::exactly(counts.iter().filter(of_state).map(|(_, count)| u64::from(*count)).sum()))
    }

    async fn search(
        &self,
        search: &Search,
        state: Option<RollOutState>,
        listing: &Listing,
    ) -> Result<Listed<Stand>> {
        let named = TENANT.find(self.conn, search, None, FEW_TENANTS + 1).await?;
        // Few: only their connections are looked at. Many: the newest connections are, one after the other.
        let few = (length(&named) <= FEW_TENANTS).then_some(named);
        let part = async |after, limit| {
            let wanted = Wanted { state, tenants: few.as_deref(), after, ..Wanted::default() };
            let stands = self.stands(wanted, limit).await?;
            let tenants = stands.iter().map(|one| one.tenant).collect();
            let texts: HashMap<_, _> = TENANT.of(self.conn, tenants).await?.into_iter().collect();
            let is_found = |one: &Stand| texts.get(&one.tenant).is_some_and(|texts| search.finds(texts));
            let found: Vec<_> = stands.into_iter().map(|one| (is_found(&one), one)).collect();
            Result::Ok(found)
        };
        let mut found = walk(listing, part, |(_, one)| one.id, |(is_found, _)| *is_found).await?;
        let stands = std::mem::take(&mut found.items).into_iter().map(|(_, one)| one).collect();
        Ok(found.with(stands))
    }

    async fn stands(&self, wanted: Wanted<'_>, limit: u64) -> Result<Vec<Stand>> {
        if wanted.tenants.is_some_and(<[_]>::is_empty) {
            return Ok(Vec::new());
        }
        let mut values = self.values()?;
        let mut place = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let mut sql = format!("SELECT t.id, t.tenant_id, t.roll_out FROM ({STANDS}) AS t WHERE 1 = 1");
        if let Some(after) = wanted.after {
            sql.push_str(&format!(" AND t.id < {}", place(after.into())));
        }
        if let Some(state) = wanted.state {
            sql.push_str(&format!(" AND t.roll_out = {}", place(state.as_str().into())));
        }
        if let Some(tenants) = wanted.tenants {
            let places: Vec<_> = tenants.iter().map(|tenant| place((*tenant).into())).collect();
            sql.push_str(&format!(" AND t.tenant_id IN ({})", places.join(", ")));
        }
        if let Some(since) = wanted.quiet_since {
            sql.push_str(&format!(
                " AND t.roll_out IN ('seen', 'unseen') AND t.pauses NOT LIKE '%{}%' AND t.pauses NOT LIKE '%{}%' \
                 AND (t.reminded_at IS NULL OR t.reminded_at <= {})",
                PausedBy::Developer,
                PausedBy::Platform,
                place(since.into())
            ));
        }
        sql.push_str(&format!(" ORDER BY t.id DESC LIMIT {limit}"));
        self.rows(sql, values).await?.iter().map(stand).collect()
    }

    /// `$1` and `$2`.
    fn values(&self) -> Result<Vec<Value>> {
        let version: i32 = number("app_versions", "number", self.version)?;
        Ok(vec![self.app.uuid().into(), version.into()])
    }

    async fn rows(&self, sql: String, values: Vec<Value>) -> Result<Vec<QueryResult>> {
        let backend = self.conn.get_database_backend();
        Ok(self.conn.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?)
    }

    /// In the order of the stands, which is that of the connections' ids.
    async fn entities(&self, stands: Vec<Stand>) -> Result<Vec<RolledOut>> {
        let ids: Vec<_> = stands.iter().map(|one| ConnectionId::from_uuid(one.id)).collect();
        let connections = Connections { conn: self.conn };
        let these = connection_row::Column::Id.is_in(ids.iter().map(|id| id.uuid()));
        let mut found: HashMap<_, _> =
            connections.these(these).await?.into_iter().map(|one| (one.connection.id, one)).collect();
        let mut answers = answers_of(self.conn, Condition::all(), &ids).await?;
        let mut reviews = self.reviews(&ids).await?;
        let together = |stand: Stand| {
            let id = ConnectionId::from_uuid(stand.id);
            let (seen_at, reminded_at) = reviews.remove(&id).unwrap_or_default();
            let answers = answers.remove(&id).unwrap_or_default();
            Some(RolledOut { found: found.remove(&id)?, state: stand.state, answers, seen_at, reminded_at })
        };
        Ok(stands.into_iter().filter_map(together).collect())
    }

    /// When the review of this version was opened first, and when its tenant was reminded last.
    async fn reviews(&self, connections: &[ConnectionId]) -> Result<HashMap<ConnectionId, Reviewed>> {
        let version: i32 = number("app_versions", "number", self.version)?;
        let ids = connections.iter().map(|id| id.uuid());
        let found = row::Entity::find().filter(row::Column::ConnectionId.is_in(ids));
        let reviewed = |row: row::Model| {
            let seen_at = row.seen_at.filter(|_| row.seen_version == version);
            (ConnectionId::from_uuid(row.connection_id), (seen_at, row.reminded_at))
        };
        Ok(found.all(self.conn).await?.into_iter().map(reviewed).collect())
    }
}

type Reviewed = (Option<Timestamp>, Option<Timestamp>);

fn stand(row: &QueryResult) -> Result<Stand> {
    let (id, tenant) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    Ok(Stand { id, tenant, state: state(row, 2)? })
}

fn state(row: &QueryResult, index: usize) -> Result<RollOutState> {
    let text: String = row.try_get_by_index(index)?;
    parse("connections", "roll_out", &text)
}
