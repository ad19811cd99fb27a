//! One app in all tenants that a person administers. Each tenant's decision is its own: see docs/adr/0038.

use std::collections::HashMap;

use model::{
    app::App,
    connection::StateName,
    ids::{AppId, TenantId},
    publisher::Publisher,
    tenant::{Tenancy, Tenant},
};
use store::apps_of_tenants;
use wire::app_requests::{AppInTenant, AppInTenants};

use crate::delivery::logos;
use crate::errors::Error;
use crate::identity::SignedIn;
use crate::service::{AppsOfTenants, Marketplace};
use crate::views::connection_state::{pauses, state_at};
use crate::views::review::card;

impl AppsOfTenants<'_> {
    /// # Errors
    /// `NotFound` where none of the person's tenants is offered the app or has decided about it.
    pub async fn of_app(self, who: &SignedIn, id: AppId) -> Result<AppInTenants, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let tenants = platform.memberships(who.person_id()).await?.tenants.into_iter();
        let tenants = tenants.filter(|(_, role)| role.may_administer()).map(|(tenant, _)| tenant);
        let tenants: HashMap<TenantId, Tenant> = tenants.map(|tenant| (tenant.id, tenant)).collect();
        let app = platform.apps().get(id).await?.ok_or(Error::NotFound)?;
        let tenancies: Vec<Tenancy> = tenants.values().map(Tenancy::from).collect();
        let known = platform.app_in_tenants(&app, &tenancies).await?.into_iter();
        let known = known.filter(|one| one.on_show || one.connection.is_some());
        let named = known.filter_map(|one| Some((tenants.get(&one.tenant)?, one)));
        let mut rows: Vec<_> = named.map(|(tenant, one)| self.inner.row(tenant, one)).collect();
        if rows.is_empty() {
            return Err(Error::NotFound);
        }
        rows.sort_by(|one, other| {
            (&one.tenant_name, one.tenant_id).cmp(&(&other.tenant_name, other.tenant_id))
        });
        let publisher = platform.publishers().get(app.publisher).await?;
        let publisher = publisher.ok_or_else(|| Error::broken("publisher", app.publisher))?;
        Ok(view(app, publisher, rows))
    }
}

impl Marketplace {
    fn row(&self, tenant: &Tenant, one: apps_of_tenants::AppInTenant) -> AppInTenant {
        let state = one.connection.as_ref().map(|connection| state_at(connection, self.now()));
        let connection = one.connection;
        AppInTenant {
            tenant_id: tenant.id,
            tenant_name: tenant.name.clone(),
            kind: tenant.kind,
            on_show: one.on_show,
            state: state.as_ref().map_or(StateName::Awaiting, |state| state.name()),
            paused_by: state.as_ref().map(pauses).unwrap_or_default(),
            connection_id: connection.as_ref().map(|connection| connection.id),
            version: connection.as_ref().map(|connection| connection.version),
            ends_at: connection.as_ref().and_then(|connection| connection.ends_at),
            granted: connection
                .map(|connection| connection.granted.into_iter().collect())
                .unwrap_or_default(),
        }
    }
}

fn view(app: App, publisher: Publisher, tenants: Vec<AppInTenant>) -> AppInTenants {
    AppInTenants {
        app_id: app.id,
        logo_url: logos::address(app.details.logo_image),
        name: app.details.name,
        summary: app.details.summary,
        publisher: card(publisher.into()),
        latest_version: app.latest_version,
        tenants,
    }
}
