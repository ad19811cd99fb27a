//! Reads what given changes led to, in one round trip.

use std::collections::HashMap;

use model::ids::{ConnectionId, CredentialId, TenantId};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Statement, sea_query::SelectStatement,
};

use super::assembly::{self, Rows, found};
use super::client::Found;
use super::shared::{self, Shared};
use super::tenant::{DirectoryTenant, tenants};
use crate::database::{Store, models};
use crate::errors::Result;
use crate::rows::{
    app_versions as app_version, apps as app, connection_scopes as connection_scope,
    connections as connection, credentials as credential, revoked_tokens as revoked_token, secrets as secret,
    tenant_addresses as address, tenants as tenant,
};
use crate::token_path::revoked_tokens::{self, RevokedToken};

/// What changed.
#[derive(Debug, Clone, Default)]
pub struct Changed {
    pub credentials: Vec<CredentialId>,
    pub connections: Vec<ConnectionId>,
    pub tenants: Vec<TenantId>,
    /// Of tokens that were revoked.
    pub jtis: Vec<String>,
    /// Whether what all clients share is wanted, too.
    pub shared: bool,
}

/// What it changed to.
#[derive(Debug, Clone, Default)]
pub struct Details {
    /// The credentials, and all that the connections and tenants have or had, as they are now.
    pub found: Vec<Found>,
    /// The tenants with their addresses; `None` where there is no such tenant.
    pub tenants: Vec<(TenantId, Option<DirectoryTenant>)>,
    pub revoked: Vec<RevokedToken>,
    pub shared: Option<Shared>,
}

impl Store {
    /// Everything that these changes are about, as it is now.
    pub async fn details(&self, changed: &Changed) -> Result<Details> {
        let backend = self.database().get_database_backend();
        let mut statements = of_clients(changed, backend);
        if changed.shared {
            statements.extend(shared::statements(backend));
        }
        let mut rows = self.at_once(&statements).await?.into_iter();
        let mut next = || rows.next().unwrap_or_default();
        let credentials = models(next())?;
        let of_clients = Rows {
            tenants: models(next())?,
            connections: models(next())?,
            apps: models(next())?,
            versions: models(next())?,
            closed_issuers: models(next())?,
            scopes: models(next())?,
            secrets: models(next())?,
        };
        let tenants = as_they_are(&changed.tenants, tenants(models(next())?, models(next())?)?);
        let revoked = models(next())?.into_iter().map(revoked_tokens::entity).collect();
        let shared = changed.shared.then(|| shared::read(&mut next)).transpose()?;
        Ok(Details { found: found(credentials, of_clients)?, tenants, revoked, shared })
    }
}

/// A credential keeps its connection, a connection its app, and no row of them is ever removed: those that the later
/// statements find are at least those that the first one has found.
fn of_clients(changed: &Changed, backend: DbBackend) -> Vec<Statement> {
    let Changed { credentials, connections, tenants, jtis, .. } = changed;
    let which = Condition::any()
        .add(credential::Column::Id.is_in(credentials.iter().map(|id| id.uuid())))
        .add(credential::Column::ConnectionId.is_in(connections.iter().map(|id| id.uuid())))
        .add(credential::Column::TenantId.is_in(tenants.iter().map(|id| id.uuid())));
    let of = |column: credential::Column| -> SelectStatement {
        credential::Entity::find().select_only().column(column).filter(which.clone()).into_query()
    };
    let connected = || connection::Column::Id.in_subquery(of(credential::Column::ConnectionId));
    let apps: SelectStatement = connection::Entity::find()
        .select_only()
        .column(connection::Column::AppId)
        .filter(connected())
        .into_query();
    let known = tenant::Column::Id.is_in(tenants.iter().map(|id| id.uuid()));
    vec![
        credential::Entity::find().filter(which.clone()).build(backend),
        tenant::Entity::find()
            .filter(tenant::Column::Id.in_subquery(of(credential::Column::TenantId)))
            .build(backend),
        connection::Entity::find().filter(connected()).build(backend),
        app::Entity::find().filter(app::Column::Id.in_subquery(apps.clone())).build(backend),
        app_version::Entity::find()
            .filter(app_version::Column::AppId.in_subquery(apps))
            .filter(assembly::named())
            .build(backend),
        assembly::closed_issuers().build(backend),
        connection_scope::Entity::find()
            .filter(connection_scope::Column::ConnectionId.in_subquery(of(credential::Column::ConnectionId)))
            .build(backend),
        secret::Entity::find()
            .filter(secret::Column::ReportedAt.is_null())
            .filter(secret::Column::CredentialId.in_subquery(of(credential::Column::Id)))
            .order_by_desc(secret::Column::Id)
            .build(backend),
        tenant::Entity::find().filter(known).build(backend),
        address::Entity::find()
            .filter(address::Column::TenantId.is_in(tenants.iter().map(|id| id.uuid())))
            .build(backend),
        revoked_token::Entity::find().filter(revoked_token::Column::Jti.is_in(jtis)).build(backend),
    ]
}

fn as_they_are(ids: &[TenantId], found: Vec<DirectoryTenant>) -> Vec<(TenantId, Option<DirectoryTenant>)> {
    let mut found: HashMap<TenantId, DirectoryTenant> =
        found.into_iter().map(|tenant| (tenant.id, tenant)).collect();
    ids.iter().map(|id| (*id, found.remove(id))).collect()
}
