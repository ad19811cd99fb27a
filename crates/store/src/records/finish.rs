//! What a transaction writes at its end: history entries, deliveries, the answer for repeated requests, and changes
//! for other nodes.

use model::{Timestamp, audit::AuditChain, delivery::Receiver, ids::TenantId};

use super::audit::NewAuditEntry;
use super::made_once::KeptAnswer;
use super::outbox::{self, NewDelivery};
use super::webhooks::hearing;
use crate::database::{Platform, Reach, Tx};
use crate::errors::Result;
use crate::token_path::changes::{self, Change};

/// Gathered while a transaction works, and written by [`Tx::finish`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Records {
    pub entries: Vec<NewAuditEntry>,
    /// What follows elsewhere, after the commit.
    pub deliveries: Vec<NewDelivery>,
    /// Who is told of the entries, if there is someone to tell: `subject` is the entry.
    pub told: Vec<NewDelivery>,
    /// For later requests with the same key.
    pub answer: Option<KeptAnswer>,
    pub changes: Vec<Change>,
}

impl Records {
    /// What nodes are to load again, and no history tells of.
    pub fn of_changes(changes: impl IntoIterator<Item = Change>) -> Self {
        Self { changes: changes.into_iter().collect(), ..Self::default() }
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
            && self.deliveries.is_empty()
            && self.told.is_empty()
            && self.answer.is_none()
            && self.changes.is_empty()
    }

    /// Whether all of it belongs to this tenant. Deliveries belong to none.
    fn is_of(&self, tenant: TenantId) -> bool {
        self.entries.iter().all(|entry| entry.chain == AuditChain::Tenant(tenant))
            && self.answer.iter().all(|answer| answer.of.acts_for == tenant.to_string())
            && self.changes.iter().all(|change| change.tenant() == Some(tenant))
    }
}

impl Tx {
    /// Writes the records and commits, in the one order of all transactions: histories, whose heads are locked one after
    /// the other (see [`Audit::append_all`](super::audit::Audit::append_all)); numbers for what webhooks hear of; the outbox; the answer; the change log,
    /// whose lock is the platform's and the last that is taken: nothing but its rows and the commit follows.
    ///
    /// # Errors
    /// After `Unavailable` it is unknown whether the commit took place.
    pub async fn finish(mut self, records: Records, at: Timestamp) -> Result<()> {
        let stays = match self.reach() {
            Some(Reach::Everything) => true,
            Some(Reach::Tenant(tenant)) => records.is_of(tenant),
            None => records.is_empty(),
        };
        if !stays {
            self.set(Reach::Everything).await?;
        }
        let Records { entries, mut deliveries, told, answer, changes } = records;
        let platform = Platform::new(self.conn());
        let events = hearing::events(&entries);
        let is_heard = Box::pin(platform.audit().append_all(entries)).await?;
        if is_heard {
            Box::pin(hearing::number(self.conn(), &events)).await?;
        }
        deliveries.extend(told.into_iter().filter(|one| one.receiver != Receiver::Webhooks || is_heard));
        outbox::put_in(self.conn(), deliveries, at).await?;
        if let Some(answer) = &answer {
            platform.made_once().keep(answer).await?;
        }
        changes::record(self.conn(), &changes, at).await?;
        self.commit_unrecorded().await
    }
}
