//! Which tenants may see a targeted app, as its developer keeps them.

use std::collections::HashMap;

use model::{
    Timestamp,
    connection::StateName,
    environment::Environment,
    ids::{AppId, PersonId, PublisherId, TenantId},
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use crate::{
    Listed, Listing, Platform, Result, joined,
    listing::contains,
    rows::{self, connections as connection_row, parse, targets as row, tenants as tenant_row},
};

/// A tenant that an app was offered to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub app: AppId,
    pub tenant: TenantId,
    pub tenant_name: String,
    pub kind: Environment,
    pub sandbox_of: Option<PublisherId>,
    pub added_at: Timestamp,
    /// Of the tenant's newest connection with the app; `None` where it never decided.
    pub state: Option<StateName>,
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

    /// An app's targets, ordered by the tenant's id; `q` is a tenant's whole id, or part of the name of one that has
    /// decided: the names of others are not the developer's to guess.
    pub async fn list(&self, app: AppId, listing: &Listing) -> Result<Listed<Target>> {
        let select = row::Entity::find()
            .find_also_related(tenant_row::Entity)
            .filter(row::Column::AppId.eq(app.uuid()));
        let select = joined::part(select, row::Column::TenantId, listing, |q| {
            let id = q.parse().ok().map(|id: TenantId| row::Column::TenantId.eq(id.uuid()));
            let decided = connection_row::Entity::find()
                .select_only()
                .column(connection_row::Column::TenantId)
                .filter(connection_row::Column::AppId.eq(app.uuid()));
            let named = Condition::all()
                .add(contains(tenant_row::Column::Name, q))
                .add(row::Column::TenantId.in_subquery(decided.into_query()));
            Condition::any().add(named).add_option(id)
        });
        let listed = joined::listed(select.all(self.conn).await?, listing);
        Ok(Listed { items: self.entities(app, listed.items).await?, more: listed.more })
    }

    async fn entities(
        &self,
        app: AppId,
        found: Vec<(row::Model, Option<tenant_row::Model>)>,
    ) -> Result<Vec<Target>> {
        let states: Vec<(Uuid, String)> = connection_row::Entity::find()
            .select_only()
            .column(connection_row::Column::TenantId)
            .column(connection_row::Column::State)
            .filter(connection_row::Column::AppId.eq(app.uuid()))
            .filter(connection_row::Column::TenantId.is_in(found.iter().map(|(row, _)| row.tenant_id)))
            .order_by_asc(connection_row::Column::Id)
            .into_tuple()
            .all(self.conn)
            .await?;
        // The newest comes last and stays.
        let states: HashMap<Uuid, String> = states.into_iter().collect();
        let entity = |(row, tenant): (row::Model, Option<tenant_row::Model>)| {
            let tenant = tenant.ok_or_else(|| rows::corrupt("targets", "tenant_id", "no such tenant"))?;
            let state = states.get(&row.tenant_id);
            Ok(Target {
                app,
                tenant: TenantId::from_uuid(tenant.id),
                tenant_name: tenant.name,
                kind: parse("tenants", "kind", &tenant.kind)?,
                sandbox_of: tenant.sandbox_of.map(PublisherId::from_uuid),
                added_at: row.created_at,
                state: state.map(|state| parse("connections", "state", state)).transpose()?,
            })
        };
        found.into_iter().map(entity).collect()
    }
}
