//! Tokens and refusals by the hour: of each client, app and tenant, and of the platform.

use model::{
    attempt::Refusal,
    ids::{AppId, CredentialId, TenantId},
};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, Statement, Value,
    sea_query::{Alias, Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::database::{Platform, Tenanted};
use crate::errors::Result;
use crate::rows::{number, parse, usage_hours as row};

/// The outcome of what was not refused.
const TOKEN: &str = "token";
/// In one statement: see `last_uses`.
const AT_ONCE: usize = 200;

/// Whose tokens and refusals are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    Client(TenantId, CredentialId),
    App(AppId),
    Tenant(TenantId),
    Platform,
}

impl Subject {
    fn id(self) -> Uuid {
        match self {
            Self::Client(_, client) => client.uuid(),
            Self::App(app) => app.uuid(),
            Self::Tenant(tenant) => tenant.uuid(),
            Self::Platform => Uuid::nil(),
        }
    }

    fn tenant(self) -> Option<Uuid> {
        match self {
            Self::Client(tenant, _) | Self::Tenant(tenant) => Some(tenant.uuid()),
            Self::App(_) | Self::Platform => None,
        }
    }
}

/// What came out how often in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub subject: Subject,
    /// Hours since 1970.
    pub hour: i64,
    /// `None`: tokens.
    pub refusal: Option<Refusal>,
    pub number: u64,
}

/// Hours since 1970 from which and before which, and how many of them make a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: i64,
    pub to: i64,
    pub period: i64,
}

/// What came out how often in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Periods since 1970.
    pub period: i64,
    pub refusal: Option<Refusal>,
    pub number: u64,
}

impl Platform<'_> {
    /// Adds to what was counted before.
    pub async fn count_usage(&self, counted: &[Counted]) -> Result<()> {
        let mut counted = counted.to_vec();
        // In one order on every node, so that none waits for a node that waits for it.
        counted.sort_unstable_by_key(|one| (one.subject.id(), one.hour, one.refusal));
        for part in counted.chunks(AT_ONCE) {
            let rows = part.iter().map(|one| model(one).into_active_model());
            row::Entity::insert_many(rows).on_conflict(add()).exec_without_returning(self.conn).await?;
        }
        Ok(())
    }

    /// How often what came out for an app or the platform.
    pub async fn usage(&self, subject: Subject, span: Span) -> Result<Vec<Usage>> {
        read(self.conn, subject, "", span).await
    }

    /// Forgets hours from before, so many rows at most; how many they were.
    pub async fn forget_usage(&self, before: i64, most: u64) -> Result<u64> {
        let sql = format!(
            "DELETE FROM usage_hours WHERE (subject, hour, outcome) IN
            (SELECT subject, hour, outcome FROM usage_hours WHERE hour < $1 ORDER BY hour LIMIT {most})"
        );
        let backend = self.conn.get_database_backend();
        let old = Statement::from_sql_and_values(backend, sql, [before.into()]);
        Ok(self.conn.execute_raw(old).await?.rows_affected())
    }
}

impl Tenanted<'_> {
    /// How often what came out for one of the tenant's clients.
    pub async fn usage_of(&self, client: CredentialId, span: Span) -> Result<Vec<Usage>> {
        read(self.conn, Subject::Client(self.tenant, client), OF_TENANT, span).await
    }

    /// How often what came out for all of the tenant's clients together.
    pub async fn usage(&self, span: Span) -> Result<Vec<Usage>> {
        read(self.conn, Subject::Tenant(self.tenant), OF_TENANT, span).await
    }
}

const OF_TENANT: &str = " AND tenant_id = $5";

async fn read(
    conn: &DatabaseTransaction,
    subject: Subject,
    condition: &str,
    span: Span,
) -> Result<Vec<Usage>> {
    let sql = format!(
        "SELECT hour / $4 AS period, outcome, CAST(sum(number) AS bigint) AS number FROM usage_hours
        WHERE subject = $1 AND hour >= $2 AND hour < $3{condition} GROUP BY 1, outcome ORDER BY 1, outcome"
    );
    let mut values: Vec<Value> =
        vec![subject.id().into(), span.from.into(), span.to.into(), span.period.into()];
    values.extend(subject.tenant().map(Value::from));
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    let mut usage = Vec::new();
    for found in conn.query_all_raw(statement).await? {
        let outcome: String = found.try_get_by_index(1)?;
        let refusal = if outcome == TOKEN { None } else { Some(parse("usage_hours", "outcome", &outcome)?) };
        let count: i64 = found.try_get_by_index(2)?;
        let number = number("usage_hours", "number", count)?;
        usage.push(Usage { period: found.try_get_by_index(0)?, refusal, number });
    }
    Ok(usage)
}

fn model(one: &Counted) -> row::Model {
    row::Model {
        subject: one.subject.id(),
        hour: one.hour,
        outcome: one.refusal.map_or(TOKEN, Refusal::as_str).to_owned(),
        tenant_id: one.subject.tenant(),
        number: i64::try_from(one.number).unwrap_or(i64::MAX),
    }
}

fn add() -> OnConflict {
    let new = Expr::col((Alias::new("excluded"), row::Column::Number));
    let sum = Expr::col((row::Entity, row::Column::Number)).add(new);
    OnConflict::columns([row::Column::Subject, row::Column::Hour, row::Column::Outcome])
        .value(row::Column::Number, sum)
        .to_owned()
}
