//! A client of the token endpoint, as a node keeps it in memory.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use credentials::{ClientKeySet, HashedSecret};
use ipnet::IpNet;
use model::{
    Timestamp,
    app::ClientKeys,
    credential::AuthMethod,
    environment::Environment,
    ids::{AppId, ConnectionId, CredentialId, SecretId, TenantId, WorkloadIssuerId},
    workload::WorkloadIdentity,
};
use parking_lot::Mutex;
use store::directory::DirectoryClient;
use url::Url;

use super::grant::SharedGrant;
use super::noted_scopes::NotedScopes;

/// A client, with what it holds.
#[derive(Debug)]
pub struct Client {
    pub id: CredentialId,
    pub tenant: TenantId,
    pub environment: Environment,
    pub connection: Option<ConnectionId>,
    pub app: Option<AppId>,
    pub method: Method,
    /// As which workload it may sign in, beside its method.
    pub workload: Option<Arc<WorkloadIdentity>>,
    /// Whether a use as a workload has been noted since uses were last written down.
    pub workload_noted: AtomicBool,
    /// Where its requests come from; anywhere where it is empty.
    pub egress_networks: Box<[IpNet]>,
    pub grant: Arc<SharedGrant>,
    /// Which of its scopes have been noted as used today.
    pub scopes_noted: NotedScopes,
    pub active: bool,
    pub ends_at: Option<Timestamp>,
    pub generation: u64,
}

/// How a client proves that it is itself.
#[derive(Debug)]
pub enum Method {
    /// At most two; none where it signs in as a workload alone.
    Secrets(Box<[KnownSecret]>),
    /// Assertions signed by one of these.
    Keys(Arc<ClientKeySet>),
    /// Assertions signed by a key that is published here.
    KeysAt(Box<Url>),
    /// Its keys cannot be read: no assertion is good.
    Nothing,
}

#[derive(Debug)]
pub struct KnownSecret {
    pub id: SecretId,
    pub hash: HashedSecret,
    pub expires_at: Option<Timestamp>,
    /// Whether a use has been noted since uses were last written down.
    pub noted: AtomicBool,
}

/// A resource server, which may introspect the tokens of one API.
#[derive(Debug)]
pub struct ResourceServer {
    /// The API's identifier.
    pub api: String,
    pub hash: HashedSecret,
}

/// Key sets by their text: the clients of one app share theirs.
pub type SharedKeys = Mutex<HashMap<String, Arc<ClientKeySet>>>;

/// Workloads that clients are: those of one version share theirs.
pub type SharedWorkloads = Mutex<HashSet<Arc<WorkloadIdentity>>>;

impl Client {
    pub fn new(
        mut found: DirectoryClient,
        grant: Arc<SharedGrant>,
        keys: &SharedKeys,
        workloads: &SharedWorkloads,
    ) -> Self {
        let workload = found.workload.take().map(|workload| shared(workload, workloads));
        Self {
            id: found.id,
            tenant: found.tenant,
            environment: found.environment,
            connection: found.connection,
            app: found.app,
            egress_networks: found.egress_networks.iter().copied().collect(),
            active: found.active,
            ends_at: found.ends_at,
            generation: found.generation,
            workload,
            workload_noted: AtomicBool::new(false),
            scopes_noted: NotedScopes::default(),
            method: method(found, keys),
            grant,
        }
    }

    /// Whether connection, app and end date allow a token now.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.active && self.ends_at.is_none_or(|end| now < end)
    }

    pub fn secrets(&self) -> &[KnownSecret] {
        match &self.method {
            Method::Secrets(secrets) => secrets,
            _ => &[],
        }
    }

    /// Which of this client's secrets was presented, if any, and if it still works.
    pub fn secret(&self, presented: &HashedSecret, now: Timestamp) -> Option<usize> {
        let works = |secret: &KnownSecret| secret.expires_at.is_none_or(|end| now < end);
        self.secrets().iter().position(|secret| secret.hash.matches(presented) & works(secret))
    }

    /// The issuer whose workloads it is one of, if it has no other way to sign in.
    pub fn signs_in_by(&self) -> Option<WorkloadIssuerId> {
        let alone = matches!(&self.method, Method::Secrets(secrets) if secrets.is_empty());
        self.workload.as_ref().filter(|_| alone).map(|workload| workload.issuer())
    }

    /// Whether its app said that requests come from there.
    pub fn comes_from(&self, address: Option<IpAddr>) -> bool {
        let within = |address: IpAddr| {
            let address = address.to_canonical();
            self.egress_networks.iter().any(|network| network.contains(&address))
        };
        self.egress_networks.is_empty() || address.is_some_and(within)
    }
}

fn method(found: DirectoryClient, keys: &SharedKeys) -> Method {
    match (found.auth_method, found.keys) {
        (AuthMethod::ClientSecret | AuthMethod::WorkloadIdentity, _) => {
            let known = |secret: store::directory::DirectorySecret| {
                let hash = readable(&secret.hash, &secret.id)?;
                let noted = AtomicBool::new(false);
                Some(KnownSecret { id: secret.id, hash, expires_at: secret.expires_at, noted })
            };
            Method::Secrets(found.secrets.into_iter().filter_map(known).collect())
        }
        (AuthMethod::PrivateKeyJwt, Some(ClientKeys::Jwks(json))) => parsed(json, keys, found.id),
        (AuthMethod::PrivateKeyJwt, Some(ClientKeys::JwksUri(uri))) => match uri.parse() {
            Ok(uri) => Method::KeysAt(Box::new(uri)),
            Err(_) => unreadable(found.id),
        },
        (AuthMethod::PrivateKeyJwt, None) => unreadable(found.id),
    }
}

fn parsed(json: String, keys: &SharedKeys, client: CredentialId) -> Method {
    let mut keys = keys.lock();
    if let Some(known) = keys.get(&json) {
        return Method::Keys(Arc::clone(known));
    }
    let Ok(set) = ClientKeySet::parse(json.as_bytes()) else { return unreadable(client) };
    keys.retain(|_, set| Arc::strong_count(set) > 1);
    let set = Arc::new(set);
    keys.insert(json, Arc::clone(&set));
    Method::Keys(set)
}

fn shared(workload: WorkloadIdentity, workloads: &SharedWorkloads) -> Arc<WorkloadIdentity> {
    let mut workloads = workloads.lock();
    if let Some(known) = workloads.get(&workload) {
        return Arc::clone(known);
    }
    workloads.retain(|workload| Arc::strong_count(workload) > 1);
    let workload = Arc::new(workload);
    workloads.insert(Arc::clone(&workload));
    workload
}

fn unreadable(client: CredentialId) -> Method {
    tracing::error!(%client, "the client's keys cannot be read");
    Method::Nothing
}

/// A stored hash; one that cannot be read is as good as none.
pub fn readable(hash: &[u8], of: &dyn std::fmt::Display) -> Option<HashedSecret> {
    HashedSecret::from_bytes(hash)
        .inspect_err(|error| tracing::error!(secret = %of, %error, "a secret cannot be used"))
        .ok()
}
