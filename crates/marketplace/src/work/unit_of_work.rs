//! A unit of work: one transaction, with its events, its changes for other nodes and its deliveries.
//!
//! Events and changes are only collected at first. [`Work::finish`] writes them after the rows, in the one order that all
//! transactions have, and commits; nothing else here commits. Only a work that has recorded an event has `finish`.

use std::{
    marker::PhantomData,
    ops::{Deref, DerefMut},
};

use model::{
    Timestamp,
    audit::{Actor, AuditChain},
    delivery::Receiver,
    ids::DeliveryId,
    person::Person,
};
use store::{
    Records, Tx,
    changes::Change,
    made_once::{KeptAnswer, KeyOf},
    outbox::NewDelivery,
};
use uuid::Uuid;
use wire::idempotency::Made;

use super::event::Event;
use crate::errors::Error;
use crate::service::Marketplace;

/// In whose name events are recorded.
#[derive(Debug, Clone)]
pub(crate) struct Author {
    actor: Actor,
    /// The caller's address.
    from: Option<String>,
    own: AuditChain,
}

impl Author {
    /// `own`: the history that is theirs.
    pub fn person(person: &Person, from: Option<String>, own: AuditChain) -> Self {
        Self { actor: Actor::Person { id: person.id, name: person.name.clone() }, from, own }
    }

    /// A person by one of their access tokens.
    pub fn by_token(person: &Person, token: &str, from: Option<String>, own: AuditChain) -> Self {
        Self { actor: Actor::by_token(person.id, &person.name, token), from, own }
    }

    pub const fn system(own: AuditChain) -> Self {
        Self { actor: Actor::System, from: None, own }
    }

    /// With the address of who asked.
    pub fn at(self, from: Option<String>) -> Self {
        Self { from, ..self }
    }
}

/// A work without an event yet.
pub(crate) struct Empty;

/// A work with an event, which may commit.
pub(crate) struct Recorded;

/// Rows are read and changed through its transaction. When it is dropped, the transaction is rolled back.
#[must_use = "what is not finished is rolled back"]
pub(crate) struct Work<State = Empty> {
    here: Marketplace,
    tx: Tx,
    author: Author,
    key: Option<KeyOf>,
    records: Records,
    state: PhantomData<State>,
}

impl Marketplace {
    /// Begins what needs no right: what people do to their own account, and what the product does.
    pub(crate) async fn begin_as(&self, author: Author) -> Result<Work, Error> {
        let (here, tx, records) = (self.clone(), self.store().begin().await?, Records::default());
        Ok(Work { here, tx, author, key: None, records, state: PhantomData })
    }
}

impl<State> Work<State> {
    /// Records an event in the author's own history, in their name and with their address.
    pub fn record(mut self, event: Event) -> Work<Recorded> {
        self.record_in(self.author.own, event);
        self.recorded()
    }

    /// Records an event in another history too, in the author's name and with their address.
    pub fn record_in(&mut self, history: AuditChain, event: Event) {
        let (actor, from) = (self.author.actor.clone(), self.author.from.clone());
        self.add(history, actor, from, event);
    }

    /// Records an event in another organisation's history, in the author's name but without their address.
    pub fn record_for(&mut self, history: AuditChain, event: Event) {
        self.add(history, self.author.actor.clone(), None, event);
    }

    /// Records an event in another organisation's history, in the name of an organisation: which person it was stays
    /// hidden.
    pub fn record_for_as(&mut self, actor: &Actor, history: AuditChain, event: Event) {
        self.add(history, actor.clone(), None, event);
    }

    /// Sets the author, where a request finds it only after it has begun.
    pub fn sign(&mut self, author: Author) {
        self.author = author;
    }

    /// Makes all nodes load this again.
    pub fn changed(&mut self, change: impl Into<Change>) {
        self.records.changes.push(change.into());
    }

    /// Keeps the answer for later requests with this key.
    pub fn keep_answer(&mut self, of: KeyOf) {
        self.key = Some(of);
    }

    /// Puts a delivery about this thing into the outbox, for after the commit and not before `due`.
    pub fn send(&mut self, receiver: Receiver, subject: Uuid, due: Timestamp) {
        let id = self.here.new_id(DeliveryId::new);
        self.records.deliveries.push(NewDelivery { id, receiver, subject, due });
    }

    /// Allows a change that belongs in no history. `_why` is for the reader of the code.
    pub fn without_event(self, _why: &'static str) -> Work<Recorded> {
        self.recorded()
    }

    /// The history that is the author's own.
    pub const fn own_history(&self) -> AuditChain {
        self.author.own
    }

    fn add(&mut self, history: AuditChain, actor: Actor, from: Option<String>, event: Event) {
        let quiet = event.is_quiet();
        let entry = self.here.entry(history, actor, from, event);
        for receiver in Receiver::told_of(entry.action).filter(|_| !quiet) {
            let id = self.here.new_id(DeliveryId::new);
            self.records.told.push(NewDelivery { id, receiver, subject: entry.id.uuid(), due: entry.at });
        }
        self.records.entries.push(entry);
    }

    fn recorded(self) -> Work<Recorded> {
        let Self { here, tx, author, key, records, .. } = self;
        Work { here, tx, author, key, records, state: PhantomData }
    }
}

impl Work<Recorded> {
    /// Writes what was collected, and the answer for later requests with the same key; commits, and gives the answer.
    pub async fn finish<A: Made>(self, answer: A) -> Result<A, Error> {
        let Self { here, tx, mut records, key, .. } = self;
        if let Some(of) = key {
            let mut kept = answer.clone();
            let secret_hidden = kept.hide_secret();
            let json = serde_json::to_string(&kept).map_err(Error::internal)?;
            records.answer = Some(KeptAnswer { of, answer: json, secret_hidden });
        }
        let told: Vec<_> = records.told.iter().map(|one| one.receiver).collect();
        let invites = records.deliveries.iter().any(|one| one.receiver == Receiver::InvitationMails);
        tx.finish(records, here.now()).await?;
        if invites {
            here.invitations_asked();
        }
        if told.contains(&Receiver::Notices) {
            here.notices_asked();
        }
        if told.contains(&Receiver::Webhooks) {
            here.event_happened();
        }
        Ok(answer)
    }
}

impl<State> Deref for Work<State> {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl<State> DerefMut for Work<State> {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}
