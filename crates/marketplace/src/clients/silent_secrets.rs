//! Secrets that were not used for as long as an admin said, because the app signs in as a workload: they retire by
//! themselves.

use std::time::Duration;

use model::{
    audit::{AuditAction, AuditChain, Detail},
    credential::CredentialOwner,
    ids::{ConnectionId, TenantId},
    workload::WorkloadIssuer,
};
use store::{Shared, clients::Client, connections::ConnectionOfApp};

use super::rounds::in_rounds;
use super::workloads::in_force;
use crate::errors::Error;
use crate::service::SilentSecrets;
use crate::work::{Author, Event};

/// Between two rounds: a day without a use is the least that an admin may say.
const ROUND: Duration = Duration::from_mins(10);
/// Clients that are looked at together.
const AT_ONCE: u64 = 500;

impl SilentSecrets<'_> {
    /// Retires secrets that are silent, until `stop` is ready.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        in_rounds(ROUND, "secrets that are silent", || self.retire(), stop).await;
    }

    /// Retires the secrets that are silent now.
    pub async fn retire(self) -> Result<(), Error> {
        let mut last = None;
        loop {
            let mut tx = self.inner.store().read().await?;
            let clients = tx.platform().await?.retiring_clients(last, AT_ONCE).await?;
            drop(tx);
            let Some(client) = clients.last() else { return Ok(()) };
            last = Some(client.credential.id);
            for Client { credential, secrets, .. } in &clients {
                if let CredentialOwner::Connection(connection) = credential.owner
                    && credential.secrets_are_silent(secrets, self.inner.now())
                {
                    self.retire_and_tell(credential.tenant, connection).await;
                }
            }
        }
    }

    /// One that fails does not keep others from their turn; it has another in the next round.
    async fn retire_and_tell(self, tenant: TenantId, connection: ConnectionId) {
        if let Err(error) = self.retire_of(tenant, connection).await {
            tracing::warn!(%connection, %error, "a silent secret was not retired");
        }
    }

    /// Looks again, now that no one else may change the connection.
    async fn retire_of(self, tenant: TenantId, id: ConnectionId) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Tenant(tenant))).await?;
        let rows = work.within(tenant).await?;
        let Some(found) = rows.connections().lock_with_app(id).await? else { return Ok(()) };
        let Some(client) = rows.clients_of(&[id]).await?.pop() else { return Ok(()) };
        let silent = client.credential.secrets_are_silent(&client.secrets, self.inner.now());
        if !silent || !signs_in(work.shared(), &found).await? {
            return Ok(());
        }
        let rows = work.within(tenant).await?;
        rows.secrets().remember(client.credential.id, None, self.inner.now()).await?;
        rows.credentials().retire_secrets(&client.credential).await?;
        work.changed(&found.connection);
        let hints = client.secrets.into_iter().map(|secret| secret.hint).collect();
        let detail =
            Detail::SecretRetired { hints, silent_days: client.credential.secret_retires_after_days };
        let event = Event::of_connection(AuditAction::SecretRetired, &found.connection, &found.app);
        work.record(event.detail(detail)).finish(()).await
    }
}

/// Whether the app can sign in as a workload now: the connection's version and all later ones say so, and the issuer is
/// not closed. Otherwise it may need its secret again.
async fn signs_in(shared: Shared<'_>, found: &ConnectionOfApp) -> Result<bool, Error> {
    let accepted = shared.app_versions().get(found.app.id, found.connection.version).await?;
    let Some(workload) = in_force(shared, &found.app, accepted.as_ref()).await? else { return Ok(false) };
    let issuer = shared.workload_issuers().get(workload.issuer()).await?;
    Ok(issuer.as_ref().is_some_and(WorkloadIssuer::is_allowed))
}
