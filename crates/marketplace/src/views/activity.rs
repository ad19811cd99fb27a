//! The history of an organisation, with what each reader may see of it.

use std::collections::HashMap;

use model::{
    audit::{Actor, AuditAction, AuditChain, AuditEntry, Detail, RecordedAction},
    ids::{AuditEntryId, ConnectionId, TenantId},
    search::Texts,
};
use store::{Listed, Listing, Tenanted, walk};
use wire::{
    activity::Activity,
    page::{Page, PageQuery},
};

use crate::errors::Error;
use crate::permission::{By, Operator, PublisherMember, TenantMember};
use crate::requests::listing::{listing, searched_page};
use crate::service::Histories;

/// Whoever holds a secret may stop it, and need not say who they are.
const FINDER: &str = "Someone";

impl Histories<'_> {
    /// What was done to the platform.
    pub async fn of_platform(self, _: &By<Operator>, query: PageQuery) -> Result<Page<Activity>, Error> {
        let listing = listing(&query, AuditEntryId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let audit = tx.platform().await?.audit();
        let part = async |listing: &Listing| {
            let listed = audit.of_chain(AuditChain::Platform, listing).await?;
            Ok(each(listed, |entry| whole(entry, self.inner.platform_name())))
        };
        history(&listing, part).await
    }

    pub async fn of_tenant(self, by: &By<TenantMember>, query: PageQuery) -> Result<Page<Activity>, Error> {
        let listing = listing(&query, AuditEntryId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let part = async |listing: &Listing| {
            let listed = rows.audit().of_chain(AuditChain::Tenant(by.tenant()), listing).await?;
            self.for_tenant(rows, listed).await
        };
        history(&listing, part).await
    }

    /// What happened to one connection, a deleted one too.
    pub async fn of_connection(
        self,
        by: &By<TenantMember>,
        connection: ConnectionId,
        query: PageQuery,
    ) -> Result<Page<Activity>, Error> {
        let listing = listing(&query, AuditEntryId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        rows.connections().get(connection).await?.ok_or(Error::NotFound)?;
        let part = async |listing: &Listing| {
            let listed = rows.audit().of_connection(connection, listing).await?;
            self.for_tenant(rows, listed).await
        };
        history(&listing, part).await
    }

    /// The publisher's own history, and the decisions about its apps in the name of each tenant.
    pub async fn of_publisher(
        self,
        by: &By<PublisherMember>,
        query: PageQuery,
    ) -> Result<Page<Activity>, Error> {
        let listing = listing(&query, AuditEntryId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let part = async |listing: &Listing| {
            let listed = platform.audit().of_publisher(by.publisher(), listing).await?;
            let tenants: Vec<_> = listed.items.iter().filter_map(|entry| tenant(entry.chain)).collect();
            let tenants = platform.tenants().by_ids(&tenants).await?;
            let names: HashMap<_, _> = tenants.into_iter().map(|tenant| (tenant.id, tenant.name)).collect();
            Ok(each(listed, |entry| for_publisher(entry, &names, self.inner.platform_name())))
        };
        history(&listing, part).await
    }

    /// As [`own`]; a logo that was fetched is its publisher's doing.
    async fn for_tenant(
        self,
        rows: Tenanted<'_>,
        listed: Listed<AuditEntry>,
    ) -> Result<Listed<Activity>, Error> {
        let fetched = |entry: &AuditEntry| {
            let of_details = entry.action == AuditAction::AppDetailsChanged && entry.actor == Actor::System;
            entry.connection.filter(|_| of_details)
        };
        let ids: Vec<_> = listed.items.iter().filter_map(fetched).collect();
        let publishers =
            if ids.is_empty() { HashMap::new() } else { rows.connections().publishers_of(&ids).await? };
        Ok(each(listed, |entry| {
            let publisher = fetched(&entry).and_then(|connection| publishers.get(&connection)).cloned();
            let activity = own(entry, self.inner.platform_name());
            Activity { actor: publisher.unwrap_or(activity.actor), ..activity }
        }))
    }
}

/// A page of a history. A search looks at what its reader would read, and at nothing that is kept from them.
async fn history(
    listing: &Listing,
    part: impl AsyncFn(&Listing) -> Result<Listed<Activity>, Error>,
) -> Result<Page<Activity>, Error> {
    let listed = match listing.search() {
        Some(search) => {
            let entries = async |after, limit| {
                let listed = part(&Listing { after, limit, q: None }).await?;
                Result::<_, Error>::Ok(listed.items)
            };
            walk(listing, entries, |entry| entry.id.uuid(), |entry| search.finds(&texts(entry))).await?
        }
        None => part(listing).await?,
    };
    Ok(searched_page(listed, |entry| entry.id, AuditEntryId::from_uuid, |entry| entry))
}

/// What a search finds an entry by.
fn texts(entry: &Activity) -> Texts {
    let texts = Texts::new().name(&entry.object_name).name(&entry.actor);
    let texts = entry.detail.as_deref().into_iter().fold(texts, Texts::name);
    let ids = [entry.actor_id.map(|id| id.to_string()), entry.app_id.map(|id| id.to_string())];
    let connection = entry.connection_id.map(|id| id.to_string());
    let texts = ids.into_iter().flatten().chain(connection).fold(texts, Texts::id);
    // Ids are taken apart; a scope goes by its name.
    if entry.object.contains('_') { texts.id(&entry.object) } else { texts.name(&entry.object) }
}

fn each(listed: Listed<AuditEntry>, read: impl Fn(AuditEntry) -> Activity) -> Listed<Activity> {
    let mut listed = listed;
    let entries = std::mem::take(&mut listed.items).into_iter().map(read).collect();
    listed.with(entries)
}

const fn tenant(chain: AuditChain) -> Option<TenantId> {
    match chain {
        AuditChain::Tenant(tenant) => Some(tenant),
        AuditChain::Platform | AuditChain::Publisher(_) => None,
    }
}

/// As the organisation reads what it did itself. What others did for it or to it comes under the name that they gave,
/// and neither says which person that was nor from where.
fn own(entry: AuditEntry, platform: &str) -> Activity {
    let by_operator = matches!(
        entry.action,
        RecordedAction::Known(
            AuditAction::TenantCreated | AuditAction::PublisherCreated | AuditAction::PublisherChanged
        )
    );
    let activity = whole(entry, platform);
    // The entries of others have no address: see `Work::record_for`.
    if by_operator || activity.from.is_none() {
        Activity { actor_id: None, from: None, ..activity }
    } else {
        activity
    }
}

/// All that was written down.
fn whole(entry: AuditEntry, platform: &str) -> Activity {
    let (actor, actor_id) = match entry.actor {
        Actor::Person { id, name } => (name, Some(id)),
        Actor::System if entry.action == AuditAction::SecretReported => (FINDER.to_owned(), None),
        Actor::System => (platform.to_owned(), None),
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
        detail: entry.detail.as_ref().map(Detail::sentence),
    }
}

/// As the developer reads it: other organisations act in their own names, their people and addresses stay theirs.
fn for_publisher(entry: AuditEntry, tenants: &HashMap<TenantId, String>, platform: &str) -> Activity {
    let actor = match entry.chain {
        AuditChain::Publisher(_) => return own(entry, platform),
        // Written into the tenant's history in the publisher's name.
        AuditChain::Tenant(_) if entry.action == AuditAction::ConnectionNarrowed => None,
        AuditChain::Tenant(tenant) => tenants.get(&tenant).cloned(),
        AuditChain::Platform => Some(platform.to_owned()),
    };
    let activity = whole(entry, platform);
    Activity { actor: actor.unwrap_or(activity.actor), actor_id: None, from: None, ..activity }
}
