//! The tenants that may see a targeted app.

use std::collections::{HashMap, HashSet};

use model::{
    Timestamp,
    app::App,
    connection::{Connection, StateName},
    environment::Environment,
    ids::{AppId, PersonId, PublisherId, TenantId},
    search::Search,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{self, Expr},
};
use uuid::Uuid;

use super::connections;
use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{
    self, blocked_publishers as blocked_row, connections as connection_row, parse, targets as row,
    tenants as tenant_row,
};
use crate::search::listing::{Listed, Listing, length, newest, part, walk};
use crate::search::texts::TENANT;

/// Tenants that a search looks at alone.
const FEW_TENANTS: u64 = 200;

/// A tenant that an app was offered to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub app: AppId,
    pub tenant: TenantId,
    pub tenant_name: String,
    pub kind: Environment,
    pub sandbox_of: Option<PublisherId>,
    pub added_at: Timestamp,
    /// The tenant's newest connection with the app; `None` where it never decided.
    pub connection: Option<Connection>,
}

#[derive(Debug, Clone, Copy)]
pub struct Targets<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Platform<'a> {
    pub const fn targets(&self) -> Targets<'a> {
        Targets { conn: self.conn }
    }
}

impl Targets<'_> {
    /// How many tenants an app targets.
    pub async fn count(&self, app: AppId) -> Result<u64> {
        Ok(row::Entity::find().filter(row::Column::AppId.eq(app.uuid())).count(self.conn).await?)
    }

    /// # Errors
    /// `Conflict` for `targets.app_id_tenant_id`; `BrokenReference` where there is no such tenant.
    pub async fn insert(&self, app: AppId, tenant: TenantId, by: PersonId, at: Timestamp) -> Result<()> {
        let row = row::Model {
            app_id: app.uuid(),
            tenant_id: tenant.uuid(),
            created_by: by.uuid(),
            created_at: at,
        };
        rows::insert(self.conn, row).await
    }

    /// # Errors
    /// `NotFound` where the app does not target the tenant.
    pub async fn delete(&self, app: AppId, tenant: TenantId) -> Result<()> {
        let delete = row::Entity::delete_by_id((app.uuid(), tenant.uuid()));
        rows::one_changed(delete.exec(self.conn).await?.rows_affected)
    }

    pub async fn get(&self, app: AppId, tenant: TenantId) -> Result<Option<Target>> {
        let select =
            row::Entity::find_by_id((app.uuid(), tenant.uuid())).find_also_related(tenant_row::Entity);
        Ok(self.entities(app, select.all(self.conn).await?).await?.pop())
    }

    /// The tenants that an app is offered to and waits for: they have not decided about it, nor blocked its publisher.
    /// `only`: of all, this one. It must have been offered at `by` or before. In the order of their ids, so many at most
    /// behind `after`.
    pub async fn undecided(
        &self,
        app: &App,
        only: Option<TenantId>,
        by: Timestamp,
        after: Option<TenantId>,
        most: u64,
    ) -> Result<Vec<TenantId>> {
        const OVER: [&str; 2] = [StateName::Awaiting.as_str(), StateName::Deleted.as_str()];
        // Of each target by itself: as many are read as are wanted, however many have decided.
        let is_target = |column: Expr| sea_query::ExprTrait::eq(column, row::Column::TenantId.into_expr());
        let decided = connection_row::Entity::find()
            .select_only()
            .column(connection_row::Column::TenantId)
            .filter(is_target(connection_row::Column::TenantId.into_expr()))
            .filter(connection_row::Column::AppId.eq(app.id.uuid()))
            .filter(connection_row::Column::State.is_not_in(OVER));
        let blocking = blocked_row::Entity::find()
            .select_only()
            .column(blocked_row::Column::TenantId)
            .filter(is_target(blocked_row::Column::TenantId.into_expr()))
            .filter(blocked_row::Column::PublisherId.eq(app.publisher.uuid()));
        let mut select = row::Entity::find()
            .select_only()
            .column(row::Column::TenantId)
            .filter(row::Column::AppId.eq(app.id.uuid()))
            .filter(row::Column::CreatedAt.lte(by))
            .filter(row::Column::TenantId.not_in_subquery(decided.into_query()))
            .filter(row::Column::TenantId.not_in_subquery(blocking.into_query()));
        if let Some(only) = only {
            select = select.filter(row::Column::TenantId.eq(only.uuid()));
        }
        if let Some(after) = after {
            select = select.filter(row::Column::TenantId.gt(after.uuid()));
        }
        let ordered = select.order_by_asc(row::Column::TenantId).limit(most);
        let found: Vec<Uuid> = ordered.into_tuple().all(self.conn).await?;
        Ok(found.into_iter().map(TenantId::from_uuid).collect())
    }

    /// An app's targets, ordered by the tenant's id; searched by that id, and by the name of a tenant that has decided:
    /// the names of others are not the developer's to guess.
    pub async fn list(&self, app: AppId, listing: &Listing) -> Result<Listed<Target>> {
        let all = || row::Entity::find().filter(row::Column::AppId.eq(app.uuid()));
        let mut listed = match listing.search() {
            Some(search) => self.search(app, &search, listing).await?,
            None => {
                let select = all().select_only().column(row::Column::TenantId);
                let select = part(select, row::Column::TenantId, listing);
                let ids = select.into_tuple::<Uuid>().all(self.conn).await?;
                Listed::new(ids, listing).counted(listing, all(), self.conn).await?
            }
        };
        let select = all()
            .find_also_related(tenant_row::Entity)
            .filter(row::Column::TenantId.is_in(std::mem::take(&mut listed.items)))
            .order_by_desc(row::Column::TenantId);
        let targets = self.entities(app, select.all(self.conn).await?).await?;
        Ok(listed.with(targets))
    }

    async fn search(&self, app: AppId, search: &Search, listing: &Listing) -> Result<Listed<Uuid>> {
        let named = TENANT.find(self.conn, search, None, FEW_TENANTS + 1).await?;
        // Few: only they are looked at. Many: the newest targets are, one after the other.
        let few = (length(&named) <= FEW_TENANTS).then_some(named);
        let part = async |after, limit| {
            let select = row::Entity::find().filter(row::Column::AppId.eq(app.uuid()));
            let select = select.select_only().column(row::Column::TenantId);
            let select = newest(select, row::Column::TenantId, after, limit);
            let select = match &few {
                Some(few) => select.filter(row::Column::TenantId.is_in(few.iter().copied())),
                None => select,
            };
            self.found(app, search, select.into_tuple().all(self.conn).await?).await
        };
        let mut found = walk(listing, part, |one| one.0, |one| one.1).await?;
        let ids = std::mem::take(&mut found.items).into_iter().map(|one| one.0).collect();
        Ok(found.with(ids))
    }

    /// Each of these tenants, and whether the search finds it.
    async fn found(&self, app: AppId, search: &Search, tenants: Vec<Uuid>) -> Result<Vec<(Uuid, bool)>> {
        let texts: HashMap<_, _> = TENANT.of(self.conn, tenants.clone()).await?.into_iter().collect();
        let named = tenants.iter().filter(|id| texts.get(id).is_some_and(|texts| search.finds(texts)));
        let decided: Vec<Uuid> = connection_row::Entity::find()
            .select_only()
            .column(connection_row::Column::TenantId)
            .filter(connection_row::Column::TenantId.is_in(named.copied()))
            .filter(connection_row::Column::AppId.eq(app.uuid()))
            .into_tuple()
            .all(self.conn)
            .await?;
        let decided: HashSet<_> = decided.into_iter().collect();
        let is_found =
            |id: &Uuid| decided.contains(id) || texts.get(id).is_some_and(|texts| search.finds_id(texts));
        Ok(tenants.iter().map(|id| (*id, is_found(id))).collect())
    }

    async fn entities(
        &self,
        app: AppId,
        found: Vec<(row::Model, Option<tenant_row::Model>)>,
    ) -> Result<Vec<Target>> {
        let tenants = found.iter().map(|(row, _)| row.tenant_id).collect();
        let mut connections = connections::newest_of_app(self.conn, app, tenants).await?;
        let entity = |(row, tenant): (row::Model, Option<tenant_row::Model>)| {
            let tenant = tenant.ok_or_else(|| rows::corrupt("targets", "tenant_id", "no such tenant"))?;
            Ok(Target {
                app,
                tenant: TenantId::from_uuid(tenant.id),
                tenant_name: tenant.name,
                kind: parse("tenants", "kind", &tenant.kind)?,
                sandbox_of: tenant.sandbox_of.map(PublisherId::from_uuid),
                added_at: row.created_at,
                connection: connections.remove(&TenantId::from_uuid(row.tenant_id)),
            })
        };
        found.into_iter().map(entity).collect()
    }
}
