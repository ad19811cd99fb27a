//! One app in several tenants at once.

use std::collections::{HashMap, HashSet};

use model::{
    app::{App, AppState, Visibility},
    connection::{Connection, StateName},
    environment::Environment,
    ids::TenantId,
    tenant::Tenancy,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::connections::newest_of_app;
use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{blocked_publishers as blocked_row, targets as target_row};

/// What an app is to one tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppInTenant {
    pub tenant: TenantId,
    /// Whether the app is offered to it, as [`AvailableApps`](super::available_apps::AvailableApps) says.
    pub on_show: bool,
    /// The newest one that is not deleted.
    pub connection: Option<Connection>,
}

impl Platform<'_> {
    /// What the app is to each of these tenants, in their order: three queries and the connections' scopes, however many
    /// tenants there are.
    pub async fn app_in_tenants(&self, app: &App, tenants: &[Tenancy]) -> Result<Vec<AppInTenant>> {
        let ids: Vec<Uuid> = tenants.iter().map(|tenant| tenant.id.uuid()).collect();
        let targeted = targeted(self.conn, app, &ids).await?;
        let blocking = blocking(self.conn, app, &ids).await?;
        let mut connections: HashMap<TenantId, Connection> = newest_of_app(self.conn, app.id, ids).await?;
        let one = |tenant: &Tenancy| {
            let connection = connections.remove(&tenant.id);
            let shown = app.details.visibility == Visibility::Listed || targeted.contains(&tenant.id.uuid());
            AppInTenant {
                tenant: tenant.id,
                on_show: shown
                    && app.state == AppState::Published
                    && !blocking.contains(&tenant.id.uuid())
                    && is_for(app, tenant),
                connection: connection.filter(|one| one.state.name() != StateName::Deleted),
            }
        };
        Ok(tenants.iter().map(one).collect())
    }
}

/// A sandbox sees its own publisher's apps alone.
fn is_for(app: &App, tenant: &Tenancy) -> bool {
    match tenant.kind {
        Environment::Live => true,
        Environment::Sandbox => tenant.sandbox_of == Some(app.publisher),
    }
}

async fn targeted(conn: &DatabaseTransaction, app: &App, tenants: &[Uuid]) -> Result<HashSet<Uuid>> {
    let find = target_row::Entity::find()
        .select_only()
        .column(target_row::Column::TenantId)
        .filter(target_row::Column::AppId.eq(app.id.uuid()))
        .filter(target_row::Column::TenantId.is_in(tenants.iter().copied()));
    let found: Vec<Uuid> = find.into_tuple().all(conn).await?;
    Ok(found.into_iter().collect())
}

async fn blocking(conn: &DatabaseTransaction, app: &App, tenants: &[Uuid]) -> Result<HashSet<Uuid>> {
    let find = blocked_row::Entity::find()
        .select_only()
        .column(blocked_row::Column::TenantId)
        .filter(blocked_row::Column::PublisherId.eq(app.publisher.uuid()))
        .filter(blocked_row::Column::TenantId.is_in(tenants.iter().copied()));
    let found: Vec<Uuid> = find.into_tuple().all(conn).await?;
    Ok(found.into_iter().collect())
}
