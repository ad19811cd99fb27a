//! Puts a client together from its rows.

use std::collections::{BTreeSet, HashMap, HashSet};

use ipnet::IpNet;
use model::{
    connection::StateName,
    credential::AuthMethod,
    ids::{AppId, ConnectionId, CredentialId, SecretId, TenantId},
    scope::ScopeSet,
    workload::WorkloadIdentity,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select, prelude::Uuid};

use super::client::{DirectoryClient, DirectorySecret, Found};
use crate::catalogue::{apps, workloads};
use crate::errors::{Error, Result};
use crate::rows::{
    app_versions as app_version, apps as app, connection_scopes as connection_scope,
    connections as connection, credentials as credential, number, parse, secrets as secret, spaced,
    tenants as tenant, workload_issuers as workload_issuer,
};

/// What credentials refer to.
pub(super) struct Rows {
    pub tenants: Vec<tenant::Model>,
    pub connections: Vec<connection::Model>,
    pub apps: Vec<app::Model>,
    /// Those that name egress networks or a workload.
    pub versions: Vec<app_version::Model>,
    /// Issuers of workloads that are closed.
    pub closed_issuers: Vec<workload_issuer::Model>,
    pub scopes: Vec<connection_scope::Model>,
    /// Newest first; without those that were reported as leaked.
    pub secrets: Vec<secret::Model>,
}

/// The versions that say something of their clients.
pub(super) fn named() -> Condition {
    Condition::any()
        .add(app_version::Column::EgressNetworks.ne(""))
        .add(app_version::Column::WorkloadIssuerId.is_not_null())
}

pub(super) fn closed_issuers() -> Select<workload_issuer::Entity> {
    workload_issuer::Entity::find().filter(workload_issuer::Column::ClosedAt.is_not_null())
}

/// Clients, and credentials that are no more.
pub(super) fn found(credentials: Vec<credential::Model>, rows: Rows) -> Result<Vec<Found>> {
    let (gone, there): (Vec<_>, Vec<_>) = credentials.into_iter().partition(|row| row.deleted_at.is_some());
    let gone = gone.into_iter().map(|row| Found::Gone(CredentialId::from_uuid(row.id)));
    let there = assemble(there, rows)?.into_iter().map(|client| Found::Client(Box::new(client)));
    Ok(gone.chain(there).collect())
}

pub(super) fn assemble(credentials: Vec<credential::Model>, rows: Rows) -> Result<Vec<DirectoryClient>> {
    let tenants: HashMap<Uuid, String> = rows.tenants.into_iter().map(|row| (row.id, row.kind)).collect();
    let found: HashMap<Uuid, connection::Model> =
        rows.connections.into_iter().map(|row| (row.id, row)).collect();
    let versions = versions(rows.versions)?;
    let closed: HashSet<Uuid> = rows.closed_issuers.into_iter().map(|row| row.id).collect();
    let apps: HashMap<Uuid, app::Model> = rows.apps.into_iter().map(|row| (row.id, row)).collect();
    let scopes = scopes_by_connection(rows.scopes)?;
    let mut secrets = secrets_by_credential(rows.secrets);

    let client = |row: credential::Model| {
        let mut client = DirectoryClient {
            id: CredentialId::from_uuid(row.id),
            tenant: TenantId::from_uuid(row.tenant_id),
            environment: parse(
                "tenants",
                "kind",
                tenants.get(&row.tenant_id).ok_or(Error::BrokenReference)?,
            )?,
            connection: row.connection_id.map(ConnectionId::from_uuid),
            app: None,
            auth_method: parse("credentials", "auth_method", &row.auth_method)?,
            keys: None,
            egress_networks: BTreeSet::new(),
            workload: None,
            issuer_closed: false,
            secrets: secrets.remove(&row.id).unwrap_or_default(),
            scopes: own_scopes(row.scopes.as_deref())?,
            active: row.paused_at.is_none(),
            ends_at: row.ends_at,
            generation: number("credentials", "generation", row.generation)?,
        };
        if let Some(id) = row.connection_id {
            let connection = found.get(&id).ok_or(Error::BrokenReference)?;
            let app = apps.get(&connection.app_id).ok_or(Error::BrokenReference)?;
            client.keys = apps::client_keys(app.jwks.clone(), app.jwks_uri.clone());
            let accepted = versions.get(&(connection.app_id, connection.version));
            client.egress_networks = accepted.map(|one| one.networks.clone()).unwrap_or_default();
            // What a later version drops is gone at once, and comes back only with one that is accepted.
            let names = |number| {
                let named = versions.get(&(connection.app_id, number));
                named.is_some_and(|one| one.workload.is_some())
            };
            let in_force = (connection.version..=app.latest_version).all(names);
            client.workload = accepted.filter(|_| in_force).and_then(|one| one.workload.clone());
            client.issuer_closed = is_closed(&client, &closed);
            client.app = Some(AppId::from_uuid(connection.app_id));
            client.scopes = scopes.get(&id).cloned().unwrap_or_default();
            client.active = connection.state == StateName::Active.as_str()
                && app.state != model::app::AppState::Suspended.as_str();
            client.ends_at = connection.ends_at;
            client.generation = number("connections", "generation", connection.generation)?;
        }
        Ok(client)
    };
    credentials.into_iter().map(client).collect()
}

fn scopes_by_connection(rows: Vec<connection_scope::Model>) -> Result<HashMap<Uuid, ScopeSet>> {
    let mut scopes: HashMap<Uuid, ScopeSet> = HashMap::new();
    for row in rows {
        let name = parse("connection_scopes", "name", &row.name)?;
        scopes.entry(row.connection_id).or_default().insert(name);
    }
    Ok(scopes)
}

/// In the order of the rows.
fn secrets_by_credential(rows: Vec<secret::Model>) -> HashMap<Uuid, Vec<DirectorySecret>> {
    let mut secrets: HashMap<Uuid, Vec<DirectorySecret>> = HashMap::new();
    for row in rows {
        let secret =
            DirectorySecret { id: SecretId::from_uuid(row.id), hash: row.hash, expires_at: row.expires_at };
        secrets.entry(row.credential_id).or_default().push(secret);
    }
    secrets
}

/// What a version says of its clients.
struct Named {
    networks: BTreeSet<IpNet>,
    workload: Option<WorkloadIdentity>,
}

/// The apps' versions that name egress networks or a workload.
fn versions(versions: Vec<app_version::Model>) -> Result<HashMap<(Uuid, i32), Named>> {
    let named = |row: app_version::Model| {
        let networks = spaced::read("app_versions", "egress_networks", &row.egress_networks)?;
        Ok(((row.app_id, row.number), Named { networks, workload: workloads::read(&row)? }))
    };
    versions.into_iter().map(named).collect()
}

fn is_closed(client: &DirectoryClient, closed: &HashSet<Uuid>) -> bool {
    client.auth_method != AuthMethod::PrivateKeyJwt
        && client.secrets.is_empty()
        && client.workload.as_ref().is_some_and(|workload| closed.contains(&workload.issuer().uuid()))
}

fn own_scopes(names: Option<&str>) -> Result<ScopeSet> {
    names.unwrap_or_default().split_whitespace().map(|name| parse("credentials", "scopes", name)).collect()
}
