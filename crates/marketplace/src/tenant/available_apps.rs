//! The apps that a tenant may connect, and the review on which its admin decides.

use model::{
    api::Api,
    app::{App, AppVersion, RequestedScope},
    connection::{Connection, ConnectionState, StateName},
    ids::{AppId, ConnectionId},
    publisher,
    scope::Scope,
};
use store::{Shared, app_versions::VersionInWords, available_apps};
use wire::{
    admin::{AvailableApp, PublisherCard, Review, ReviewedApi, ReviewedScope},
    page::{Page, PageQuery},
};

use crate::clients::networks;
use crate::delivery::logos;
use crate::errors::Error;
use crate::permission::{By, InTenant, TenantMember};
use crate::requests::listing::{listing, searched_page};
use crate::service::AvailableApps;
use crate::views::connection_state::{reason, state_at};
use crate::views::looks::likenesses;

impl AvailableApps<'_> {
    /// The apps on show to the tenant that it has not connected.
    pub async fn list(self, by: &By<TenantMember>, query: PageQuery) -> Result<Page<AvailableApp>, Error> {
        let listing = listing(&query, AppId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let listed = tx.within(by.tenant()).await?.available_apps(by.tenancy()).list(&listing).await?;
        Ok(searched_page(listed, |one| one.app.id, AppId::from_uuid, available))
    }

    /// All that an admin needs for the decision about an app; what was decided, where there is nothing more to decide.
    pub async fn review(self, by: &By<TenantMember>, app: AppId) -> Result<Review, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        if let Some(found) = rows.available_apps(by.tenancy()).get(app).await? {
            return self.review_of(rows.shared(), found.app, found.connection).await;
        }
        let decided = rows.connections().newest_of_app(app).await?.ok_or(Error::NotFound)?;
        if decided.state == ConnectionState::Awaiting {
            return Err(Error::NotFound);
        }
        let app = rows.shared().apps().get(app).await?.ok_or_else(|| Error::broken("app", app))?;
        let review = self.review_of(rows.shared(), app, Some(decided)).await?;
        Ok(Review { on_show: false, ..review })
    }

    /// The newest version of an app that the tenant has connected.
    pub async fn review_update(self, by: &By<TenantMember>, id: ConnectionId) -> Result<Review, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let connection = rows.connections().get(id).await?.ok_or(Error::NotFound)?;
        let app = rows.shared().apps().get(connection.app).await?;
        let app = app.ok_or_else(|| Error::broken("app", connection.app))?;
        self.review_of(rows.shared(), app, Some(connection)).await
    }

    async fn review_of(
        self,
        shared: Shared<'_>,
        app: App,
        connection: Option<Connection>,
    ) -> Result<Review, Error> {
        let newest = shared.app_versions().get_in_words(app.id, app.latest_version).await?;
        let newest = newest.ok_or_else(|| Error::broken("newest version of app", app.id))?;
        let VersionInWords { version, words } = newest;
        let publisher = shared.publishers().card(app.publisher).await?;
        let publisher = publisher.ok_or_else(|| Error::broken("publisher", app.publisher))?;
        let state =
            connection.as_ref().map_or(StateName::Awaiting, |one| state_at(one, self.inner.now()).name());
        let likeness = likenesses(shared, &self.inner.0.settings.platform_name, &[(&app, &publisher)])
            .await?
            .pop()
            .unwrap_or_default();
        let review = review(app, version, publisher, &words, connection);
        Ok(Review { state, name_warnings: likeness.for_tenants(), ..review })
    }
}

fn available(one: available_apps::AvailableApp) -> AvailableApp {
    let state = one.connection.as_ref().map_or(StateName::Awaiting, |connection| connection.state.name());
    AvailableApp {
        id: one.app.id,
        name: one.app.details.name,
        summary: one.app.details.summary,
        logo_url: logos::address(one.app.details.logo_image),
        publisher: card(one.publisher.into()),
        version: one.app.latest_version,
        state,
        connection_id: one.connection.map(|connection| connection.id),
    }
}

fn review(
    app: App,
    version: AppVersion,
    publisher: publisher::PublisherCard,
    words: &[(Api, Vec<Scope>)],
    connection: Option<Connection>,
) -> Review {
    let details = app.details;
    Review {
        app_id: app.id,
        name: details.name,
        summary: details.summary,
        description: details.description,
        logo_url: logos::address(details.logo_image),
        website: details.website,
        privacy_policy: details.privacy_policy,
        support_contact: details.support_contact,
        hand_over: details.hand_over,
        publisher: card(publisher),
        name_warnings: Vec::new(),
        details_revision: app.details_revision,
        version: version.number,
        note: version.note,
        published_at: version.published_at,
        egress_networks: networks::view(&version.egress_networks),
        apis: by_api(words, &version.scopes),
        state: connection.as_ref().map_or(StateName::Awaiting, |connection| connection.state.name()),
        connection_id: connection.as_ref().map(|connection| connection.id),
        reason: connection.and_then(|connection| reason(connection.state)),
        on_show: true,
    }
}

pub(crate) fn card(publisher: publisher::PublisherCard) -> PublisherCard {
    let publisher::PublisherCard { id, name, website, verified } = publisher;
    PublisherCard { id, name, website, verified }
}

/// Requested scopes with the platform's words, grouped by Api; within one, in the developer's order.
pub(crate) fn by_api(words: &[(Api, Vec<Scope>)], requested: &[RequestedScope]) -> Vec<ReviewedApi> {
    let of_api = |(api, scopes): &(Api, Vec<Scope>)| ReviewedApi {
        name: api.name.clone(),
        description: api.description.clone(),
        docs_url: api.docs_url.clone(),
        scopes: requested.iter().filter_map(|wanted| reviewed(scopes, wanted)).collect(),
    };
    words.iter().map(of_api).filter(|api| !api.scopes.is_empty()).collect()
}

fn reviewed(scopes: &[Scope], wanted: &RequestedScope) -> Option<ReviewedScope> {
    let scope = scopes.iter().find(|scope| scope.name == wanted.name)?;
    Some(ReviewedScope {
        name: scope.name.clone(),
        title: scope.title.clone(),
        sentence: scope.sentence.clone(),
        action: scope.action,
        sensitivity: scope.sensitivity,
        state: scope.state,
        required: wanted.required,
        reason: wanted.reason.clone(),
    })
}
