//! Every client of the token endpoint, in memory. Tokens are issued from here; the database is asked by [`crate::feed`].

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use credentials::HashedSecret;
use model::{
    Timestamp,
    environment::Environment,
    ids::{AppId, ConnectionId, CredentialId, SecretId, TenantId},
    scope::{ScopeName, ScopeSet},
};
use parking_lot::{Mutex, RwLock};
use store::directory::{DirectoryClient, DirectoryScope};

use crate::grant::{Api, SharedGrant};

/// A client, ready to be asked.
#[derive(Debug)]
pub struct Client {
    pub id: CredentialId,
    pub tenant: TenantId,
    pub environment: Environment,
    pub connection: Option<ConnectionId>,
    pub app: Option<AppId>,
    pub secrets: Vec<KnownSecret>,
    pub grant: Arc<SharedGrant>,
    pub active: bool,
    pub ends_at: Option<Timestamp>,
    pub generation: u64,
}

#[derive(Debug)]
pub struct KnownSecret {
    pub id: SecretId,
    pub hash: HashedSecret,
    pub expires_at: Option<Timestamp>,
    /// Whether a use has been noted since uses were last written down.
    pub noted: AtomicBool,
}

impl Client {
    /// Whether connection, app and end date allow a token now.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.active && self.ends_at.is_none_or(|end| now < end)
    }

    /// Which of this client's secrets was presented, if any, and if it still works.
    pub fn secret(&self, presented: &HashedSecret, now: Timestamp) -> Option<usize> {
        let works = |secret: &KnownSecret| secret.expires_at.is_none_or(|end| now < end);
        self.secrets.iter().position(|secret| secret.hash.matches(presented) & works(secret))
    }
}

/// Locks are per shard and held for a look-up or one replacement, so that no request waits for a reload.
const SHARDS: usize = 64;

/// All clients and tenants of the platform, and the catalogue.
#[derive(Debug)]
pub struct Directory {
    shards: Vec<RwLock<HashMap<CredentialId, Arc<Client>>>>,
    tenants: RwLock<HashMap<TenantId, Environment>>,
    catalogue: Mutex<Catalogue>,
}

/// The scopes, and the grants made of them: clients that hold the same share one.
#[derive(Debug, Default)]
struct Catalogue {
    scopes: HashMap<ScopeName, Arc<Api>>,
    grants: HashMap<ScopeSet, Arc<SharedGrant>>,
}

impl Catalogue {
    fn change(&mut self, scopes: Vec<DirectoryScope>) {
        let mut apis: HashMap<String, Arc<Api>> = HashMap::new();
        let of_scope = |scope: DirectoryScope| {
            let api = apis.entry(scope.api_identifier.clone()).or_insert_with(|| {
                Arc::new(Api { identifier: scope.api_identifier, token_lifetime: scope.token_lifetime })
            });
            (scope.name, Arc::clone(api))
        };
        self.scopes = scopes.into_iter().map(of_scope).collect();
        self.grants.retain(|_, grant| Arc::strong_count(grant) > 1);
        self.grants.values().for_each(|grant| grant.renew(&self.scopes));
    }

    fn grant(&mut self, scopes: ScopeSet) -> Arc<SharedGrant> {
        if let Some(grant) = self.grants.get(&scopes) {
            return Arc::clone(grant);
        }
        let grant = Arc::new(SharedGrant::new(scopes.clone(), &self.scopes));
        self.grants.insert(scopes, Arc::clone(&grant));
        grant
    }
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| RwLock::default()).collect(),
            tenants: RwLock::default(),
            catalogue: Mutex::default(),
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

    /// The names of all scopes, in alphabetical order.
    pub fn scope_names(&self) -> Vec<ScopeName> {
        let mut names: Vec<ScopeName> = self.catalogue.lock().scopes.keys().cloned().collect();
        names.sort_unstable();
        names
    }

    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.read().len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn set_tenants(&self, tenants: Vec<(TenantId, Environment)>) {
        *self.tenants.write() = tenants.into_iter().collect();
    }

    pub(crate) fn set_tenant(&self, id: TenantId, environment: Option<Environment>) {
        let mut tenants = self.tenants.write();
        match environment {
            Some(environment) => tenants.insert(id, environment),
            None => tenants.remove(&id),
        };
    }

    pub(crate) fn set_catalogue(&self, scopes: Vec<DirectoryScope>) {
        self.catalogue.lock().change(scopes);
    }

    pub(crate) fn put(&self, found: DirectoryClient) {
        let secrets =
            found.secrets.into_iter().filter_map(|secret| match HashedSecret::from_bytes(&secret.hash) {
                Ok(hash) => Some(KnownSecret {
                    id: secret.id,
                    hash,
                    expires_at: secret.expires_at,
                    noted: false.into(),
                }),
                Err(error) => {
                    tracing::error!(secret = %secret.id, %error, "a secret cannot be used");
                    None
                }
            });
        let client = Client {
            id: found.id,
            tenant: found.tenant,
            environment: found.environment,
            connection: found.connection,
            app: found.app,
            secrets: secrets.collect(),
            grant: self.catalogue.lock().grant(found.scopes),
            active: found.active,
            ends_at: found.ends_at,
            generation: found.generation,
        };
        self.shard(client.id).write().insert(client.id, Arc::new(client));
    }

    pub(crate) fn remove(&self, id: CredentialId) {
        self.shard(id).write().remove(&id);
    }

    /// The last bits of an id are random.
    fn shard(&self, id: CredentialId) -> &RwLock<HashMap<CredentialId, Arc<Client>>> {
        let low = usize::from(id.uuid().as_bytes()[15]);
        &self.shards[low % SHARDS]
    }
}
