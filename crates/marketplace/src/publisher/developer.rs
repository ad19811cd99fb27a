//! What a developer works on, and the name under which tenants know them.

use model::{app::App, audit::Actor, ids::AppId};
use store::Shared;

use crate::errors::Error;
use crate::permission::{By, Developer};
use crate::service::Marketplace;

impl Marketplace {
    /// The developer as tenants may know them: by the publisher's name.
    pub(crate) async fn publishers_name(
        &self,
        shared: Shared<'_>,
        by: &By<Developer>,
    ) -> Result<Actor, Error> {
        let publisher = shared.publishers().card(by.publisher()).await?;
        let publisher = publisher.ok_or_else(|| Error::broken("publisher", by.publisher()))?;
        Ok(Actor::Person { id: by.person().id, name: publisher.name })
    }
}

/// The publisher's own app, held until the transaction ends.
pub(crate) async fn own_app(shared: Shared<'_>, by: &By<Developer>, id: AppId) -> Result<App, Error> {
    let app = shared.apps().lock(id).await?;
    app.filter(|app| app.publisher == by.publisher()).ok_or(Error::NotFound)
}
