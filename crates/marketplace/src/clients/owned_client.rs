//! A client with whose it is, for what is done to its secrets.

use model::{
    audit::AuditAction,
    credential::{CredentialOwner, Secret},
    ids::{CredentialId, SecretId},
    scope::ScopeSet,
};
use store::{Tenanted, changes::Change, clients::Client, connections::ConnectionOfApp};

use crate::errors::Error;
use crate::work::Event;

/// An app's client, or the tenant's own.
pub(crate) struct OwnedClient {
    pub client: Client,
    /// Whose client it is; `None`: the tenant's own.
    pub of: Option<ConnectionOfApp>,
}

impl OwnedClient {
    /// As it is now; `None` where the tenant has no such client.
    pub async fn get(rows: Tenanted<'_>, id: CredentialId) -> Result<Option<Self>, Error> {
        Self::find(rows, id, false).await
    }

    /// As `get`; no other transaction may change it or its secrets until this one ends.
    pub async fn lock(rows: Tenanted<'_>, id: CredentialId) -> Result<Option<Self>, Error> {
        Self::find(rows, id, true).await
    }

    async fn find(rows: Tenanted<'_>, id: CredentialId, lock: bool) -> Result<Option<Self>, Error> {
        let Some(credential) = rows.credentials().get(id).await? else { return Ok(None) };
        let of = match credential.owner {
            CredentialOwner::Connection(connection) => {
                let connections = rows.connections();
                let found = if lock {
                    connections.lock_with_app(connection).await?
                } else {
                    connections.get_with_app(connection).await?
                };
                Some(found.ok_or_else(|| Error::broken("connection", connection))?)
            }
            CredentialOwner::Tenant { .. } if lock => {
                rows.credentials().lock_own(id).await?;
                None
            }
            CredentialOwner::Tenant { .. } => None,
        };
        // Read behind the lock.
        let client = rows.clients(&[id]).await?.pop();
        Ok(client.map(|client| Self { client, of }))
    }

    pub fn secret(&self, id: SecretId) -> Option<&Secret> {
        self.client.secrets.iter().find(|secret| secret.id == id)
    }

    /// The app's name, or that of the tenant's own credential.
    pub fn name(&self) -> &str {
        match (&self.of, &self.client.credential.owner) {
            (Some(of), _) => &of.app.details.name,
            (None, CredentialOwner::Tenant { name, .. }) => name,
            (None, CredentialOwner::Connection(_)) => "",
        }
    }

    /// What it may do.
    pub fn scopes(&self) -> ScopeSet {
        match (&self.of, &self.client.credential.owner) {
            (Some(of), _) => of.connection.granted.clone(),
            (None, CredentialOwner::Tenant { scopes, .. }) => scopes.clone(),
            (None, CredentialOwner::Connection(_)) => ScopeSet::new(),
        }
    }

    /// What happened to it; the app's developer reads it too.
    pub fn event(&self, action: AuditAction) -> Event {
        let event = self.event_without_app(action);
        self.of.iter().fold(event, |event, of| event.app(of.app.id))
    }

    /// What happened to it, for the history that it is written into alone.
    pub fn event_without_app(&self, action: AuditAction) -> Event {
        let event = Event::new(action, self.client.credential.id, self.name());
        self.of.iter().fold(event, |event, of| event.connection(of.connection.id))
    }

    /// Makes all nodes load it again.
    pub fn change(&self) -> Change {
        match &self.of {
            Some(of) => Change::from(&of.connection),
            None => Change::from(&self.client.credential),
        }
    }
}
