//! The history of an organisation, with what each reader may see of it.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveTime};
use model::{
    audit::{Actor, AuditAction, AuditChain, AuditEntry, Detail, PLATFORM, RecordedAction},
    ids::{AuditEntryId, ConnectionId, PublisherId, TenantId},
    notice::ReadAs,
    scope::{ScopeName, ScopeSet},
    search::Texts,
};
use store::{Listed, Listing, Shared, Tenanted, audit::EntryFilter, walk};
use uuid::Uuid;
use wire::{
    activity::{Activity, HistoryFilter, HistoryQuery},
    page::{Page, PageQuery},
};

use super::offers::{Offers, named};
use crate::errors::Error;
use crate::permission::{By, Operator, PublisherMember, TenantMember};
use crate::requests::Checks;
use crate::requests::listing::{listing, searched_page};
use crate::service::Histories;

/// Whoever holds a secret may stop it, and whoever holds a link may use it. They need not say who they are.
const HOLDER: &str = "Someone";

impl Histories<'_> {
    /// What was done to the platform.
    pub async fn of_platform(self, _: &By<Operator>, query: HistoryQuery) -> Result<Page<Activity>, Error> {
        let (listing, filter) = filtered(query)?;
        let mut tx = self.inner.store().read().await?;
        let audit = tx.platform().await?.audit();
        let part = async |listing: &Listing| {
            let listed = audit.filtered(AuditChain::Platform, listing, &filter).await?;
            Ok(each(listed, whole))
        };
        history(&listing, &filter, part).await
    }

    pub async fn of_tenant(
        self,
        by: &By<TenantMember>,
        query: HistoryQuery,
    ) -> Result<Page<Activity>, Error> {
        let (listing, mut filter) = filtered(query)?;
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        if let Some(app) = filter.app {
            filter.connections = rows.connections().with_app(app).await?;
        }
        let part = async |listing: &Listing| {
            let listed = rows.audit().filtered(AuditChain::Tenant(by.tenant()), listing, &filter).await?;
            self.for_tenant(rows, listed).await
        };
        history(&listing, &filter, part).await
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
        history(&listing, &EntryFilter::default(), part).await
    }

    /// The publisher's own history, and the decisions about its apps in the name of each tenant.
    pub async fn of_publisher(
        self,
        by: &By<PublisherMember>,
        query: HistoryQuery,
    ) -> Result<Page<Activity>, Error> {
        let (listing, filter) = filtered(query)?;
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let part = async |listing: &Listing| {
            let listed = platform.audit().of_publisher(by.publisher(), listing, &filter).await?;
            let offers = Offers::among(&listed.items);
            let acting = listed.items.iter().filter_map(|entry| tenant(entry.chain));
            let tenants: Vec<_> = acting.chain(offers.tenants()).collect();
            let tenants = platform.tenants().by_ids(&tenants).await?;
            let known = offers.known(platform, by.publisher(), &tenants).await?;
            let names: HashMap<_, _> = tenants.into_iter().map(|tenant| (tenant.id, tenant.name)).collect();
            Ok(each(listed, |entry| {
                let offered = known.of(&entry);
                let activity = for_publisher(entry, &names);
                named(activity, offered)
            }))
        };
        history(&listing, &filter, part).await
    }

    /// As [`own`]; a logo that was fetched is its publisher's doing, and scopes have their titles, as admins read them.
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
        let titles = titles(rows.shared(), &listed.items).await?;
        Ok(each(listed, |entry| {
            let publisher = fetched(&entry).and_then(|connection| publishers.get(&connection)).cloned();
            let detail = entry.detail.as_ref().map(|detail| in_titles(detail, &titles));
            let activity = own(entry);
            Activity { actor: publisher.unwrap_or(activity.actor), detail, ..activity }
        }))
    }
}

/// The titles of all scopes that entries name.
async fn titles(shared: Shared<'_>, entries: &[AuditEntry]) -> Result<HashMap<ScopeName, String>, Error> {
    let details = entries.iter().filter_map(|entry| entry.detail.as_ref());
    let named: ScopeSet = details.flat_map(Detail::scopes).collect();
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let found = shared.scopes().by_names(&named).await?;
    Ok(found.into_iter().map(|scope| (scope.name, scope.title)).collect())
}

/// "Granted Read patients (patients.read)".
fn in_titles(detail: &Detail, titles: &HashMap<ScopeName, String>) -> String {
    detail.sentence_naming(&|name| match titles.get(name) {
        Some(title) => format!("{title} ({name})"),
        None => name.to_string(),
    })
}

/// Part of a list whose search looks at what its reader would read.
pub(crate) async fn searched<T>(
    listing: &Listing,
    part: impl AsyncFn(&Listing) -> Result<Listed<T>, Error>,
    id: impl Fn(&T) -> Uuid,
    texts: impl Fn(&T) -> Texts,
) -> Result<Listed<T>, Error> {
    let Some(search) = listing.search() else { return part(listing).await };
    looked_at(listing, part, id, |item| search.finds(&texts(item))).await
}

/// Part of a list of which each item is looked at.
async fn looked_at<T>(
    listing: &Listing,
    part: impl AsyncFn(&Listing) -> Result<Listed<T>, Error>,
    id: impl Fn(&T) -> Uuid,
    finds: impl Fn(&T) -> bool,
) -> Result<Listed<T>, Error> {
    let items = async |after, limit| {
        let listed = part(&Listing { after, limit, q: None }).await?;
        Result::<_, Error>::Ok(listed.items)
    };
    walk(listing, items, id, finds).await
}

/// What is asked of a history.
///
/// # Errors
/// `Invalid` names each parameter that is wrong.
fn filtered(query: HistoryQuery) -> Result<(Listing, EntryFilter), Error> {
    let (page, HistoryFilter { action, person, app, from, to }) = query.split();
    let mut checks = Checks::new();
    let (from, to) = (checks.day("from", from.as_deref()), checks.day("to", to.as_deref()));
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        checks.wrong("from", "The first day comes after the last.");
    }
    checks.finish()?;
    let begin = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let before = to.and_then(|to| to.succ_opt()).map(begin);
    let from = from.map(begin);
    let filter = EntryFilter { action, person, app, from, before, ..EntryFilter::default() };
    Ok((listing(&page, AuditEntryId::uuid)?, filter))
}

/// A page of a history. A search and a filter look at what its reader would read, and at nothing that is kept from them.
async fn history(
    listing: &Listing,
    filter: &EntryFilter,
    part: impl AsyncFn(&Listing) -> Result<Listed<Activity>, Error>,
) -> Result<Page<Activity>, Error> {
    let id = |entry: &Activity| entry.id.uuid();
    let listed = if filter.is_looked_at() {
        let search = listing.search();
        let searched = |entry: &Activity| search.as_ref().is_none_or(|search| search.finds(&texts(entry)));
        looked_at(listing, part, id, |entry| wants(filter, entry) && searched(entry)).await?
    } else {
        searched(listing, part, id, texts).await?
    };
    Ok(searched_page(listed, |entry| entry.id, AuditEntryId::from_uuid, |entry| entry))
}

/// Whether the filter wants an entry of a time that it wants.
fn wants(filter: &EntryFilter, entry: &Activity) -> bool {
    let group = entry.action.known().map(AuditAction::group);
    let of_its_connections =
        |entry: &Activity| entry.connection_id.is_some_and(|id| filter.connections.contains(&id));
    filter.action.is_none_or(|wanted| group == Some(wanted))
        && filter.person.is_none_or(|person| entry.actor_id == Some(person))
        && filter.app.is_none_or(|app| entry.app_id == Some(app) || of_its_connections(entry))
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
fn own(entry: AuditEntry) -> Activity {
    let others = is_others(&entry);
    let activity = whole(entry);
    if others { Activity { actor_id: None, from: None, ..activity } } else { activity }
}

/// Whether the organisation did it not itself. The entries of others have no address: see `Work::record_for`.
pub(super) fn is_others(entry: &AuditEntry) -> bool {
    let by_operator = matches!(
        entry.action,
        RecordedAction::Known(
            AuditAction::TenantCreated | AuditAction::PublisherCreated | AuditAction::PublisherChanged
        )
    );
    by_operator || entry.from.is_none()
}

/// As whoever hears of it reads it. Another organisation acts in its own name.
pub(crate) fn read_by(
    reader: ReadAs,
    entry: AuditEntry,
    tenants: &HashMap<TenantId, String>,
    publishers: &HashMap<PublisherId, String>,
) -> Activity {
    match (reader, entry.chain) {
        (ReadAs::Oneself | ReadAs::Operator, _) => whole(entry),
        (ReadAs::OfPublisher(_), _) => for_publisher(entry, tenants),
        (ReadAs::OfTenant(_), AuditChain::Publisher(publisher)) => {
            let actor = publishers.get(&publisher).cloned().unwrap_or_else(|| PLATFORM.to_owned());
            Activity { actor, actor_id: None, from: None, detail: None, ..whole(entry) }
        }
        (ReadAs::OfTenant(_), _) => own(entry),
    }
}

/// All that was written down.
fn whole(entry: AuditEntry) -> Activity {
    let (actor, actor_id) = match entry.actor {
        Actor::Person { id, name } => (name, Some(id)),
        Actor::System if is_of_a_holder(&entry.action) => (HOLDER.to_owned(), None),
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
        detail: entry.detail.as_ref().map(Detail::sentence),
    }
}

fn is_of_a_holder(action: &RecordedAction) -> bool {
    matches!(
        action.known(),
        Some(AuditAction::AccessTokenReported | AuditAction::SecretReported | AuditAction::SecretLinkOpened)
    )
}

/// As the developer reads it: other organisations act in their own names, their people and addresses stay theirs.
fn for_publisher(entry: AuditEntry, tenants: &HashMap<TenantId, String>) -> Activity {
    let actor = match entry.chain {
        AuditChain::Publisher(_) => return own(entry),
        // Written into the tenant's history in the publisher's name.
        AuditChain::Tenant(_) if entry.action == AuditAction::ConnectionNarrowed => None,
        AuditChain::Tenant(tenant) => tenants.get(&tenant).cloned(),
        AuditChain::Platform => Some(PLATFORM.to_owned()),
    };
    let activity = whole(entry);
    Activity { actor: actor.unwrap_or(activity.actor), actor_id: None, from: None, ..activity }
}
