//! A history with its hashes: exported for a verification elsewhere, and verified here.

use model::{
    audit::{Actor, AuditChain, AuditEntry, Detail, PLATFORM},
    total::Total,
};
use store::audit::{ChainState, Link, chain_name, stored_detail};
use wire::{
    activity::{ExportedEntry, HistoryVerification},
    page::{Page, PageQuery},
};

use super::activity::is_others;
use crate::errors::Error;
use crate::permission::{By, TenantMember};
use crate::requests::listing::checked_limit;
use crate::service::Histories;

impl Histories<'_> {
    /// A tenant's whole history, the oldest entry first; the cursor is a position.
    pub async fn export(self, by: &By<TenantMember>, query: PageQuery) -> Result<Page<ExportedEntry>, Error> {
        let limit = u64::from(checked_limit(&query)?);
        if query.q.is_some_and(|q| !q.trim().is_empty()) {
            return Err(Error::field("q", "The export is of the whole history and takes no search."));
        }
        let foreign = |_| Error::field("cursor", "This cursor does not come from this list.");
        let after =
            query.cursor.as_deref().map(|cursor| cursor.parse::<u64>().map_err(foreign)).transpose()?;
        let (chain, position) = (AuditChain::Tenant(by.tenant()), after.unwrap_or_default());
        let mut tx = self.inner.store().read().await?;
        let audit = tx.within(by.tenant()).await?.audit();
        let mut found = audit.chain_after(chain, position, limit + 1).await?;
        let more = u64::try_from(found.len()).is_ok_and(|length| length > limit);
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next_cursor = found.last().filter(|_| more).map(|last| last.position.to_string());
        let total = match after {
            None => audit.bounds(chain).await?.map(|(_, last)| Total::exactly(last.position)),
            Some(_) => None,
        };
        Ok(Page { items: found.iter().map(for_tenant).collect(), next_cursor, total })
    }

    /// Computes all hashes of a tenant's history again.
    ///
    /// # Errors
    /// `TooMany` where the person asked for it too often.
    pub async fn verify(self, by: &By<TenantMember>) -> Result<HistoryVerification, Error> {
        self.inner.limits().verification(by.person().id, self.inner.now())?;
        let chain = AuditChain::Tenant(by.tenant());
        let mut link = Link::start();
        let (state, bounds) = loop {
            // A transaction for each part: a long history keeps none open for long.
            let mut tx = self.inner.store().read().await?;
            let audit = tx.within(by.tenant()).await?.audit();
            if let Some(state) = audit.verify_next(chain, &mut link).await? {
                break (state, audit.bounds(chain).await?);
            }
        };
        let broken_at = match state {
            ChainState::Intact { .. } => None,
            ChainState::Broken { position } => Some(position),
        };
        let (since, last) = bounds.unzip();
        Ok(HistoryVerification {
            intact: broken_at.is_none(),
            entries: last.as_ref().map(|last| last.position).unwrap_or_default(),
            since,
            last_hash: last.map(|last| last.hash),
            broken_at,
        })
    }
}

/// As the tenant may know it.
fn for_tenant(entry: &AuditEntry) -> ExportedEntry {
    let whole = exported(entry);
    if is_others(entry) && (whole.actor_id.is_some() || whole.from.is_some()) {
        ExportedEntry { actor_id: None, from: None, withheld: true, ..whole }
    } else {
        whole
    }
}

/// All that was written down: for the platform's own operators alone.
pub fn exported(entry: &AuditEntry) -> ExportedEntry {
    let (actor, actor_id) = match &entry.actor {
        Actor::Person { id, name } => (name.as_str(), Some(*id)),
        Actor::System => (PLATFORM, None),
    };
    ExportedEntry {
        id: entry.id,
        chain: chain_name(entry.chain),
        position: entry.position,
        at: entry.at,
        action: entry.action.clone(),
        actor: actor.to_owned(),
        actor_id,
        from: entry.from.clone(),
        object: entry.object.clone(),
        object_name: entry.object_name.clone(),
        app_id: entry.app,
        connection_id: entry.connection,
        detail: entry.detail.as_ref().map(Detail::sentence),
        stored_detail: entry.detail.as_ref().map(stored_detail),
        hash: entry.hash.clone(),
        withheld: false,
    }
}
