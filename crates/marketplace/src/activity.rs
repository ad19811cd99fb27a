//! The history, as each side may read it.

use std::collections::HashMap;

use model::{
    audit::{Actor, AuditAction, AuditChain, AuditEntry},
    ids::{AuditEntryId, ConnectionId, TenantId},
};
use wire::{
    activity::Activity,
    page::{Page, PageQuery},
};

use crate::{
    By, Error, Marketplace, Operator, PublisherMember, TenantMember,
    listing::{listing, page},
};

/// Whoever is not to be named.
const PLATFORM: &str = "Grantry";
/// Whoever holds a secret may stop it: nobody asks who they are.
const FINDER: &str = "Somebody who found it";

impl Marketplace {
    /// What was done to the platform.
    pub async fn platform_activity(
        &self,
        _: &By<Operator>,
        query: PageQuery,
    ) -> Result<Page<Activity>, Error> {
        let listing = listing(&query, AuditEntryId::uuid)?;
        let mut tx = self.store().read().await?;
        let listed = tx.platform().await?.audit().of_chain(AuditChain::Platform, &listing).await?;
        Ok(page(listed, |entry| entry.id, whole))
    }

    pub async fn tenant_activity(
        &self,
        by: &By<TenantMember>,
        query: PageQuery,
    ) -> Result<Page<Activity>, Error> {
        let listing = listing(&query, AuditEntryId::uuid)?;
        let mut tx = self.store().read().await?;
        let chain = AuditChain::Tenant(by.tenant());
        let listed = tx.within(by.tenant()).await?.audit().of_chain(chain, &listing).await?;
        Ok(page(listed, |entry| entry.id, own))
    }

    /// What happened to one connection, a deleted one too.
    pub async fn connection_activity(
        &self,
        by: &By<TenantMember>,
        connection: ConnectionId,
        query: PageQuery,
    ) -> Result<Page<Activity>, Error> {
        let listing = listing(&query, AuditEntryId::uuid)?;
        let mut tx = self.store().read().await?;
        let door = tx.within(by.tenant()).await?;
        door.connections().get(connection).await?.ok_or(Error::NotFound)?;
        let listed = door.audit().of_connection(connection, &listing).await?;
        Ok(page(listed, |entry| entry.id, own))
    }

    /// The publisher's own history, and the decisions about its apps in the name of each tenant.
    pub async fn publisher_activity(
        &self,
        by: &By<PublisherMember>,
        query: PageQuery,
    ) -> Result<Page<Activity>, Error> {
        let listing = listing(&query, AuditEntryId::uuid)?;
        let mut tx = self.store().read().await?;
        let platform = tx.platform().await?;
        let listed = platform.audit().of_publisher(by.publisher(), &listing).await?;
        let tenants: Vec<_> = listed.items.iter().filter_map(|entry| tenant(entry.chain)).collect();
        let tenants = platform.tenants().by_ids(&tenants).await?;
        let names: HashMap<_, _> = tenants.into_iter().map(|tenant| (tenant.id, tenant.name)).collect();
        Ok(page(listed, |entry| entry.id, |entry| for_publisher(entry, &names)))
    }
}

const fn tenant(chain: AuditChain) -> Option<TenantId> {
    match chain {
        AuditChain::Tenant(tenant) => Some(tenant),
        AuditChain::Platform | AuditChain::Publisher(_) => None,
    }
}

/// As the organisation reads what it did itself. What others did for it or to it comes under the name that they gave,
/// and neither says which person that was nor from where.
fn own(entry: AuditEntry) -> Activity {
    let by_operator = matches!(
        entry.action,
        AuditAction::TenantCreated | AuditAction::PublisherCreated | AuditAction::PublisherChanged
    );
    let activity = whole(entry);
    // The entries of others have no address: see `record_as`.
    if by_operator || activity.from.is_none() {
        Activity { actor_id: None, from: None, ..activity }
    } else {
        activity
    }
}

/// All that was written down.
fn whole(entry: AuditEntry) -> Activity {
    let (actor, actor_id) = match entry.actor {
        Actor::Person { id, name } => (name, Some(id)),
        Actor::System if entry.action == AuditAction::SecretReported => (FINDER.to_owned(), None),
        Actor::System => (PLATFORM.to_owned(), None),
    };
    Activity {
        id: entry.id,
        at: entry.at,
        action: entry.action,
        actor,
        actor_id,
        from: entry.from,
        object: entry.object,
        object_name: entry.object_name,
        app_id: entry.app,
        connection_id: entry.connection,
        detail: entry.detail,
    }
}

/// As the developer reads it: other organisations act in their own names, their people and addresses stay theirs.
fn for_publisher(entry: AuditEntry, tenants: &HashMap<TenantId, String>) -> Activity {
    let actor = match (entry.chain, entry.action) {
        (AuditChain::Publisher(_), _) => return own(entry),
        // Written into the tenant's history in the publisher's name.
        (AuditChain::Tenant(_), AuditAction::ConnectionNarrowed) => None,
        (AuditChain::Tenant(tenant), _) => tenants.get(&tenant).cloned(),
        (AuditChain::Platform, _) => Some(PLATFORM.to_owned()),
    };
    let activity = whole(entry);
    Activity { actor: actor.unwrap_or(activity.actor), actor_id: None, from: None, ..activity }
}
