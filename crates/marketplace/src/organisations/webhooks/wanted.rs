//! What a request wants of a webhook, checked.

use std::collections::BTreeSet;

use model::{ids::AppId, webhook::WebhookOwner, webhook_event::WebhookEvent};
use store::Shared;
use url::Url;
use wire::texts::WebAddress;

use super::own::OwnWebhooks;
use crate::errors::Error;
use crate::requests::Checks;

/// The most apps that a webhook may name.
const MOST_APPS: usize = 100;
const PRIVATE: &str = "Give an address on the public internet: nothing is sent to private networks.";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub url: String,
    pub host: String,
    pub events: BTreeSet<WebhookEvent>,
    pub apps: BTreeSet<AppId>,
}

impl OwnWebhooks<'_> {
    pub async fn wanted(
        self,
        shared: Shared<'_>,
        url: &WebAddress,
        events: &[WebhookEvent],
        apps: &[AppId],
    ) -> Result<Wanted, Error> {
        let mut checks = Checks::new();
        let private = self.inner.0.settings.webhook_private_networks;
        if url.trim().is_empty() {
            checks.wrong("url", "Fill in this field.");
        }
        let url = checks.called_url("url", Some(url), private, PRIVATE).unwrap_or_default();
        if events.is_empty() {
            checks.wrong("events", "Choose at least one event.");
        }
        for (index, event) in events.iter().enumerate() {
            if !event.may_be_heard_by(self.owner) {
                checks.wrong(format!("events[{index}]"), "This organisation cannot hear of this event.");
            }
        }
        self.check_apps(&mut checks, shared, apps).await?;
        checks.finish()?;
        Ok(Wanted {
            host: host_of(&url).unwrap_or_default(),
            url,
            events: events.iter().copied().collect(),
            apps: apps.iter().copied().collect(),
        })
    }

    async fn check_apps(self, checks: &mut Checks, shared: Shared<'_>, apps: &[AppId]) -> Result<(), Error> {
        if apps.is_empty() {
            return Ok(());
        }
        let WebhookOwner::Publisher(publisher) = self.owner else {
            checks.wrong("apps", "Only a publisher's webhook can be limited to apps.");
            return Ok(());
        };
        if apps.len() > MOST_APPS {
            checks.wrong("apps", format!("Choose at most {MOST_APPS} apps."));
            return Ok(());
        }
        let own: BTreeSet<_> =
            shared.apps().names_of(publisher).await?.into_iter().map(|(id, _)| id).collect();
        for (index, app) in apps.iter().enumerate() {
            if !own.contains(app) {
                checks.wrong(format!("apps[{index}]"), "This is not one of your apps.");
            }
        }
        Ok(())
    }
}

/// With its port, where it is not the usual one.
fn host_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}
