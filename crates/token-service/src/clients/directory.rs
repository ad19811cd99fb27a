//! Every client of the token endpoint, in memory: tokens are issued from here. The replication keeps it true.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use model::{
    Timestamp,
    environment::Environment,
    ids::{ApiId, CredentialId, ResourceServerId, TenantId, WorkloadIssuerId},
    scope::ScopeName,
    slug::Slug,
    tenant_address::Address,
    token::TokenFormat,
    workload::WorkloadIssuer,
};
use parking_lot::{Mutex, RwLock};
use store::directory::{
    DirectoryApi, DirectoryClient, DirectoryResourceServer, DirectoryScope, DirectoryTenant,
};
use store::revoked_tokens::RevokedToken;

use super::catalogue::Catalogue;
use super::client::{Client, ResourceServer, SharedKeys, SharedWorkloads, readable};
use super::protected_resources::{ProtectedResource, ProtectedResources};
use super::tenants::{Domain, Tenants};
use super::workload_issuers::KnownIssuer;

/// Locks are per shard and held for a look-up or one replacement, so that no request waits for a reload.
const SHARDS: usize = 64;

/// All clients, tenants and resource servers of the platform, the catalogue, and the revoked tokens.
#[derive(Debug)]
pub struct Directory {
    shards: Vec<RwLock<HashMap<CredentialId, Arc<Client>>>>,
    tenants: RwLock<Tenants>,
    resource_servers: RwLock<HashMap<ResourceServerId, Arc<ResourceServer>>>,
    revoked: RwLock<HashMap<String, Timestamp>>,
    catalogue: Mutex<Catalogue>,
    resources: RwLock<ProtectedResources>,
    keys: SharedKeys,
    workloads: SharedWorkloads,
    workload_issuers: RwLock<HashMap<WorkloadIssuerId, Arc<KnownIssuer>>>,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| RwLock::default()).collect(),
            tenants: RwLock::default(),
            resource_servers: RwLock::default(),
            revoked: RwLock::default(),
            catalogue: Mutex::default(),
            resources: RwLock::default(),
            keys: SharedKeys::default(),
            workloads: SharedWorkloads::default(),
            workload_issuers: RwLock::default(),
        }
    }
}

impl Directory {
    pub fn client(&self, id: CredentialId) -> Option<Arc<Client>> {
        self.shard(id).read().get(&id).cloned()
    }

    pub fn tenant(&self, id: TenantId) -> Option<Environment> {
        self.tenants.read().environment(id)
    }

    /// The slug of a tenant's domain of now.
    pub fn slug(&self, tenant: TenantId) -> Option<Slug> {
        self.tenants.read().slug(tenant)
    }

    /// All slugs that a tenant has or had.
    pub fn slugs(&self, tenant: TenantId) -> Vec<Slug> {
        self.tenants.read().slugs(tenant).to_vec()
    }

    /// The host with this slug, open or closed.
    pub fn domain(&self, slug: &Slug) -> Option<Domain> {
        self.tenants.read().domain(slug)
    }

    /// Whether this is one of a tenant's addresses, and open.
    pub fn is_open(&self, tenant: TenantId, address: &Address, now: Timestamp) -> bool {
        self.tenants.read().is_open(tenant, address, now)
    }

    /// The addresses that were closed after `since`, up to `now`.
    pub fn closed(&self, since: Timestamp, now: Timestamp) -> Vec<(TenantId, Environment, Address)> {
        self.tenants.read().closed(since, now)
    }

    pub fn resource_server(&self, id: ResourceServerId) -> Option<Arc<ResourceServer>> {
        self.resource_servers.read().get(&id).cloned()
    }

    pub fn protected_resource(&self, id: ApiId) -> Option<Arc<ProtectedResource>> {
        self.resources.read().get(id)
    }

    /// The Api with this identifier, if it has scopes.
    pub fn api_named(&self, identifier: &str) -> Option<ApiId> {
        self.resources.read().id_of(identifier)
    }

    /// An issuer whose workloads may sign in.
    pub fn workload_issuer(&self, id: WorkloadIssuerId) -> Option<Arc<KnownIssuer>> {
        self.workload_issuers.read().get(&id).cloned()
    }

    /// Whether a client signs in as a workload alone, of an issuer whose workloads may not: then its tokens are revoked.
    pub fn has_no_issuer(&self, client: &Client) -> bool {
        client.signs_in_by().is_some_and(|id| !self.workload_issuers.read().contains_key(&id))
    }

    pub fn is_revoked(&self, jti: &str) -> bool {
        self.revoked.read().contains_key(jti)
    }

    /// The names of all scopes, in alphabetical order.
    pub fn scope_names(&self) -> Vec<ScopeName> {
        self.catalogue.lock().names()
    }

    /// The names among these that belong to the API with this identifier, separated by spaces.
    pub fn scopes_of(&self, api: &str, scope: &str) -> String {
        self.catalogue.lock().of_api(api, scope)
    }

    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.read().len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn set_tenants(&self, tenants: Vec<DirectoryTenant>) {
        *self.tenants.write() = Tenants::of(tenants);
    }

    pub fn set_tenant(&self, id: TenantId, tenant: Option<DirectoryTenant>) {
        let mut tenants = self.tenants.write();
        match tenant {
            Some(tenant) => tenants.put(tenant),
            None => tenants.remove(id),
        }
    }

    /// `scopes` stand in alphabetical order.
    pub fn set_catalogue(&self, apis: Vec<DirectoryApi>, scopes: Vec<DirectoryScope>) {
        *self.resources.write() = ProtectedResources::new(apis, &scopes);
        self.catalogue.lock().change(scopes);
    }

    pub fn set_resource_servers(&self, servers: Vec<DirectoryResourceServer>) {
        let known = servers.into_iter().filter_map(|server| {
            let hash = readable(&server.hash, &server.id)?;
            Some((server.id, Arc::new(ResourceServer { api: server.api_identifier, hash })))
        });
        *self.resource_servers.write() = known.collect();
    }

    /// Only those whose workloads may sign in.
    pub fn set_workload_issuers(&self, issuers: Vec<WorkloadIssuer>) {
        let known = issuers.into_iter().map(|issuer| (issuer.id, Arc::new(KnownIssuer::new(issuer))));
        *self.workload_issuers.write() = known.collect();
    }

    /// Remembers a token until it expires, and forgets those that have.
    pub fn revoke(&self, tokens: impl IntoIterator<Item = RevokedToken>, now: Timestamp) {
        let mut revoked = self.revoked.write();
        revoked.retain(|_, expires_at| *expires_at > now);
        revoked.extend(tokens.into_iter().map(|token| (token.jti, token.expires_at)));
    }

    pub fn put(&self, found: DirectoryClient) {
        let grant = self.catalogue.lock().grant(found.scopes.clone());
        let client = Client::new(found, grant, &self.keys, &self.workloads);
        self.shard(client.id).write().insert(client.id, Arc::new(client));
    }

    pub fn remove(&self, id: CredentialId) {
        self.shard(id).write().remove(&id);
    }

    /// Removes all clients but these.
    pub fn keep_only(&self, ids: &HashSet<CredentialId>) {
        for shard in &self.shards {
            shard.write().retain(|id, _| ids.contains(id));
        }
    }

    /// The last bits of an id are random.
    #[expect(clippy::indexing_slicing, reason = "there are SHARDS of them")]
    fn shard(&self, id: CredentialId) -> &RwLock<HashMap<CredentialId, Arc<Client>>> {
        let low = usize::from(id.uuid().as_bytes()[15]);
        &self.shards[low % SHARDS]
    }
}

/// The formats of tokens that a catalogue asks for.
pub fn formats(scopes: &[DirectoryScope]) -> HashSet<TokenFormat> {
    scopes.iter().map(|scope| scope.token_format).collect()
}
