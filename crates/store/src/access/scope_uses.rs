//! The scopes that clients asked for by name, by the day. `last_uses` writes them.

use std::collections::HashMap;

use model::{
    Timestamp,
    ids::{CredentialId, TenantId},
    scope::{ScopeName, ScopeSet},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use crate::database::Tenanted;
use crate::errors::Result;
use crate::rows::{parse, parts, scope_uses as row};

/// In place of a scope's name: a request named none, and got all.
const NONE_NAMED: &str = "";

/// A client asked for a scope on a day, or for all that it holds without naming any.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScopeUse {
    pub tenant: TenantId,
    pub client: CredentialId,
    pub scope: Option<ScopeName>,
    /// Midnight UTC.
    pub on: Timestamp,
}

impl ScopeUse {
    /// As its row names the scope.
    pub(super) fn scope(&self) -> String {
        self.scope.as_ref().map_or(NONE_NAMED, ScopeName::as_str).to_owned()
    }
}

/// What is known of a scope that a client holds or held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub since: Timestamp,
    /// Midnight UTC of the day.
    pub last_used_on: Option<Timestamp>,
}

/// The uses of a client's scopes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    pub of_scopes: HashMap<ScopeName, Counted>,
    /// When it last named none.
    pub none_named_on: Option<Timestamp>,
}

/// The scope uses of one tenant's clients.
#[derive(Debug, Clone, Copy)]
pub struct ScopeUses<'a> {
    conn: &'a DatabaseTransaction,
    tenant: TenantId,
}

impl<'a> Tenanted<'a> {
    pub const fn scope_uses(&self) -> ScopeUses<'a> {
        ScopeUses { conn: self.conn, tenant: self.tenant() }
    }
}

impl ScopeUses<'_> {
    /// These scopes were granted to a client: their uses are counted from then on.
    pub async fn count(&self, client: CredentialId, scopes: &ScopeSet, since: Timestamp) -> Result<()> {
        // In the order in which nodes write uses, so that neither waits for the other.
        let names = [NONE_NAMED].into_iter().chain(scopes.iter().map(ScopeName::as_str));
        let row = |name: &str| row::Model {
            tenant_id: self.tenant.uuid(),
            credential_id: client.uuid(),
            scope: name.to_owned(),
            counted_since: since,
            last_used_on: None,
        };
        let rows = names.map(|name| row(name).into_active_model());
        row::Entity::insert_many(rows).on_conflict(from_now_on()).exec_without_returning(self.conn).await?;
        Ok(())
    }

    /// The client is no more.
    pub async fn delete_of(&self, client: CredentialId) -> Result<()> {
        row::Entity::delete_many()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::CredentialId.eq(client.uuid()))
            .exec(self.conn)
            .await?;
        Ok(())
    }

    pub async fn of(&self, clients: &[CredentialId]) -> Result<HashMap<CredentialId, Uses>> {
        let mut found: HashMap<_, Uses> = HashMap::new();
        for ids in parts(clients.iter().map(|id| id.uuid()).collect()) {
            let rows = row::Entity::find()
                .filter(row::Column::TenantId.eq(self.tenant.uuid()))
                .filter(row::Column::CredentialId.is_in(ids));
            for row in rows.all(self.conn).await? {
                let uses = found.entry(CredentialId::from_uuid(row.credential_id)).or_default();
                if row.scope == NONE_NAMED {
                    uses.none_named_on = row.last_used_on;
                } else {
                    let counted = Counted { since: row.counted_since, last_used_on: row.last_used_on };
                    uses.of_scopes.insert(parse("scope_uses", "scope", &row.scope)?, counted);
                }
            }
        }
        Ok(found)
    }
}

/// Of a scope that was held before: counted from the beginning. When no scope was named stays known.
fn from_now_on() -> OnConflict {
    let kept = |column| Expr::col((row::Entity, column));
    let none_named = kept(row::Column::Scope).eq(NONE_NAMED);
    let last = Expr::case(none_named, kept(row::Column::LastUsedOn));
    OnConflict::columns([row::Column::TenantId, row::Column::CredentialId, row::Column::Scope])
        .value(row::Column::LastUsedOn, last)
        .update_columns([row::Column::CountedSince])
        .to_owned()
}
