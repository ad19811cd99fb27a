//! Puts a client together from its rows.

use std::collections::{BTreeSet, HashMap};

use ipnet::IpNet;
use model::{
    connection::StateName,
    ids::{AppId, ConnectionId, CredentialId, SecretId, TenantId},
    scope::ScopeSet,
};
use sea_orm::prelude::Uuid;

use super::client::{DirectoryClient, DirectorySecret, Found};
use crate::catalogue::apps;
use crate::errors::{Error, Result};
use crate::rows::{
    app_versions as app_version, apps as app, connection_scopes as connection_scope,
    connections as connection, credentials as credential, number, parse, secrets as secret, spaced,
    tenants as tenant,
};

/// What credentials refer to.
pub(super) struct Rows {
    pub tenants: Vec<tenant::Model>,
    pub connections: Vec<connection::Model>,
    pub apps: Vec<app::Model>,
    /// Those that name egress networks.
    pub versions: Vec<app_version::Model>,
    pub scopes: Vec<connection_scope::Model>,
    /// Newest first; without those that were reported as leaked.
    pub secrets: Vec<secret::Model>,
}

/// Clients, and credentials that are no more.
pub(super) fn found(credentials: Vec<credential::Model>, rows: Rows) -> Result<Vec<Found>> {
    let (gone, there): (Vec<_>, Vec<_>) = credentials.into_iter().partition(|row| row.deleted_at.is_some());
    let gone = gone.into_iter().map(|row| Found::Gone(CredentialId::from_uuid(row.id)));
    let there = assemble(there, rows)?.into_iter().map(Found::Client);
    Ok(gone.chain(there).collect())
}

pub(super) fn assemble(credentials: Vec<credential::Model>, rows: Rows) -> Result<Vec<DirectoryClient>> {
    let tenants: HashMap<Uuid, String> = rows.tenants.into_iter().map(|row| (row.id, row.kind)).collect();
    let found: HashMap<Uuid, connection::Model> =
        rows.connections.into_iter().map(|row| (row.id, row)).collect();
    let networks = networks(rows.versions)?;
    let apps: HashMap<Uuid, app::Model> = rows.apps.into_iter().map(|row| (row.id, row)).collect();
    let mut scopes: HashMap<Uuid, ScopeSet> = HashMap::new();
    for row in rows.scopes {
        let name = parse("connection_scopes", "name", &row.name)?;
        scopes.entry(row.connection_id).or_default().insert(name);
    }
    let mut secrets: HashMap<Uuid, Vec<DirectorySecret>> = HashMap::new();
    for row in rows.secrets {
        let secret =
            DirectorySecret { id: SecretId::from_uuid(row.id), hash: row.hash, expires_at: row.expires_at };
        secrets.entry(row.credential_id).or_default().push(secret);
    }

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
            secrets: secrets.remove(&row.id).unwrap_or_default(),
            scopes: own_scopes(row.scopes.as_deref())?,
            active: true,
            ends_at: None,
            generation: number("credentials", "generation", row.generation)?,
        };
        if let Some(id) = row.connection_id {
            let connection = found.get(&id).ok_or(Error::BrokenReference)?;
            let app = apps.get(&connection.app_id).ok_or(Error::BrokenReference)?;
            client.keys = apps::client_keys(app.jwks.clone(), app.jwks_uri.clone());
            let accepted = (connection.app_id, connection.version);
            client.egress_networks = networks.get(&accepted).cloned().unwrap_or_default();
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

/// The egress networks of the apps' versions that name any.
fn networks(versions: Vec<app_version::Model>) -> Result<HashMap<(Uuid, i32), BTreeSet<IpNet>>> {
    let named = |row: app_version::Model| {
        let networks = spaced::read("app_versions", "egress_networks", &row.egress_networks)?;
        Ok(((row.app_id, row.number), networks))
    };
    versions.into_iter().map(named).collect()
}

fn own_scopes(names: Option<&str>) -> Result<ScopeSet> {
    names.unwrap_or_default().split_whitespace().map(|name| parse("credentials", "scopes", name)).collect()
}
