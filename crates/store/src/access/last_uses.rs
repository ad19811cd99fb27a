//! The last uses of secrets, of credentials as workloads and of scopes: written for many at once and outside requests.

use model::{
    Timestamp,
    ids::{CredentialId, SecretId, TenantId},
};
use sea_orm::{
    ConnectionTrait, ExprTrait,
    sea_query::{Alias, Expr, IntoValueTuple, Query, TableRef, UpdateStatement},
};

use super::scope_uses::ScopeUse;
use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{credentials, scope_uses, secrets};

/// The list of uses within the statement. Both databases number its columns.
const USES: &str = "uses";
const TENANT: &str = "column1";
const ID: &str = "column2";
const AT: &str = "column3";
/// From where a secret was used.
const FROM: &str = "column4";
const SCOPE: &str = "column4";
/// In one statement. Connections keep the last hundred statements, prepared, each of another length: longer ones would
/// cost more memory than they save time.
const AT_ONCE: usize = 100;

/// The last use of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretUse {
    pub tenant: TenantId,
    pub secret: SecretId,
    pub at: Timestamp,
    /// The network address of the caller.
    pub from: Option<String>,
}

/// One statement for many: of a million clients each use may be another's. The table's rows, the column of their last
/// use, and the uses with the tenant, the id and the time of each.
macro_rules! update {
    ($row:ident, $last:ident, $values:expr) => {{
        let used = |column: &'static str| Expr::col((USES, column));
        let kept = |column: $row::Column| Expr::col(($row::Entity, column));
        let later = kept($row::Column::$last).is_null().or(kept($row::Column::$last).lt(used(AT)));
        Query::update()
            .table($row::Entity)
            .value($row::Column::$last, used(AT))
            .from(TableRef::ValuesList($values.collect(), Alias::new(USES).into()))
            .and_where(kept($row::Column::TenantId).eq(used(TENANT)))
            .and_where(kept($row::Column::Id).eq(used(ID)))
            .and_where(later)
            .to_owned()
    }};
}

impl Platform<'_> {
    /// Remembers when secrets were last used, and from where; a later time that is already there stays.
    pub async fn secrets_used(&self, uses: &[SecretUse]) -> Result<()> {
        for part in uses.chunks(AT_ONCE) {
            self.conn.execute(&of_secrets(part)).await?;
        }
        Ok(())
    }

    /// Remembers when credentials last signed in as workloads; a later time that is already there stays.
    pub async fn workloads_used(&self, uses: &[(TenantId, CredentialId, Timestamp)]) -> Result<()> {
        for part in uses.chunks(AT_ONCE) {
            self.conn.execute(&of_workloads(part)).await?;
        }
        Ok(())
    }

    /// Remembers on which days scopes were last asked for; a later day that is already there stays.
    pub async fn scopes_used(&self, uses: &[ScopeUse]) -> Result<()> {
        for part in uses.chunks(AT_ONCE) {
            self.conn.execute(&of_scopes(part)).await?;
        }
        Ok(())
    }
}

fn of_secrets(uses: &[SecretUse]) -> UpdateStatement {
    let values = uses
        .iter()
        .map(|one| (one.tenant.uuid(), one.secret.uuid(), one.at, one.from.clone()).into_value_tuple());
    let from = Expr::col((USES, FROM));
    update!(secrets, LastUsedAt, values).value(secrets::Column::LastUsedFrom, from).to_owned()
}

fn of_workloads(uses: &[(TenantId, CredentialId, Timestamp)]) -> UpdateStatement {
    let values = uses.iter().map(|(tenant, id, at)| (tenant.uuid(), id.uuid(), *at).into_value_tuple());
    update!(credentials, WorkloadLastUsedAt, values)
}

fn of_scopes(uses: &[ScopeUse]) -> UpdateStatement {
    let values =
        uses.iter().map(|one| (one.tenant.uuid(), one.client.uuid(), one.on, one.scope()).into_value_tuple());
    let used = |column: &'static str| Expr::col((USES, column));
    let kept = |column: scope_uses::Column| Expr::col((scope_uses::Entity, column));
    let last = || kept(scope_uses::Column::LastUsedOn);
    Query::update()
        .table(scope_uses::Entity)
        .value(scope_uses::Column::LastUsedOn, used(AT))
        .from(TableRef::ValuesList(values.collect(), Alias::new(USES).into()))
        .and_where(kept(scope_uses::Column::TenantId).eq(used(TENANT)))
        .and_where(kept(scope_uses::Column::CredentialId).eq(used(ID)))
        .and_where(kept(scope_uses::Column::Scope).eq(used(SCOPE)))
        .and_where(last().is_null().or(last().lt(used(AT))))
        .to_owned()
}
