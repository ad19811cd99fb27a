//! Events that webhooks may hear of, and no message was made of yet.

use model::{
    audit::AuditEntry,
    ids::{AuditEntryId, PublisherId, TenantId},
    webhook::Webhook,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::subscriptions::Webhooks;
use crate::errors::{Error, Result};
use crate::records::audit::entry_of;
use crate::rows::{audit_entries as entry_row, number, webhook_events as event_row, webhooks as row};

/// An event, as the history has it, and its place among the events of its thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardEvent {
    pub entry: AuditEntry,
    pub thread: Uuid,
    pub sequence: u64,
}

/// Who can read an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hearers {
    pub tenant: Option<TenantId>,
    pub publisher: Option<PublisherId>,
}

impl Webhooks<'_> {
    /// An event and those before it in its thread, the lowest number first; no other transaction makes messages of them
    /// until this one ends. None where messages were made of it.
    pub async fn lock_unsent(&self, entry: AuditEntryId) -> Result<Vec<HeardEvent>> {
        let Some(last) = event_row::Entity::find_by_id(entry.uuid()).one(self.conn).await? else {
            return Ok(Vec::new());
        };
        let events = event_row::Entity::find()
            .filter(event_row::Column::Thread.eq(last.thread))
            .filter(event_row::Column::Sequence.lte(last.sequence))
            .order_by_asc(event_row::Column::Sequence)
            .lock_exclusive();
        let mut heard = Vec::new();
        for event in events.all(self.conn).await? {
            let entry = entry_row::Entity::find().filter(entry_row::Column::Id.eq(event.id));
            let entry = entry.one(self.conn).await?.ok_or_else(|| Error::Corrupt {
                table: "webhook_events",
                column: "id".to_owned(),
                why: "no such entry".to_owned(),
            })?;
            heard.push(HeardEvent {
                entry: entry_of(entry)?,
                thread: event.thread,
                sequence: number("webhook_events", "sequence", event.sequence)?,
            });
        }
        Ok(heard)
    }

    /// Messages are made of these.
    pub async fn sent(&self, events: &[HeardEvent]) -> Result<()> {
        let ids = events.iter().map(|event| event.entry.id.uuid());
        event_row::Entity::delete_many().filter(event_row::Column::Id.is_in(ids)).exec(self.conn).await?;
        Ok(())
    }

    /// No message is made of this.
    pub async fn forget_event(&self, entry: AuditEntryId) -> Result<()> {
        let event = event_row::Entity::delete_many().filter(event_row::Column::Id.eq(entry.uuid()));
        event.exec(self.conn).await?;
        Ok(())
    }

    /// The enabled webhooks of these, the oldest first. None of them is disabled or deleted until this transaction ends.
    pub async fn lock_hearing(&self, hearers: Hearers) -> Result<Vec<Webhook>> {
        let mut any = Condition::any();
        if let Some(tenant) = hearers.tenant {
            any = any.add(row::Column::TenantId.eq(tenant.uuid()));
        }
        if let Some(publisher) = hearers.publisher {
            any = any.add(row::Column::PublisherId.eq(publisher.uuid()));
        }
        if any.is_empty() {
            return Ok(Vec::new());
        }
        let enabled = self.select().filter(row::Column::Disabled.is_null()).filter(any);
        self.read(enabled.order_by_asc(row::Column::Id).lock_shared()).await
    }
}
