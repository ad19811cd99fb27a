//! The tenants that an app is offered to.

use model::{
    audit::{AuditAction, Detail},
    connection::{Connection, StateName},
    ids::{AppId, PublisherId, TenantId},
};
use store::{Platform, targets::Target};
use wire::{
    developer::{self, AddTarget},
    page::{Page, PageQuery},
};

use super::developer::own_app;
use crate::errors::Error;
use crate::permission::{By, Developer, PublisherMember, begin};
use crate::requests::listing::{listing, searched_page};
use crate::service::Targets;
use crate::views::connection_state::state_at;
use crate::views::names;
use crate::views::stops::{Kept, Reader};
use crate::work::Event;

impl Targets<'_> {
    /// Ordered by tenant id.
    pub async fn list(
        self,
        by: &By<PublisherMember>,
        app: AppId,
        query: PageQuery,
    ) -> Result<Page<developer::Target>, Error> {
        let listing = listing(&query, TenantId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let found = platform.apps().get(app).await?;
        found.filter(|app| app.publisher == by.publisher()).ok_or(Error::NotFound)?;
        let listed = platform.targets().list(app, &listing).await?;
        let decided: Vec<_> = listed.items.iter().filter_map(|target| target.connection.clone()).collect();
        let kept = self.stops_of_decided(platform, by, &decided).await?;
        let view = |target| self.view(by.publisher(), target, &kept);
        Ok(searched_page(listed, |target| target.tenant, TenantId::from_uuid, view))
    }

    /// Another publisher's sandbox is as unknown as an id that does not exist.
    pub async fn add(
        self,
        by: &By<Developer>,
        app: AppId,
        request: AddTarget,
    ) -> Result<developer::Target, Error> {
        let tenant = request.tenant_id;
        let mut work = begin!(self, by, "targets_add", (app, &request));
        let app = own_app(work.shared(), by, app).await?;
        let platform = work.platform().await?;
        self.inner.room_for_target(platform, &app).await?;
        let found = platform.tenants().get(tenant).await?;
        if found.is_none_or(|tenant| tenant.sandbox_of.is_some_and(|owner| owner != app.publisher)) {
            let message = "No organisation has this tenant ID. Ask its admin for the ID shown on their Integrations page.";
            return Err(Error::field("tenant_id", message));
        }
        let inserted = platform.targets().insert(app.id, tenant, by.person().id, self.inner.now()).await;
        inserted.map_err(|error| match error {
            store::Error::Conflict { .. } => Error::Conflict(format!("{tenant} sees this app already.")),
            other => other.into(),
        })?;
        let target = platform.targets().get(app.id, tenant).await?;
        let target = target.ok_or_else(|| Error::broken("tenant", tenant))?;
        let event = Event::new(AuditAction::TargetAdded, app.id, &app.details.name).app(app.id);
        let event = event.detail(Detail::Offered { tenant });
        let decided: Vec<_> = target.connection.iter().cloned().collect();
        let kept = self.stops_of_decided(platform, by, &decided).await?;
        let view = self.view(app.publisher, target, &kept);
        work.record(event).finish(view).await
    }

    /// The tenant no longer sees the app; a connection that it has stays.
    pub async fn remove(self, by: &By<Developer>, app: AppId, tenant: TenantId) -> Result<(), Error> {
        let mut work = begin!(self, by, "targets_remove", (app, tenant));
        let app = own_app(work.shared(), by, app).await?;
        work.platform().await?.targets().delete(app.id, tenant).await?;
        let event = Event::new(AuditAction::TargetRemoved, app.id, &app.details.name).app(app.id);
        let event = event.detail(Detail::NotOffered { tenant });
        work.record(event).finish(()).await
    }

    async fn stops_of_decided<R>(
        self,
        platform: Platform<'_>,
        by: &By<R>,
        decided: &[Connection],
    ) -> Result<Kept, Error> {
        let connected: Vec<_> = decided.iter().filter(|one| one.is_connected()).map(|one| one.id).collect();
        let clients = platform.clients_of(&connected).await?;
        let mut kept = self.inner.stops_of_any(platform, decided, &clients).await?;
        kept.names = names(*platform, by.person(), kept.people(decided).into_iter()).await?;
        Ok(kept)
    }

    /// A tenant's name is told once the tenant has decided, or where it is the publisher's own sandbox.
    fn view(self, publisher: PublisherId, target: Target, kept: &Kept) -> developer::Target {
        let known = target.connection.is_some() || target.sandbox_of == Some(publisher);
        let reader = Reader::Developer { tenant: &target.tenant_name };
        let connection = target.connection.as_ref();
        let state = connection.map(|one| state_at(one, self.inner.now()).name());
        developer::Target {
            tenant_id: target.tenant,
            kind: target.kind,
            added_at: target.added_at,
            connection_id: connection.map(|one| one.id),
            state: state.unwrap_or(StateName::Awaiting),
            stops: connection.map(|one| self.inner.stops_view(one, kept, &reader)).unwrap_or_default(),
            tenant_name: known.then_some(target.tenant_name),
        }
    }
}
