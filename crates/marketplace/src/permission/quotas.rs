//! Whether an organisation has room for one more within its quotas.

use model::{app::App, ids::PublisherId, person::InvitedTo, webhook::WebhookOwner};
use store::{Platform, Shared, Tenanted, Tx};

use crate::errors::Error;
use crate::service::{Marketplace, Quotas};

fn within(have: u64, most: u32, whose: &str, what: &str, setting: &str) -> Result<(), Error> {
    if most == 0 || have < u64::from(most) {
        return Ok(());
    }
    Err(Error::QuotaReached(format!(
        "{whose} has {have} {what}: {most} is the most. The platform's operator can raise {setting}."
    )))
}

impl Marketplace {
    fn quotas(&self) -> &Quotas {
        &self.0.settings.quotas
    }

    pub(crate) async fn room_for_app(&self, shared: Shared<'_>, publisher: PublisherId) -> Result<(), Error> {
        shared.publishers().lock(publisher).await?;
        let have = shared.apps().count_of(publisher).await?;
        within(have, self.quotas().apps_per_publisher, "This publisher", "apps", "max_apps_per_publisher")
    }

    pub(crate) fn room_for_version(&self, app: &App) -> Result<(), Error> {
        let (have, most) = (app.latest_version.into(), self.quotas().versions_per_app);
        within(have, most, "This app", "versions", "max_versions_per_app")
    }

    pub(crate) async fn room_for_target(&self, platform: Platform<'_>, app: &App) -> Result<(), Error> {
        let have = platform.targets().count(app.id).await?;
        within(have, self.quotas().targets_per_app, "This app", "tenants", "max_tenants_per_app")
    }

    /// Of an organisation that is held. The operators' own invitations have no limit.
    pub(crate) async fn room_for_invitation(&self, tx: &mut Tx, to: InvitedTo) -> Result<(), Error> {
        let have = tx.platform().await?.invitations().count_open(to, self.now()).await?;
        let most = match to {
            InvitedTo::Operator => 0,
            InvitedTo::Tenant(..) | InvitedTo::Publisher(..) => self.quotas().invitations_per_organisation,
        };
        let setting = "max_invitations_per_organisation";
        within(have, most, "This organisation", "invitations that no one has used yet", setting)
    }

    pub(crate) async fn room_for_webhook(&self, tx: &mut Tx, owner: WebhookOwner) -> Result<(), Error> {
        let have = match owner {
            WebhookOwner::Publisher(publisher) => {
                tx.shared().publishers().lock(publisher).await?;
                tx.shared().webhooks_of(publisher).count().await?
            }
            WebhookOwner::Tenant(tenant) => {
                let rows = tx.within(tenant).await?;
                rows.lock().await?;
                rows.webhooks().count().await?
            }
        };
        let most = self.quotas().webhooks_per_organisation;
        within(have, most, "This organisation", "webhooks", "max_webhooks_per_organisation")
    }

    pub(crate) async fn room_for_credential(&self, rows: Tenanted<'_>) -> Result<(), Error> {
        rows.lock().await?;
        let have = rows.credentials().count_own().await?;
        let most = self.quotas().credentials_per_tenant;
        within(have, most, "This organisation", "API credentials", "max_credentials_per_tenant")
    }
}
