//! The apps that a tenant may connect, and the review on which its admin decides.

use model::{
    app::App,
    connection::{Connection, ConnectionState, StateName},
    ids::AppId,
};
use store::{Shared, app_versions::VersionInWords, available_apps};
use wire::{
    admin::{AvailableApp, Review},
    page::{Page, PageQuery},
};

use super::app_requests::requests_for;
use crate::delivery::logos;
use crate::errors::Error;
use crate::permission::{By, InTenant, TenantMember};
use crate::requests::listing::{listing, searched_page};
use crate::service::{AvailableApps, Marketplace};
use crate::views::connection_state::state_at;
use crate::views::looks::likenesses;
use crate::views::review::{card, review};
use crate::views::workload::in_words_of;

impl AvailableApps<'_> {
    /// The apps on show to the tenant that it has not connected.
    pub async fn list(self, by: &By<TenantMember>, query: PageQuery) -> Result<Page<AvailableApp>, Error> {
        let listing = listing(&query, AppId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let listed = rows.available_apps(by.tenancy()).list(&listing).await?;
        let ids: Vec<_> = listed.items.iter().map(|one| one.app.id).collect();
        let mut asked_for = requests_for(rows, by, &ids).await?;
        let available = |one: available_apps::AvailableApp| {
            let asked_for = asked_for.remove(&one.app.id).unwrap_or_default();
            AvailableApp { asked_for, ..available(one) }
        };
        Ok(searched_page(listed, |one| one.app.id, AppId::from_uuid, available))
    }

    /// All that an admin needs for the decision about an app; what was decided, where there is nothing more to decide.
    pub async fn review(self, by: &By<TenantMember>, app: AppId) -> Result<Review, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        if let Some(found) = rows.available_apps(by.tenancy()).get(app).await? {
            let asked_for = requests_for(rows, by, &[app]).await?.remove(&app).unwrap_or_default();
            let review = self.review_of(rows.shared(), found.app, found.connection).await?;
            return Ok(Review { asked_for, ..review });
        }
        let decided = rows.connections().newest_of_app(app).await?.ok_or(Error::NotFound)?;
        if decided.state == ConnectionState::Awaiting {
            return Err(Error::NotFound);
        }
        let app = rows.shared().apps().get(app).await?.ok_or_else(|| Error::broken("app", app))?;
        let review = self.review_of(rows.shared(), app, Some(decided)).await?;
        Ok(Review { on_show: false, ..review })
    }

    async fn review_of(
        self,
        shared: Shared<'_>,
        app: App,
        connection: Option<Connection>,
    ) -> Result<Review, Error> {
        let newest = shared.app_versions().get_in_words(app.id, app.latest_version).await?;
        let newest = newest.ok_or_else(|| Error::broken("newest version of app", app.id))?;
        self.inner.review_of(shared, app, newest, connection).await
    }
}

impl Marketplace {
    /// The app's newest version as an admin reviews it.
    pub(crate) async fn review_of(
        &self,
        shared: Shared<'_>,
        app: App,
        newest: VersionInWords,
        connection: Option<Connection>,
    ) -> Result<Review, Error> {
        let VersionInWords { version, words } = newest;
        let workload = in_words_of(shared, version.workload.as_ref()).await?;
        let publisher = shared.publishers().card(app.publisher).await?;
        let publisher = publisher.ok_or_else(|| Error::broken("publisher", app.publisher))?;
        let state = connection.as_ref().map_or(StateName::Awaiting, |one| state_at(one, self.now()).name());
        let likeness = likenesses(shared, &self.0.settings.platform_name, &[(&app, &publisher)])
            .await?
            .pop()
            .unwrap_or_default();
        let review = review(app, version, publisher, &words, connection);
        Ok(Review { state, workload, name_warnings: likeness.for_tenants(), ..review })
    }
}

fn available(one: available_apps::AvailableApp) -> AvailableApp {
    let state = one.connection.as_ref().map_or(StateName::Awaiting, |connection| connection.state.name());
    AvailableApp {
        id: one.app.id,
        name: one.app.details.name,
        summary: one.app.details.summary,
        logo_url: logos::address(one.app.details.logo_image),
        ai_agent: one.app.details.ai_agent,
        publisher: card(one.publisher.into()),
        version: one.app.latest_version,
        state,
        connection_id: one.connection.map(|connection| connection.id),
        asked_for: Vec::new(),
    }
}
