//! Every client of the token endpoint, in memory: tokens are issued from here. The replication keeps it true.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use model::{
    Timestamp,
    environment::Environment,
    ids::{CredentialId, ResourceServerId, TenantId},
    scope::ScopeName,
    token::TokenFormat,
};
use parking_lot::{Mutex, RwLock};
use store::directory::{DirectoryClient, DirectoryResourceServer, DirectoryScope};
use store::revoked_tokens::RevokedToken;

use super::catalogue::Catalogue;
use super::client::{Client, ResourceServer, SharedKeys, readable};

/// Locks are per shard and held for a look-up or one replacement, so that no request waits for a reload.
const SHARDS: usize = 64;

/// All clients, tenants and resource servers of the platform, the catalogue, and the revoked tokens.
#[derive(Debug)]
pub struct Directory {
    shards: Vec<RwLock<HashMap<CredentialId, Arc<Client>>>>,
    tenants: RwLock<HashMap<TenantId, Environment>>,
    resource_servers: RwLock<HashMap<ResourceServerId, Arc<ResourceServer>>>,
    revoked: RwLock<HashMap<String, Timestamp>>,
    catalogue: Mutex<Catalogue>,
    keys: SharedKeys,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| RwLock::default()).collect(),
            tenants: RwLock::default(),
            resource_servers: RwLock::default(),
            revoked: RwLock::default(),
            catalogue: Mutex::default(),
            keys: SharedKeys::default(),
        }
    }
}

impl Directory {
    pub fn client(&self, id: CredentialId) -> Option<Arc<Client>> {
        self.shard(id).read().get(&id).cloned()
    }

    pub fn tenant(&self, id: TenantId) -> Option<Environment> {
        self.tenants.read().get(&id).copied()
    }

    pub fn resource_server(&self, id: ResourceServerId) -> Option<Arc<ResourceServer>> {
        self.resource_servers.read().get(&id).cloned()
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

    pub fn set_tenants(&self, tenants: Vec<(TenantId, Environment)>) {
        *self.tenants.write() = tenants.into_iter().collect();
    }

    pub fn set_tenant(&self, id: TenantId, environment: Option<Environment>) {
        let mut tenants = self.tenants.write();
        match environment {
            Some(environment) => tenants.insert(id, environment),
            None => tenants.remove(&id),
        };
    }

    pub fn set_catalogue(&self, scopes: Vec<DirectoryScope>) {
        self.catalogue.lock().change(scopes);
    }

    pub fn set_resource_servers(&self, servers: Vec<DirectoryResourceServer>) {
        let known = servers.into_iter().filter_map(|server| {
            let hash = readable(&server.hash, &server.id)?;
            Some((server.id, Arc::new(ResourceServer { api: server.api_identifier, hash })))
        });
        *self.resource_servers.write() = known.collect();
    }

    /// Remembers a token until it expires, and forgets those that have.
    pub fn revoke(&self, tokens: impl IntoIterator<Item = RevokedToken>, now: Timestamp) {
        let mut revoked = self.revoked.write();
        revoked.retain(|_, expires_at| *expires_at > now);
        revoked.extend(tokens.into_iter().map(|token| (token.jti, token.expires_at)));
    }

    pub fn put(&self, found: DirectoryClient) {
        let grant = self.catalogue.lock().grant(found.scopes.clone());
        let client = Client::new(found, grant, &self.keys);
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
