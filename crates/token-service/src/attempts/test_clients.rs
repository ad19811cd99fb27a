//! Clients in a directory, for tests.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::credential::AuthMethod;
use model::environment::Environment;
use model::ids::{CredentialId, TenantId};
use model::scope::ScopeSet;
use store::directory::{DirectoryClient, DirectorySecret};

use crate::clients::{Client, Directory};

/// The client of this number, which is active and has no scopes.
pub fn client(directory: &Directory, number: u64, tenant: u64, secrets: Vec<DirectorySecret>) -> Arc<Client> {
    let id = CredentialId::new(number, &[7; 10]);
    directory.put(DirectoryClient {
        id,
        tenant: TenantId::new(tenant, &[7; 10]),
        environment: Environment::Live,
        connection: None,
        app: None,
        auth_method: AuthMethod::ClientSecret,
        keys: None,
        egress_networks: BTreeSet::new(),
        workload: None,
        issuer_closed: false,
        secrets,
        scopes: ScopeSet::new(),
        active: true,
        ends_at: None,
        generation: 1,
    });
    directory.client(id).expect("it was put in")
}
