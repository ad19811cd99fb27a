//! The connections of a publisher's apps, listed and searched.
//!
//! A word is looked for in the app, in the tenant and in the connection's id. The apps are few and are looked at here;
//! of the tenants the index tells which have what an app lacks. Where these are few, their connections are read;
//! where they are many, the newest connections have what is wanted often enough to be looked at one after the other.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::{
    connection::ListedState,
    ids::{AppId, ConnectionId, PublisherId, TenantId},
    search::{Search, Texts, Word},
    tenant::Tenant,
    total::Total,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, SelectThree, TopologyStar, Value,
    sea_query::{self, Expr, LockType},
};
use uuid::Uuid;

use super::connections::{ConnectionOfTenant, Connections, entities};
use super::connections_of_tenant::in_state;
use crate::errors::Result;
use crate::organisations::tenants;
use crate::rows::{
    app_counts as count_row, apps as app_row, connections as row, corrupt, tenants as tenant_row,
};
use crate::search::listing::{Listed, Listing, count_some, length, newest, walk};
use crate::search::newest::Owned;
use crate::search::texts::TENANT;

type WithNames = SelectThree<row::Entity, app_row::Entity, tenant_row::Entity, TopologyStar>;

const OF_APPS: Owned = Owned { table: "connections", owner: "app_id", columns: "id, app_id, tenant_id" };
/// Tenants whose connections are read one by one.
const FEW_TENANTS: u64 = 100;
/// Their connections that are read.
const FEW_CONNECTIONS: u64 = 4_000;

/// An app, and what of a search its connections must have.
struct Searched {
    id: Uuid,
    lacks: Option<Search>,
}

/// A connection that a search looks at.
struct Seen {
    id: Uuid,
    app: Uuid,
    tenant: Uuid,
    /// Of the tenant and the connection.
    texts: Texts,
}

impl Connections<'_> {
    /// An app's connections, those in a state where one is named; searched by the tenant's name and by ids.
    pub async fn of_app(
        &self,
        app: AppId,
        listing: &Listing,
        state: Option<ListedState>,
    ) -> Result<Listed<ConnectionOfTenant>> {
        self.of_apps(app_row::Column::Id.eq(app.uuid()), listing, state).await
    }

    /// The connections of all apps of a publisher, those in a state where one is named; searched by the names of app and
    /// tenant and by ids.
    pub async fn of_publisher(
        &self,
        publisher: PublisherId,
        listing: &Listing,
        state: Option<ListedState>,
    ) -> Result<Listed<ConnectionOfTenant>> {
        self.of_apps(app_row::Column::PublisherId.eq(publisher.uuid()), listing, state).await
    }

    /// Which of these tenants have decided about which of these apps.
    pub async fn decided(&self, tenants: &[TenantId], apps: &[AppId]) -> Result<HashSet<(TenantId, AppId)>> {
        let found: Vec<(Uuid, Uuid)> = row::Entity::find()
            .select_only()
            .columns([row::Column::TenantId, row::Column::AppId])
            .distinct()
            .filter(row::Column::TenantId.is_in(tenants.iter().map(|tenant| tenant.uuid())))
            .filter(row::Column::AppId.is_in(apps.iter().map(|app| app.uuid())))
            .into_tuple()
            .all(self.conn)
            .await?;
        let decided = found.into_iter();
        Ok(decided.map(|(tenant, app)| (TenantId::from_uuid(tenant), AppId::from_uuid(app))).collect())
    }

    /// A connection of one of the publisher's apps.
    pub async fn get_of_publisher(
        &self,
        publisher: PublisherId,
        id: ConnectionId,
    ) -> Result<Option<ConnectionOfTenant>> {
        Ok(self.these(own(publisher, id)).await?.pop())
    }

    /// As `get_of_publisher`; no other transaction may change the connection until this one ends.
    pub async fn lock_of_publisher(
        &self,
        publisher: PublisherId,
        id: ConnectionId,
    ) -> Result<Option<ConnectionOfTenant>> {
        let mut found = with_names(own(publisher, id));
        QuerySelect::query(&mut found).lock_with_tables(LockType::Update, [row::Entity]);
        Ok(self.read(found).await?.pop())
    }

    async fn of_apps(
        &self,
        these: Expr,
        listing: &Listing,
        state: Option<ListedState>,
    ) -> Result<Listed<ConnectionOfTenant>> {
        let apps: Vec<(Uuid, String)> = app_row::Entity::find()
            .select_only()
            .columns([app_row::Column::Id, app_row::Column::Name])
            .filter(these)
            .into_tuple()
            .all(self.conn)
            .await?;
        let mut found = match listing.search() {
            Some(search) => self.search(&search, apps, listing, state).await?,
            None => {
                let apps: Vec<_> = apps.into_iter().map(|(id, _)| id).collect();
                let ids = self.newest(&apps, state, listing.after, listing.one_more()).await?;
                let total = if listing.is_first() { Some(self.count(apps, state).await?) } else { None };
                Listed { total, ..Listed::new(ids.into_iter().map(|seen| seen.id).collect(), listing) }
            }
        };
        let items = self.these(row::Column::Id.is_in(std::mem::take(&mut found.items))).await?;
        Ok(found.with(items))
    }

    async fn search(
        &self,
        search: &Search,
        apps: Vec<(Uuid, String)>,
        listing: &Listing,
        state: Option<ListedState>,
    ) -> Result<Listed<Uuid>> {
        let lacks = |id: Uuid, name: &str| search.without(&Texts::new().name(name).id(AppId::from_uuid(id)));
        let apps: Vec<_> =
            apps.into_iter().map(|(id, name)| Searched { lacks: lacks(id, &name), id }).collect();
        if let Some(found) = self.search_of_few(search, &apps, listing, state).await? {
            return Ok(found);
        }
        let ids: Vec<_> = apps.iter().map(|app| app.id).collect();
        let lacks: HashMap<_, _> = apps.into_iter().map(|app| (app.id, app.lacks)).collect();
        let finds = |seen: &Seen| {
            lacks
                .get(&seen.app)
                .is_some_and(|lacks| lacks.as_ref().is_none_or(|lacks| lacks.finds(&seen.texts)))
        };
        let named = self.named(search, listing, state).await?.into_iter().filter(&finds);
        let named: Vec<_> = named.map(|seen| seen.id).collect();
        if !named.is_empty() {
            return Ok(Listed::new(named, listing));
        }
        let part = async |after, limit| self.with_texts(self.newest(&ids, state, after, limit).await?).await;
        let mut found = walk(listing, part, |seen| seen.id, finds).await?;
        let ids = std::mem::take(&mut found.items).into_iter().map(|seen| seen.id).collect();
        Ok(found.with(ids))
    }

    /// The newest connections whose ids begin with a word.
    async fn named(
        &self,
        search: &Search,
        listing: &Listing,
        state: Option<ListedState>,
    ) -> Result<Vec<Seen>> {
        let Some((first, last)) = search.words().iter().find_map(Word::ids_that_begin_so) else {
            return Ok(Vec::new());
        };
        let select = row::Entity::find()
            .select_only()
            .columns([row::Column::Id, row::Column::AppId, row::Column::TenantId])
            .filter(row::Column::Id.between(first, last))
            .filter(in_state(state));
        let select = newest(select, row::Column::Id, listing.after, listing.one_more());
        let found: Vec<(Uuid, Uuid, Uuid)> = select.into_tuple().all(self.conn).await?;
        let seen = |(id, app, tenant)| {
            let texts = Texts::new().id(ConnectionId::from_uuid(id));
            Seen { id, app, tenant, texts }
        };
        self.with_texts(found.into_iter().map(seen).collect()).await
    }

    /// `None` where too much would have to be read, or where ids must be looked at one by one.
    async fn search_of_few(
        &self,
        search: &Search,
        apps: &[Searched],
        listing: &Listing,
        state: Option<ListedState>,
    ) -> Result<Option<Listed<Uuid>>> {
        // Apps that lack the same are asked about together.
        let mut groups: Vec<(&Search, Vec<Uuid>)> = Vec::new();
        for (lacks, app) in apps.iter().filter_map(|app| Some((app.lacks.as_ref()?, app.id))) {
            match groups.iter_mut().find(|(other, _)| *other == lacks) {
                Some((_, apps)) => apps.push(app),
                None => groups.push((lacks, vec![app])),
            }
        }
        if groups.len() > 3 {
            return Ok(None);
        }
        let mut ids = BTreeSet::new();
        for (lacks, apps) in groups {
            let tenants = TENANT.find(self.conn, lacks, None, FEW_TENANTS + 1).await?;
            if length(&tenants) > FEW_TENANTS {
                return Ok(None);
            }
            let Some(found) = self.at(tenants, apps, state).await? else { return Ok(None) };
            ids.extend(found);
        }
        let whole: Vec<_> = apps.iter().filter(|app| app.lacks.is_none()).map(|app| app.id).collect();
        let may_be_id = search.words().iter().any(|word| word.id().is_some());
        if ids.is_empty() && whole.is_empty() && may_be_id {
            return Ok(None);
        }
        let (mut count, mut exact) = (length(&Vec::from_iter(&ids)), true);
        if !whole.is_empty() {
            let newest = self.newest(&whole, state, listing.after, listing.one_more()).await?;
            ids.extend(newest.into_iter().map(|seen| seen.id));
            let counted = self.count(whole, state).await?;
            count = count.saturating_add(counted.count);
            exact = counted.exact;
        }
        let older = ids.into_iter().rev().filter(|id| listing.after.is_none_or(|after| *id < after));
        let mut listed = Listed::new(older.collect(), listing);
        listed.total = listing.is_first().then_some(Total { count, exact });
        Ok(Some(listed))
    }

    /// The connections of these apps at these tenants; `None` where they are too many.
    async fn at(
        &self,
        tenants: Vec<Uuid>,
        apps: Vec<Uuid>,
        state: Option<ListedState>,
    ) -> Result<Option<Vec<Uuid>>> {
        let apps: BTreeSet<_> = apps.into_iter().collect();
        // The database would look for the apps' connections, which are many.
        let found: Vec<(Uuid, Uuid)> = row::Entity::find()
            .select_only()
            .columns([row::Column::Id, row::Column::AppId])
            .filter(row::Column::TenantId.is_in(tenants))
            .filter(in_state(state))
            .limit(FEW_CONNECTIONS + 1)
            .into_tuple()
            .all(self.conn)
            .await?;
        if length(&found) > FEW_CONNECTIONS {
            return Ok(None);
        }
        Ok(Some(found.into_iter().filter(|(_, app)| apps.contains(app)).map(|(id, _)| id).collect()))
    }

    /// How many connections these apps have: from kept counts, in a state by counting some.
    async fn count(&self, apps: Vec<Uuid>, state: Option<ListedState>) -> Result<Total> {
        if state.is_some() {
            let these = row::Entity::find().filter(row::Column::AppId.is_in(apps)).filter(in_state(state));
            return count_some(these, self.conn).await;
        }
        let kept = count_row::Entity::find().filter(count_row::Column::AppId.is_in(apps));
        let sum: i64 = kept.all(self.conn).await?.iter().map(|kept| kept.decided).sum();
        Ok(Total::exactly(u64::try_from(sum).unwrap_or_default()))
    }

    async fn newest(
        &self,
        apps: &[Uuid],
        state: Option<ListedState>,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Seen>> {
        let apps: Vec<Value> = apps.iter().map(|app| (*app).into()).collect();
        let rows = match state {
            None => OF_APPS.newest(self.conn, &apps, after, limit).await?,
            Some(state) => {
                let mut rows = Vec::new();
                // The index gives the newest of each state.
                for one in state.states() {
                    let mut more = vec![("state =", Value::from(one.as_str()))];
                    more.extend(after.map(|after| ("id <", Value::from(after))));
                    rows.extend(OF_APPS.newest_where(self.conn, &apps, &more, limit).await?);
                }
                rows
            }
        };
        let seen = |row: &sea_orm::QueryResult| {
            let id = row.try_get_by_index(0)?;
            let texts = Texts::new().id(ConnectionId::from_uuid(id));
            Ok(Seen { id, app: row.try_get_by_index(1)?, tenant: row.try_get_by_index(2)?, texts })
        };
        let mut all = rows.iter().map(seen).collect::<Result<Vec<_>>>()?;
        all.sort_by_key(|seen| std::cmp::Reverse(seen.id));
        all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(all)
    }

    async fn with_texts(&self, mut seen: Vec<Seen>) -> Result<Vec<Seen>> {
        let tenants: BTreeSet<_> = seen.iter().map(|seen| seen.tenant).collect();
        let texts = TENANT.of(self.conn, tenants.into_iter().collect()).await?;
        let texts: HashMap<_, _> = texts.into_iter().collect();
        for seen in &mut seen {
            if let Some(Texts { names, ids }) = texts.get(&seen.tenant) {
                seen.texts.names.push_str(names);
                seen.texts.ids.push_str(ids);
            }
        }
        Ok(seen)
    }

    /// These connections, the newest first.
    pub(super) async fn these(&self, these: Expr) -> Result<Vec<ConnectionOfTenant>> {
        self.read(with_names(these)).await
    }

    async fn read(&self, found: WithNames) -> Result<Vec<ConnectionOfTenant>> {
        let mut rows = Vec::new();
        let mut others = Vec::new();
        for (row, app, tenant) in found.all(self.conn).await? {
            rows.push(row);
            others.push((app, tenant));
        }
        let together = |(connection, (app, tenant)): (
            model::connection::Connection,
            (Option<app_row::Model>, Option<tenant_row::Model>),
        )| {
            let app = app.ok_or_else(|| corrupt("connections", "app_id", "no such app"))?;
            let tenant = tenant.ok_or_else(|| corrupt("connections", "tenant_id", "no such tenant"))?;
            let Tenant { name: tenant_name, kind, slug, .. } = tenants::entity(tenant)?;
            Ok(ConnectionOfTenant { connection, app_name: app.name, tenant_name, kind, slug })
        };
        entities(self.conn, rows).await?.into_iter().zip(others).map(together).collect()
    }
}

/// These connections, the newest first.
fn with_names(these: Expr) -> WithNames {
    row::Entity::find()
        .find_also_related(app_row::Entity)
        .find_also(row::Entity, tenant_row::Entity)
        .filter(these)
        .order_by_desc(row::Column::Id)
}

/// A connection, where it is one of the publisher's apps.
fn own(publisher: PublisherId, id: ConnectionId) -> Expr {
    let of_publisher = app_row::Column::PublisherId.eq(publisher.uuid());
    sea_query::ExprTrait::and(row::Column::Id.eq(id.uuid()), of_publisher)
}
