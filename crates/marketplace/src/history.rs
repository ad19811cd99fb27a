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

    /// Why, in the words of whoever did it.
    pub fn reason(self, reason: &str) -> Self {
        self.detail(quoted(reason))
    }

    /// As those read it who see the deeds of many organisations.
    pub fn at(self, organisation: &str) -> Self {
        let detail = match &self.detail {
            Some(detail) => format!("At {organisation}. {detail}"),
            None => format!("At {organisation}"),
        };
        self.detail(detail)
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

    /// Writes what was done to many, each into its own chain, in the name of one and without an address.
    pub(crate) async fn record_all(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        deeds: Vec<(AuditChain, Deed)>,
    ) -> Result<(), Error> {
        self.record_all_from(tx, actor, None, deeds).await
    }

    /// As `record_all`, with the address of who asked.
    pub(crate) async fn record_all_from(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        from: Option<&str>,
        deeds: Vec<(AuditChain, Deed)>,
    ) -> Result<(), Error> {
        let told = |(chain, deed)| (chain, from.map(str::to_owned), deed);
        self.record_each(tx, actor, deeds.into_iter().map(told).collect()).await
    }

    /// As `record_all`, each with the address that may stand in its chain (see `record_as`). Whoever writes into
    /// several chains does it with one call of this, or one by one in the order in which the store locks them: the
    /// platform's, tenants', publishers'.
    pub(crate) async fn record_each(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        deeds: Vec<(AuditChain, Option<String>, Deed)>,
    ) -> Result<(), Error> {
        let entry = |(chain, from, deed)| self.entry(chain, actor.clone(), from, deed);
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

/// What a change of a form has changed, in words: what is long by its name, the rest with both values.
pub(crate) fn changed(named: &[(&str, bool)], valued: &[(&str, String, String)]) -> String {
    let named = named.iter().filter(|(_, differs)| *differs).map(|(name, _)| (*name).to_owned());
    let valued = valued.iter().filter(|(_, before, after)| before != after);
    let valued = valued.map(|(name, before, after)| format!("{name} from {before} to {after}"));
    let all: Vec<_> = named.chain(valued).collect();
    if all.is_empty() { "Nothing changed".into() } else { format!("Changed {}", all.join(", ")) }
}

/// A text that people wrote, within a sentence.
pub(crate) fn quoted(text: &str) -> String {
    format!("“{text}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_with_its_values() {
        let values = |before: &str, after: &str| ("name", quoted(before), quoted(after));
        assert_eq!(changed(&[("sentence", false)], &[values("A", "A")]), "Nothing changed");
        assert_eq!(
            changed(&[("sentence", true), ("logo", false)], &[values("A", "B")]),
            "Changed sentence, name from “A” to “B”"
        );
    }
}
