//! The last uses of secrets, written for many secrets at once and outside requests.

use model::{
    Timestamp,
    ids::{SecretId, TenantId},
};
use sea_orm::{
    ConnectionTrait, ExprTrait,
    sea_query::{Alias, Expr, IntoValueTuple, Query, TableRef, UpdateStatement},
};

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::secrets as row;

/// The list of uses within the statement. Both databases number its columns.
const USES: &str = "uses";
const TENANT: &str = "column1";
const SECRET: &str = "column2";
const AT: &str = "column3";
/// In one statement. Connections keep the last hundred statements, prepared, each of another length: longer ones would
/// cost more memory than they save time.
const AT_ONCE: usize = 100;

impl Platform<'_> {
    /// Remembers when secrets were last used; a later time that is already there stays.
    pub async fn secrets_used(&self, uses: &[(TenantId, SecretId, Timestamp)]) -> Result<()> {
        for part in uses.chunks(AT_ONCE) {
            self.conn.execute(&update(part)).await?;
        }
        Ok(())
    }
}

/// One statement for many: of a million clients each use may be another secret's.
fn update(uses: &[(TenantId, SecretId, Timestamp)]) -> UpdateStatement {
    let values =
        uses.iter().map(|(tenant, secret, at)| (tenant.uuid(), secret.uuid(), *at).into_value_tuple());
    let used = |column: &'static str| Expr::col((USES, column));
    let kept = |column: row::Column| Expr::col((row::Entity, column));
    let later = kept(row::Column::LastUsedAt).is_null().or(kept(row::Column::LastUsedAt).lt(used(AT)));
    Query::update()
        .table(row::Entity)
        .value(row::Column::LastUsedAt, used(AT))
        .from(TableRef::ValuesList(values.collect(), Alias::new(USES).into()))
        .and_where(kept(row::Column::TenantId).eq(used(TENANT)))
        .and_where(kept(row::Column::Id).eq(used(SECRET)))
        .and_where(later)
        .to_owned()
}
