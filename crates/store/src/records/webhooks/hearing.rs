//! Whether webhooks hear of events, and the numbers of the events of which they do.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    audit::AuditChain,
    ids::{AppId, ConnectionId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, QueryTrait, Statement, Value, sea_query::Expr,
};
use uuid::Uuid;

use crate::errors::Result;
use crate::records::audit::NewAuditEntry;
use crate::rows::{
    apps as app_row, corrupt, insert_all, parts, webhook_events as event_row, webhooks as row,
};

/// An event that webhooks may hear of.
pub struct NewEvent {
    /// The entry's.
    id: Uuid,
    /// What it happened to: events of one connection are told in their order.
    thread: Uuid,
}

/// Those of the entries that webhooks may hear of, in their order.
pub fn events(entries: &[NewAuditEntry]) -> Vec<NewEvent> {
    let of = |entry: &NewAuditEntry| {
        let organisation = match entry.chain {
            AuditChain::Platform => Uuid::nil(),
            AuditChain::Publisher(publisher) => publisher.uuid(),
            AuditChain::Tenant(tenant) => tenant.uuid(),
        };
        let thread = entry.connection.map(ConnectionId::uuid).or(entry.app.map(AppId::uuid));
        NewEvent { id: entry.id.uuid(), thread: thread.unwrap_or(organisation) }
    };
    entries.iter().filter(|entry| entry.action.published().is_some()).map(of).collect()
}

/// Whether an enabled webhook is one of an organisation that can read one of these entries: whose history it is, and
/// whose app it names.
pub fn hearing(entries: &[NewAuditEntry]) -> Expr {
    let (mut tenants, mut publishers, mut apps) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for entry in entries.iter().filter(|entry| entry.action.published().is_some()) {
        match entry.chain {
            AuditChain::Platform => false,
            AuditChain::Publisher(publisher) => publishers.insert(publisher.uuid()),
            AuditChain::Tenant(tenant) => tenants.insert(tenant.uuid()),
        };
        apps.extend(entry.app.map(AppId::uuid));
    }
    let mut any = Condition::any();
    if !tenants.is_empty() {
        any = any.add(row::Column::TenantId.is_in(tenants));
    }
    if !publishers.is_empty() {
        any = any.add(row::Column::PublisherId.is_in(publishers));
    }
    if !apps.is_empty() {
        let of_apps = app_row::Entity::find().select_only().column(app_row::Column::PublisherId);
        let of_apps = of_apps.filter(app_row::Column::Id.is_in(apps)).into_query();
        any = any.add(row::Column::PublisherId.in_subquery(of_apps));
    }
    if any.is_empty() {
        return Expr::value(false);
    }
    let enabled = row::Entity::find().select_only().column(row::Column::Id);
    Expr::exists(enabled.filter(row::Column::Disabled.is_null()).filter(any).into_query())
}

/// Gives events their numbers, in their order. Others who number the same threads wait until this transaction ends, so
/// that no number is seen before a lower one.
pub async fn number(conn: &DatabaseTransaction, events: &[NewEvent]) -> Result<()> {
    let mut counts: BTreeMap<Uuid, i64> = BTreeMap::new();
    for event in events {
        *counts.entry(event.thread).or_default() += 1;
    }
    let mut next = BTreeMap::new();
    for part in parts(counts.into_iter().collect()) {
        for (thread, count, last) in advance(conn, part).await? {
            next.insert(thread, last - count + 1);
        }
    }
    let mut rows = Vec::with_capacity(events.len());
    for NewEvent { id, thread } in events {
        let none = || corrupt("webhook_sequences", "thread", "a number is missing");
        let number = next.get_mut(thread).ok_or_else(none)?;
        let row = event_row::Model { id: *id, thread: *thread, sequence: *number };
        rows.push(row.into_active_model());
        *number += 1;
    }
    insert_all(conn, rows).await
}

/// Counts threads up by so many each; each with its last number.
async fn advance(conn: &DatabaseTransaction, counts: Vec<(Uuid, i64)>) -> Result<Vec<(Uuid, i64, i64)>> {
    let places: Vec<_> =
        (0..counts.len()).map(|row| format!("(${}, ${})", row * 2 + 1, row * 2 + 2)).collect();
    let values = counts.iter().flat_map(|(thread, count)| [Value::from(*thread), Value::from(*count)]);
    let sql = format!(
        "INSERT INTO webhook_sequences (thread, last) VALUES {}
        ON CONFLICT (thread) DO UPDATE SET last = webhook_sequences.last + excluded.last
        RETURNING thread, last",
        places.join(", ")
    );
    let sql = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    let counts: BTreeMap<_, _> = counts.iter().copied().collect();
    let mut advanced = Vec::with_capacity(counts.len());
    for row in conn.query_all_raw(sql).await? {
        let (thread, last) = (row.try_get_by_index::<Uuid>(0)?, row.try_get_by_index::<i64>(1)?);
        advanced.push((thread, counts.get(&thread).copied().unwrap_or(1), last));
    }
    Ok(advanced)
}
