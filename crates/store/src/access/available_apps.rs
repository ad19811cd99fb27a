//! The apps that a tenant may connect: on show to it, and not connected.
//!
//! A live tenant sees the published apps that are listed or target it. A sandbox sees those of its own publisher.

use std::collections::HashMap;

use model::{
    app::{App, AppState, Visibility},
    connection::{Connection, StateName},
    environment::Environment,
    ids::{AppId, PublisherId},
    need::NeedKind,
    publisher::{Publisher, PublisherCard},
    tenant::Tenancy,
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Expr, LockType},
};
use uuid::Uuid;

use super::needs::{LISTED, Need, Needs};
use crate::catalogue::apps;
use crate::database::{Shared, Tenanted};
use crate::errors::Result;
use crate::rows::{
    app_requests as request_row, apps as row, connections as connection_row, corrupt,
    publishers as publisher_row, targets as target_row,
};
use crate::search::listing::{Listed, Listing, newest, part, walk};

/// An app on show to a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvailableApp {
    pub app: App,
    pub publisher: Publisher,
    /// What the tenant decided before: awaiting, declined or blocked.
    pub connection: Option<Connection>,
}

#[derive(Debug, Clone, Copy)]
pub struct AvailableApps<'a> {
    conn: &'a DatabaseTransaction,
    tenanted: Tenanted<'a>,
    tenancy: Tenancy,
}

impl<'a> Tenanted<'a> {
    /// `tenancy`: this tenant's.
    pub const fn available_apps(&self, tenancy: Tenancy) -> AvailableApps<'a> {
        AvailableApps { conn: self.conn, tenanted: *self, tenancy }
    }
}

impl AvailableApps<'_> {
    /// Searched by the names and ids of app and publisher.
    pub async fn list(&self, listing: &Listing) -> Result<Listed<AvailableApp>> {
        let all = self.on_show().filter(row::Column::Id.not_in_subquery(self.connected().into_query()));
        let Some(search) = listing.search() else {
            let rows = part(all.clone(), row::Column::Id, listing).all(self.conn).await?;
            let mut listed = Listed::new(rows, listing).counted(listing, all, self.conn).await?;
            let apps = self.entities(std::mem::take(&mut listed.items)).await?;
            return Ok(listed.with(apps));
        };
        let part = async |after, limit| {
            let select = all.clone().select_only().columns([row::Column::Id, row::Column::Name]);
            let select = select.columns([publisher_row::Column::Id, publisher_row::Column::Name]);
            let rows: Vec<(Uuid, String, Uuid, String)> =
                newest(select, row::Column::Id, after, limit).into_tuple().all(self.conn).await?;
            Result::Ok(rows)
        };
        let finds = |(id, name, publisher, publisher_name): &(Uuid, String, Uuid, String)| {
            search.finds(&apps::texts_of(*id, name, *publisher, publisher_name))
        };
        let mut found = walk(listing, part, |one| one.0, finds).await?;
        let ids = std::mem::take(&mut found.items).into_iter().map(|one| one.0);
        let rows = row::Entity::find().filter(row::Column::Id.is_in(ids)).order_by_desc(row::Column::Id);
        let apps = self.entities(rows.all(self.conn).await?).await?;
        Ok(found.with(apps))
    }

    /// The app, where it is on show to this tenant, connected or not; until the transaction ends it stays as it is.
    /// A caller that waited for the lock finds none where the app was suspended meanwhile: PostgreSQL asks again.
    pub async fn lock(&self, id: AppId) -> Result<Option<(App, PublisherCard)>> {
        let shown = self.on_show().filter(row::Column::Id.eq(id.uuid()));
        let mut shown = shown.select_also(publisher_row::Entity);
        QuerySelect::query(&mut shown).lock_with_tables(LockType::Share, [row::Entity]);
        let Some((app, publisher)) = shown.one(self.conn).await? else { return Ok(None) };
        let publisher = publisher.ok_or_else(|| corrupt("apps", "publisher_id", "no such publisher"))?;
        Ok(Some((apps::entity(app)?, publisher.into())))
    }

    /// The app, where it is on show to this tenant and not connected.
    pub async fn get(&self, id: AppId) -> Result<Option<AvailableApp>> {
        let select = self
            .on_show()
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::Id.not_in_subquery(self.connected().into_query()));
        Ok(self.entities(select.all(self.conn).await?).await?.pop())
    }

    /// Adds the apps that members ask for and that are not connected, the newest first, each with who asked first.
    pub(super) async fn requested(&self, needs: &mut Needs) -> Result<()> {
        let asked: Vec<(Uuid, String, i64)> = self
            .on_show()
            .filter(row::Column::Id.in_subquery(self.asked_for().into_query()))
            .filter(row::Column::Id.not_in_subquery(self.connected().into_query()))
            .select_only()
            .columns([row::Column::Id, row::Column::Name])
            .expr(Expr::cust("COUNT(*) OVER ()"))
            .order_by_desc(row::Column::Id)
            .limit(LISTED)
            .into_tuple()
            .all(self.conn)
            .await?;
        let apps: Vec<_> = asked.iter().map(|(id, ..)| AppId::from_uuid(*id)).collect();
        let requests = self.tenanted.app_requests().of_apps(&apps).await?;
        let people = requests.iter().map(|request| request.person);
        let names = Shared::new(self.conn).people().names(people).await?;
        let count = asked.first().map_or(0, |(.., count)| u64::try_from(*count).unwrap_or_default());
        let need = |(id, name, _): (Uuid, String, i64)| {
            let of_app = || requests.iter().filter(|request| request.app.uuid() == id);
            // None where it was withdrawn meanwhile.
            let first = of_app().next()?;
            let (other, number) = (names.get(&first.person).cloned(), of_app().count() as u64);
            let kind = NeedKind::AppRequested;
            Some(Need { kind, id: Some(id), name, other, number: Some(number), at: first.at })
        };
        needs.add(NeedKind::AppRequested, asked.into_iter().filter_map(need).collect(), count);
        Ok(())
    }

    /// Adds the newest apps that name this tenant, about which it has not decided, and that no member asks for.
    pub(super) async fn waiting(&self, needs: &mut Needs) -> Result<()> {
        let decided = connection_row::Entity::find()
            .select_only()
            .column(connection_row::Column::AppId)
            .filter(connection_row::Column::TenantId.eq(self.tenanted.tenant().uuid()))
            .filter(connection_row::Column::State.ne(StateName::Awaiting.as_str()))
            .filter(connection_row::Column::State.ne(StateName::Deleted.as_str()));
        let waiting: Vec<(Uuid, String, String, i64)> = self
            .on_show()
            .filter(row::Column::Id.in_subquery(self.targeting().into_query()))
            .filter(row::Column::Id.not_in_subquery(decided.into_query()))
            .filter(row::Column::Id.not_in_subquery(self.asked_for().into_query()))
            .select_only()
            .columns([row::Column::Id, row::Column::Name])
            .column(publisher_row::Column::Name)
            .expr(Expr::cust("COUNT(*) OVER ()"))
            .order_by_desc(row::Column::Id)
            .limit(LISTED)
            .into_tuple()
            .all(self.conn)
            .await?;
        let targets = target_row::Entity::find()
            .filter(target_row::Column::TenantId.eq(self.tenanted.tenant().uuid()))
            .filter(target_row::Column::AppId.is_in(waiting.iter().map(|(id, ..)| *id)));
        let targets = targets.all(self.conn).await?.into_iter();
        let since: HashMap<_, _> = targets.map(|target| (target.app_id, target.created_at)).collect();
        let count = waiting.first().map_or(0, |(.., count)| u64::try_from(*count).unwrap_or_default());
        let need = |(id, name, publisher, _): (Uuid, String, String, i64)| {
            let at = since.get(&id).copied();
            let at = at.ok_or_else(|| corrupt("targets", "app_id", "no such target"))?;
            let kind = NeedKind::AppWaits;
            Ok(Need { kind, id: Some(id), name, other: Some(publisher), number: None, at })
        };
        let items = waiting.into_iter().map(need).collect::<Result<Vec<_>>>()?;
        needs.add(NeedKind::AppWaits, items, count);
        Ok(())
    }

    /// Whether the publisher has an app that this tenant sees, has decided about, or would see were it not blocked.
    pub async fn knows(&self, publisher: PublisherId) -> Result<bool> {
        let of_publisher = row::Column::PublisherId.eq(publisher.uuid());
        if self.shown().filter(of_publisher.clone()).one(self.conn).await?.is_some() {
            return Ok(true);
        }
        let decided = connection_row::Entity::find()
            .inner_join(row::Entity)
            .filter(connection_row::Column::TenantId.eq(self.tenanted.tenant().uuid()))
            .filter(of_publisher);
        Ok(decided.one(self.conn).await?.is_some())
    }

    fn on_show(&self) -> Select<row::Entity> {
        let blocked = self.tenanted.blocked_publishers().ids().into_query();
        self.shown().filter(row::Column::PublisherId.not_in_subquery(blocked))
    }

    /// What is offered to the tenant, whomever it has blocked.
    fn shown(&self) -> Select<row::Entity> {
        let shown = Condition::any()
            .add(row::Column::Visibility.eq(Visibility::Listed.as_str()))
            .add(row::Column::Id.in_subquery(self.targeting().into_query()));
        let select = row::Entity::find()
            .inner_join(publisher_row::Entity)
            .filter(row::Column::State.eq(AppState::Published.as_str()))
            .filter(shown);
        match (self.tenancy.kind, self.tenancy.sandbox_of) {
            (Environment::Live, _) => select,
            (Environment::Sandbox, publisher) => {
                select.filter(row::Column::PublisherId.eq(publisher.map(|publisher| publisher.uuid())))
            }
        }
    }

    /// The ids of the apps that name this tenant.
    fn targeting(&self) -> Select<target_row::Entity> {
        target_row::Entity::find()
            .select_only()
            .column(target_row::Column::AppId)
            .filter(target_row::Column::TenantId.eq(self.tenanted.tenant().uuid()))
    }

    /// The ids of the apps that members ask for.
    fn asked_for(&self) -> Select<request_row::Entity> {
        request_row::Entity::find()
            .select_only()
            .column(request_row::Column::AppId)
            .filter(request_row::Column::TenantId.eq(self.tenanted.tenant().uuid()))
    }

    fn connected(&self) -> Select<connection_row::Entity> {
        connection_row::Entity::find()
            .select_only()
            .column(connection_row::Column::AppId)
            .filter(connection_row::Column::TenantId.eq(self.tenanted.tenant().uuid()))
            .filter(connection_row::Column::State.is_in(apps::CONNECTED))
    }

    async fn entities(&self, found: Vec<row::Model>) -> Result<Vec<AvailableApp>> {
        let found = found.into_iter().map(apps::entity).collect::<Result<Vec<App>>>()?;
        let ids: Vec<AppId> = found.iter().map(|app| app.id).collect();
        let decided = self.tenanted.connections().of_apps(&ids).await?.into_iter();
        let mut decided: HashMap<AppId, Connection> = decided.map(|decided| (decided.app, decided)).collect();
        let publishers: Vec<_> = found.iter().map(|app| app.publisher).collect();
        let publishers = Shared::new(self.conn).publishers().by_ids(&publishers).await?;
        let publishers: HashMap<_, _> = publishers.into_iter().map(|one| (one.id, one)).collect();
        let entity = |app: App| {
            let publisher = publishers.get(&app.publisher).cloned();
            let publisher = publisher.ok_or_else(|| corrupt("apps", "publisher_id", "no such publisher"))?;
            let connection = decided.remove(&app.id);
            Ok(AvailableApp { app, publisher, connection })
        };
        found.into_iter().map(entity).collect()
    }
}
