//! Appends entries: locks the heads of their chains and moves them on. They stay locked until the transaction ends.

use std::collections::HashMap;

use model::{
    audit::{AuditChain, AuditEntry},
    ids::{AppId, ConnectionId, PersonId, TenantId},
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::history::Audit;
use super::new_entry::NewAuditEntry;
use super::{chain, details};
use crate::errors::{Error, Result};
use crate::records::webhooks::hearing::hearing;
use crate::rows::{self, audit_entries as row, audit_heads as head_row, corrupt, number, parts};

impl Audit<'_> {
    /// Puts an entry at the end of its chain. Others who append to the same chain wait until this transaction ends.
    ///
    /// # Errors
    /// `OutsideTenant` for another chain than the tenant's own, through a tenant's handle.
    pub async fn append(&self, new: NewAuditEntry) -> Result<AuditEntry> {
        self.own(new.chain)?;
        let (mut head, _) = self.lock_head(new.chain, Expr::value(false)).await?;
        rows::insert(self.conn, link(&mut head, &new)?).await?;
        self.move_heads(vec![head.clone()]).await?;
        let position = number("audit_heads", "position", head.position)?;
        Ok(chain::placed(new, position, head.hash))
    }

    /// As `append`, for many: each goes to the end of its own chain, in their order. The chains are locked in one
    /// order, whatever the order of the entries: the platform's, then tenants', then publishers'. Whoever appends to
    /// many has them appended by one call, so that two do not wait for each other.
    ///
    /// Gives whether a webhook may hear of one of them.
    ///
    /// # Errors
    /// As for `append`; then none was put in.
    pub async fn append_all(&self, mut entries: Vec<NewAuditEntry>) -> Result<bool> {
        entries.iter().try_for_each(|new| self.own(new.chain))?;
        entries.sort_by_key(|new| turn(new.chain));
        let mut is_heard = false;
        for part in parts(entries) {
            let (mut heads, heard) = self.lock_heads(&part).await?;
            is_heard |= heard;
            let mut linked = Vec::with_capacity(part.len());
            for new in &part {
                let head = heads.get_mut(&new.chain).ok_or_else(vanished)?;
                linked.push(link(head, new)?.into_active_model());
            }
            rows::insert_all(self.conn, linked).await?;
            self.move_heads(heads.into_values().collect()).await?;
        }
        Ok(is_heard)
    }

    fn own(&self, chain: AuditChain) -> Result<()> {
        let foreign = self.tenant.is_some_and(|tenant| chain != AuditChain::Tenant(tenant));
        if foreign { Err(Error::OutsideTenant) } else { Ok(()) }
    }

    /// The chain's head, locked; a new chain gets one first. And what `heard` comes to.
    async fn lock_head(&self, chain: AuditChain, heard: Expr) -> Result<(head_row::Model, bool)> {
        let find = || {
            let head = head_row::Entity::find_by_id(chain::text(chain)).column_as(heard.clone(), "heard");
            head.lock_exclusive().into_model::<Locked>().one(self.conn)
        };
        if let Some(locked) = find().await? {
            return Ok(locked.parts());
        }
        head_row::Entity::insert(first(chain))
            .on_conflict_do_nothing_on([head_row::Column::Chain])
            .exec_without_returning(self.conn)
            .await?;
        find().await?.map(Locked::parts).ok_or_else(vanished)
    }

    /// The heads of these entries' chains, locked in their order (PostgreSQL puts what has no tenant last); new chains
    /// get theirs first, so that no transaction waits for a new one with later ones locked. And whether a webhook may hear
    /// of one of the entries, which costs no statement of its own.
    async fn lock_heads(
        &self,
        entries: &[NewAuditEntry],
    ) -> Result<(HashMap<AuditChain, head_row::Model>, bool)> {
        if let [first, rest @ ..] = entries
            && rest.iter().all(|other| other.chain == first.chain)
        {
            let (head, heard) = self.lock_head(first.chain, hearing(entries)).await?;
            return Ok((HashMap::from([(first.chain, head)]), heard));
        }
        head_row::Entity::insert_many(entries.iter().map(|new| first(new.chain)))
            .on_conflict_do_nothing_on([head_row::Column::Chain])
            .exec_without_returning(self.conn)
            .await?;
        let found = head_row::Entity::find()
            .filter(head_row::Column::Chain.is_in(entries.iter().map(|new| chain::text(new.chain))))
            .order_by_desc(head_row::Column::Chain.eq(chain::text(AuditChain::Platform)))
            .order_by_asc(head_row::Column::TenantId)
            .order_by_asc(head_row::Column::Chain)
            .column_as(hearing(entries), "heard")
            .lock_exclusive()
            .into_model::<Locked>()
            .all(self.conn)
            .await?;
        let mut is_heard = false;
        let mut heads = HashMap::with_capacity(found.len());
        for (head, heard) in found.into_iter().map(Locked::parts) {
            is_heard |= heard;
            heads.insert(chain::from_text(&head.chain)?, head);
        }
        Ok((heads, is_heard))
    }

    /// Writes heads that are there and locked; an update of many rows to different values is an insert that finds them.
    async fn move_heads(&self, heads: Vec<head_row::Model>) -> Result<()> {
        let moved = [head_row::Column::Position, head_row::Column::Hash];
        let there = OnConflict::column(head_row::Column::Chain).update_columns(moved).to_owned();
        let heads = heads.into_iter().map(IntoActiveModel::into_active_model);
        head_row::Entity::insert_many::<head_row::ActiveModel, _>(heads)
            .on_conflict(there)
            .exec_without_returning(self.conn)
            .await?;
        Ok(())
    }
}

/// A head that is locked, and whether a webhook may hear of the entries that follow it.
#[derive(FromQueryResult)]
struct Locked {
    chain: String,
    tenant_id: Option<Uuid>,
    position: i64,
    hash: String,
    heard: bool,
}

impl Locked {
    fn parts(self) -> (head_row::Model, bool) {
        let Self { chain, tenant_id, position, hash, heard } = self;
        (head_row::Model { chain, tenant_id, position, hash }, heard)
    }
}

/// The order in which chains are locked.
fn turn(chain: AuditChain) -> (u8, Uuid) {
    match chain {
        AuditChain::Platform => (0, Uuid::nil()),
        AuditChain::Tenant(tenant) => (1, tenant.uuid()),
        AuditChain::Publisher(publisher) => (2, publisher.uuid()),
    }
}

/// The head of a chain without entries.
fn first(chain: AuditChain) -> head_row::ActiveModel {
    let tenant_id = chain::tenant(chain).map(TenantId::uuid);
    let head = head_row::Model { chain: chain::text(chain), tenant_id, position: 0, hash: String::new() };
    head.into_active_model()
}

/// The entry's row behind the head, which then is the entry's.
fn link(head: &mut head_row::Model, new: &NewAuditEntry) -> Result<row::Model> {
    let position = head.position + 1;
    let unhashed = chain::placed(new.clone(), number("audit_heads", "position", position)?, String::new());
    let hash = chain::hash(&unhashed, &head.hash);
    (head.position, head.hash) = (position, hash.clone());
    Ok(row::Model {
        chain: head.chain.clone(),
        position,
        id: new.id.uuid(),
        tenant_id: head.tenant_id,
        at: new.at,
        actor_id: chain::actor_id(&new.actor).map(PersonId::uuid),
        actor_name: chain::actor_name(&new.actor).map(str::to_owned),
        from_address: new.from.clone(),
        action: new.action.as_str().to_owned(),
        object: new.object.clone(),
        object_name: new.object_name.clone(),
        app_id: new.app.map(AppId::uuid),
        connection_id: new.connection.map(ConnectionId::uuid),
        detail: new.detail.as_ref().map(details::stored),
        hash,
    })
}

fn vanished() -> Error {
    corrupt("audit_heads", "chain", "a head has vanished")
}
