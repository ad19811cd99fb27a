//! Everyone that there is, and something of everything.

use api_client::admin;
use model::role::{PublisherRole, TenantRole};
use wire::{
    admin::{Allowed, ConnectionSummary, Decline, GeneratedCredential},
    developer::App,
};

use super::{Outcome, Partner, Person, Publisher, Stage, Tenant};

/// One publisher and one tenant with a person in each role, their neighbours, and what is between them.
pub struct World<'a> {
    pub stage: &'a Stage,
    pub publisher: Publisher,
    pub developer: Person,
    pub publisher_viewer: Person,
    pub other_publisher: Publisher,
    pub tenant: Tenant,
    pub admin: Person,
    pub tenant_viewer: Person,
    /// Admin of another tenant.
    pub other_admin: Person,
    /// Published, connected.
    pub app: App,
    pub connected: Allowed,
    /// The connected app at work: may use all of the demo API.
    pub partner: Partner,
    /// The organisation's own.
    pub own: GeneratedCredential,
    /// At work with the own credential, whose scope none of the demo API's operations asks for.
    pub narrow: Partner,
    pub declined_app: App,
    pub declined: ConnectionSummary,
}

impl<'a> World<'a> {
    pub async fn on(stage: &'a Stage) -> Outcome<Self> {
        let (publisher, other_publisher) = (stage.publisher().await?, stage.publisher().await?);
        let (tenant, other_tenant) = (stage.tenant().await?, stage.tenant().await?);
        let app = publisher
            .app(tenant.id, &["patients.read"], &["appointments.read", "appointments.change"])
            .await?;
        let connected = tenant.allow(app.id, &["appointments.read", "appointments.change"]).await?;
        let own = tenant.generate(&["patients.change"]).await?;
        let declined_app = publisher.app(tenant.id, &["claims.delete"], &[]).await?;
        let reason = "We delete claims ourselves.".to_owned();
        let decline = Decline { version: 1, details_revision: 1, reason: reason.into() };
        let decline = admin::decline(tenant.id, declined_app.id, decline);
        Ok(Self {
            stage,
            developer: publisher.join(PublisherRole::Developer).await?,
            publisher_viewer: publisher.join(PublisherRole::Viewer).await?,
            admin: tenant.join(TenantRole::Admin).await?,
            tenant_viewer: tenant.join(TenantRole::Viewer).await?,
            other_admin: other_tenant.join(TenantRole::Admin).await?,
            partner: Partner::new(&stage.anonymous, &connected.credential),
            narrow: Partner::new(&stage.anonymous, &own.issued),
            declined: tenant.owner.call(decline).await?,
            publisher,
            other_publisher,
            tenant,
            app,
            connected,
            own,
            declined_app,
        })
    }
}
