//! Reads what all clients share (the catalogue, the resource servers and the keys) in one round trip.

use std::collections::HashMap;

use model::{
    ids::{ApiId, ResourceServerId},
    scope::ScopeName,
    token::TokenFormat,
    workload::WorkloadIssuer,
};
use sea_orm::{
    ColumnTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QueryResult, QueryTrait, Statement,
    prelude::Uuid,
};

use crate::catalogue::workload_issuers;
use crate::database::{Store, models};
use crate::errors::{Error, Result};
use crate::rows::{
    apis as api, number, parse, resource_servers as resource_server, scopes as scope,
    signing_keys as signing_key, workload_issuers as workload_issuer,
};
use crate::token_path::signing_keys::{self, StoredSigningKey};

/// A scope of the catalogue with what its API says about tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryScope {
    pub name: ScopeName,
    pub api_identifier: String,
    /// Seconds.
    pub token_lifetime: u32,
    pub token_format: TokenFormat,
    pub smart_backend_services: bool,
}

/// What anyone may know of an Api.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryApi {
    pub id: ApiId,
    pub identifier: String,
    pub name: String,
    pub docs_url: Option<String>,
}

/// A verifier that may introspect tokens and read the feed.
#[derive(Clone, PartialEq, Eq)]
pub struct DirectoryResourceServer {
    pub id: ResourceServerId,
    pub api_identifier: String,
    /// As `credentials::HashedSecret` writes it.
    pub hash: Vec<u8>,
}

impl std::fmt::Debug for DirectoryResourceServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DirectoryResourceServer({})", self.id)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Every scope with its API.
    pub scopes: Vec<DirectoryScope>,
    pub apis: Vec<DirectoryApi>,
    /// Every registered verifier, without those whose secret was reported as leaked.
    pub resource_servers: Vec<DirectoryResourceServer>,
    /// All keys, oldest first.
    pub keys: Vec<StoredSigningKey>,
    /// Those whose workloads may sign in.
    pub workload_issuers: Vec<WorkloadIssuer>,
}

impl Store {
    /// What all clients share, as it is now.
    pub async fn shared(&self) -> Result<Shared> {
        let answers = self.at_once(&statements(self.database().get_database_backend())).await?;
        let mut answers = answers.into_iter();
        read(&mut || answers.next().unwrap_or_default())
    }
}

/// What names an API comes before the APIs, so that they are all there.
pub(super) fn statements(backend: DbBackend) -> [Statement; 5] {
    let working = resource_server::Entity::find().filter(resource_server::Column::ReportedAt.is_null());
    [
        scope::Entity::find().order_by_asc(scope::Column::Name).build(backend),
        working.build(backend),
        api::Entity::find().build(backend),
        signing_keys::oldest_first(signing_key::Entity::find()).build(backend),
        workload_issuer::Entity::find().filter(workload_issuer::Column::ClosedAt.is_null()).build(backend),
    ]
}

pub(super) fn read(next: &mut impl FnMut() -> Vec<QueryResult>) -> Result<Shared> {
    let (scopes, servers) = (models(next())?, models(next())?);
    let apis: HashMap<Uuid, api::Model> =
        models(next())?.into_iter().map(|api: api::Model| (api.id, api)).collect();
    let api = |id: &Uuid| apis.get(id).ok_or(Error::BrokenReference);
    let with_api = |scope: scope::Model| {
        let api = api(&scope.api_id)?;
        Ok(DirectoryScope {
            name: parse("scopes", "name", &scope.name)?,
            api_identifier: api.identifier.clone(),
            token_lifetime: number("apis", "token_lifetime", api.token_lifetime)?,
            token_format: parse("apis", "token_format", &api.token_format)?,
            smart_backend_services: api.smart_backend_services,
        })
    };
    let of_api = |row: resource_server::Model| {
        Ok(DirectoryResourceServer {
            id: ResourceServerId::from_uuid(row.id),
            api_identifier: api(&row.api_id)?.identifier.clone(),
            hash: row.hash,
        })
    };
    let public = |api: &api::Model| DirectoryApi {
        id: ApiId::from_uuid(api.id),
        identifier: api.identifier.clone(),
        name: api.name.clone(),
        docs_url: api.docs_url.clone(),
    };
    let keys: Vec<signing_key::Model> = models(next())?;
    let issuers: Vec<workload_issuer::Model> = models(next())?;
    Ok(Shared {
        apis: apis.values().map(public).collect(),
        scopes: scopes.into_iter().map(with_api).collect::<Result<_>>()?,
        resource_servers: servers.into_iter().map(of_api).collect::<Result<_>>()?,
        keys: keys.into_iter().map(StoredSigningKey::try_from).collect::<Result<_>>()?,
        workload_issuers: issuers.into_iter().map(workload_issuers::entity).collect::<Result<_>>()?,
    })
}
