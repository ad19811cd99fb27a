//! What connections on a list may do at most, and when they were last used.

use std::collections::HashMap;

use model::{
    Timestamp,
    connection::Connection,
    credential::CredentialOwner,
    ids::ConnectionId,
    scope::{ScopeAction, ScopeName, ScopeSet, Sensitivity},
};
use store::{Shared, clients::Client};
use wire::admin::ConnectionSummary;

use crate::errors::Error;

pub(super) struct Held {
    scopes: HashMap<ScopeName, (ScopeAction, Sensitivity)>,
    uses: HashMap<ConnectionId, Timestamp>,
}

impl Held {
    /// `clients`: of these connections.
    pub async fn read(
        shared: Shared<'_>,
        connections: &[Connection],
        clients: &[Client],
    ) -> Result<Self, Error> {
        let names: ScopeSet = connections.iter().flat_map(|one| one.granted.iter().cloned()).collect();
        let scopes = shared.scopes().by_names(&names).await?.into_iter();
        let scopes = scopes.map(|scope| (scope.name, (scope.action, scope.sensitivity))).collect();
        Ok(Self { scopes, uses: clients.iter().filter_map(last_use).collect() })
    }

    pub fn told(&self, summary: ConnectionSummary) -> ConnectionSummary {
        let held = || summary.granted.iter().filter_map(|name| self.scopes.get(name));
        let (action, sensitivity) =
            (held().map(|(action, _)| *action).max(), held().map(|(_, sensitivity)| *sensitivity).max());
        let last_used_at = self.uses.get(&summary.id).copied();
        ConnectionSummary { action, sensitivity, last_used_at, ..summary }
    }
}

fn last_use(client: &Client) -> Option<(ConnectionId, Timestamp)> {
    let CredentialOwner::Connection(id) = client.credential.owner else { return None };
    let of_secrets = client.secrets.iter().filter_map(|secret| secret.last_used_at);
    Some((id, of_secrets.chain(client.credential.workload_last_used_at).max()?))
}
