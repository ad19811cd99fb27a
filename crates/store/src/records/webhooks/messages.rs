//! Messages to webhooks: put in, claimed by one node at a time, settled, and kept for a while as the webhook's log.

use model::{
    Timestamp,
    ids::{TenantId, WebhookDeliveryId, WebhookId},
    webhook::{WebhookAttempt, WebhookMessage, WebhookMessageKind, WebhookMessageState},
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Alias, Expr, ExprTrait, LockBehavior, LockType, Query, SelectStatement},
};
use uuid::Uuid;

use super::subscriptions::Webhooks;
use crate::errors::Result;
use crate::rows::{corrupt, insert_all, number, parse, webhook_deliveries as row, webhooks as webhook_row};

const TABLE: &str = "webhook_deliveries";

/// Messages to one webhook, or to all.
#[derive(Debug, Clone, Copy)]
pub struct Messages<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Webhooks<'a> {
    /// Of webhooks that were found through this handle.
    pub const fn messages(&self) -> Messages<'a> {
        Messages { conn: self.conn }
    }
}

impl Messages<'_> {
    pub async fn add(&self, new: &[WebhookMessage]) -> Result<()> {
        let row = |one| row_of(one).map(IntoActiveModel::into_active_model);
        let rows: Vec<row::ActiveModel> = new.iter().map(row).collect::<Result<_>>()?;
        insert_all(self.conn, rows).await
    }

    /// A webhook's messages since then, the newest first, so many at most.
    pub async fn log(&self, webhook: WebhookId, since: Timestamp, most: u64) -> Result<Vec<WebhookMessage>> {
        let found = row::Entity::find()
            .filter(row::Column::WebhookId.eq(webhook.uuid()))
            .filter(row::Column::CreatedAt.gte(since))
            .order_by_desc(row::Column::Id)
            .limit(most);
        found.all(self.conn).await?.into_iter().map(entity).collect()
    }

    pub async fn get(&self, webhook: WebhookId, id: WebhookDeliveryId) -> Result<Option<WebhookMessage>> {
        let found = row::Entity::find_by_id(id.uuid()).filter(row::Column::WebhookId.eq(webhook.uuid()));
        found.one(self.conn).await?.map(entity).transpose()
    }

    /// How many wait that are sent because someone asked.
    pub async fn count_asked(&self, webhook: WebhookId) -> Result<u64> {
        let waiting = row::Entity::find()
            .filter(row::Column::WebhookId.eq(webhook.uuid()))
            .filter(row::Column::State.eq(WebhookMessageState::Waiting.as_str()))
            .filter(row::Column::Kind.ne(WebhookMessageKind::Event.as_str()));
        Ok(waiting.count(self.conn).await?)
    }

    /// Whether there is something to claim.
    pub async fn is_due(&self, now: Timestamp) -> Result<bool> {
        let first = row::Entity::find().select_only().column(row::Column::Id).filter(due(now)).limit(1);
        Ok(first.into_tuple::<Uuid>().one(self.conn).await?.is_some())
    }

    /// Claims the message that has been due for longest, to another host than these, where none of the same thread waits
    /// before it. Others leave it alone until then, when the claim ends by itself.
    pub async fn claim(
        &self,
        busy: &[String],
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<WebhookMessage>> {
        let mut select = row::Entity::find()
            .filter(due(now))
            .filter(Expr::not_exists(earlier()))
            .order_by_asc(row::Column::Due)
            .limit(1)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        if !busy.is_empty() {
            let to_busy = webhook_row::Entity::find().select_only().column(webhook_row::Column::Id);
            let to_busy = to_busy.filter(webhook_row::Column::Host.is_in(busy.iter().cloned())).into_query();
            select = select.filter(row::Column::WebhookId.not_in_subquery(to_busy));
        }
        let Some(found) = select.one(self.conn).await? else { return Ok(None) };
        let claim = row::Entity::update_many()
            .col_expr(row::Column::Due, Expr::value(until))
            .col_expr(row::Column::Attempts, Expr::col(row::Column::Attempts).add(1))
            .filter(row::Column::Id.eq(found.id));
        claim.exec(self.conn).await?;
        let mut message = entity(found)?;
        (message.attempts, message.due) = (message.attempts.saturating_add(1), until);
        Ok(Some(message))
    }

    /// Writes what came of an attempt: `message` as it is now, of the claim that made it. Whether that holds: not once
    /// another node has claimed it, or the webhook is gone.
    pub async fn settle(&self, message: &WebhookMessage) -> Result<bool> {
        let row = row_of(message)?;
        let settle = row::Entity::update_many()
            .col_expr(row::Column::State, Expr::value(row.state))
            .col_expr(row::Column::Due, Expr::value(row.due))
            .col_expr(row::Column::Last, Expr::value(row.last))
            .filter(row::Column::Id.eq(row.id))
            .filter(row::Column::Attempts.eq(row.attempts))
            .filter(row::Column::State.eq(WebhookMessageState::Waiting.as_str()));
        Ok(settle.exec(self.conn).await?.rows_affected == 1)
    }

    /// None of what happened is sent any more that waits for a webhook.
    pub async fn drop_waiting(&self, webhook: WebhookId) -> Result<()> {
        let drop = row::Entity::update_many()
            .col_expr(row::Column::State, Expr::value(WebhookMessageState::Dropped.as_str()))
            .filter(row::Column::WebhookId.eq(webhook.uuid()))
            .filter(row::Column::Kind.eq(WebhookMessageKind::Event.as_str()))
            .filter(row::Column::State.eq(WebhookMessageState::Waiting.as_str()));
        drop.exec(self.conn).await?;
        Ok(())
    }

    /// Forgets a webhook's messages that do not wait: those from before then, and all but the newest.
    pub async fn forget(&self, webhook: WebhookId, before: Timestamp, kept: u64) -> Result<()> {
        let newest = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::WebhookId.eq(webhook.uuid()))
            .order_by_desc(row::Column::Id)
            .limit(kept)
            .into_query();
        let old = Condition::any()
            .add(row::Column::CreatedAt.lt(before))
            .add(row::Column::Id.not_in_subquery(newest));
        let forget = row::Entity::delete_many()
            .filter(row::Column::WebhookId.eq(webhook.uuid()))
            .filter(row::Column::State.ne(WebhookMessageState::Waiting.as_str()))
            .filter(old);
        forget.exec(self.conn).await?;
        Ok(())
    }
}

fn due(now: Timestamp) -> Condition {
    let waits = row::Column::State.eq(WebhookMessageState::Waiting.as_str());
    Condition::all().add(waits).add(row::Column::Due.lte(now))
}

/// Whether a message of the same thread, to the same webhook, waits before this one.
fn earlier() -> SelectStatement {
    let other = Alias::new("earlier");
    let of_other = |column: row::Column| Expr::col((other.clone(), column));
    let of_this = |column: row::Column| Expr::col((row::Entity, column));
    Query::select()
        .expr(Expr::val(1))
        .from_as(row::Entity, other.clone())
        .and_where(of_other(row::Column::WebhookId).eq(of_this(row::Column::WebhookId)))
        .and_where(of_other(row::Column::Thread).eq(of_this(row::Column::Thread)))
        .and_where(of_other(row::Column::State).eq(WebhookMessageState::Waiting.as_str()))
        .and_where(of_other(row::Column::Sequence).lt(of_this(row::Column::Sequence)))
        .to_owned()
}

fn row_of(message: &WebhookMessage) -> Result<row::Model> {
    let last = message.last.as_ref().map(serde_json::to_string).transpose();
    Ok(row::Model {
        id: message.id.uuid(),
        webhook_id: message.webhook.uuid(),
        tenant_id: message.tenant.map(TenantId::uuid),
        message: message.message.clone(),
        kind: message.kind.as_str().to_owned(),
        event: message.event.as_str().to_owned(),
        thread: message.thread,
        sequence: number(TABLE, "sequence", message.sequence)?,
        body: message.body.clone(),
        state: message.state.as_str().to_owned(),
        attempts: number(TABLE, "attempts", message.attempts)?,
        due: message.due,
        created_at: message.created_at,
        last: last.map_err(|error| corrupt(TABLE, "last", error))?,
    })
}

fn entity(row: row::Model) -> Result<WebhookMessage> {
    let last: Option<serde_json::Result<WebhookAttempt>> = row.last.as_deref().map(serde_json::from_str);
    Ok(WebhookMessage {
        id: WebhookDeliveryId::from_uuid(row.id),
        webhook: WebhookId::from_uuid(row.webhook_id),
        tenant: row.tenant_id.map(TenantId::from_uuid),
        message: row.message,
        kind: parse(TABLE, "kind", &row.kind)?,
        event: parse(TABLE, "event", &row.event)?,
        thread: row.thread,
        sequence: number(TABLE, "sequence", row.sequence)?,
        body: row.body,
        state: parse(TABLE, "state", &row.state)?,
        attempts: number(TABLE, "attempts", row.attempts)?,
        due: row.due,
        created_at: row.created_at,
        last: last.transpose().map_err(|error| corrupt(TABLE, "last", error))?,
    })
}
