//! Audit entries, written in the transaction of the change that they record.

use std::fmt::Display;

use model::{
    audit::{Actor, AuditAction, AuditChain},
    ids::{AppId, AuditEntryId, ConnectionId},
};
use store::{Tx, audit::NewAuditEntry};

use crate::{By, Error, Marketplace};

/// What was done to which thing.
#[derive(Clone)]
pub(crate) struct Deed {
    action: AuditAction,
    object: String,
    object_name: String,
    app: Option<AppId>,
    connection: Option<ConnectionId>,
    detail: Option<String>,
}

impl Deed {
    pub fn new(action: AuditAction, object: impl Display, name: &str) -> Self {
        let (object, object_name) = (object.to_string(), name.to_owned());
        Self { action, object, object_name, app: None, connection: None, detail: None }
    }

    pub fn app(self, app: AppId) -> Self {
        Self { app: Some(app), ..self }
    }

    pub fn connection(self, connection: ConnectionId) -> Self {
        Self { connection: Some(connection), ..self }
    }

    /// One plain sentence, never a secret.
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}

impl Marketplace {
    /// Writes what a person did.
    pub(crate) async fn record<R>(
        &self,
        tx: &mut Tx,
        chain: AuditChain,
        by: &By<R>,
        deed: Deed,
    ) -> Result<(), Error> {
        self.record_as(tx, chain, by.actor(), by.address(), deed).await
    }

    /// Writes a deed in the name of an actor. Without an address it is somebody else's than the chain's own people's:
    /// their organisation's name stands there, and who of them it was is not told.
    pub(crate) async fn record_as(
        &self,
        tx: &mut Tx,
        chain: AuditChain,
        actor: Actor,
        from: Option<String>,
        deed: Deed,
    ) -> Result<(), Error> {
        let entry = self.entry(chain, actor, from, deed);
        tx.platform().await?.audit().append(entry).await?;
        Ok(())
    }

    /// Writes what was done to many, each into its own chain, ordered by tenant, in the name of one and without an
    /// address.
    pub(crate) async fn record_all(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        deeds: Vec<(AuditChain, Deed)>,
    ) -> Result<(), Error> {
        let entry = |(chain, deed)| self.entry(chain, actor.clone(), None, deed);
        let entries = deeds.into_iter().map(entry).collect();
        Ok(tx.platform().await?.audit().append_all(entries).await?)
    }

    fn entry(&self, chain: AuditChain, actor: Actor, from: Option<String>, deed: Deed) -> NewAuditEntry {
        NewAuditEntry {
            id: self.new_id(AuditEntryId::new),
            chain,
            at: self.now(),
            actor,
            from,
            action: deed.action,
            object: deed.object,
            object_name: deed.object_name,
            app: deed.app,
            connection: deed.connection,
            detail: deed.detail,
        }
    }
}
