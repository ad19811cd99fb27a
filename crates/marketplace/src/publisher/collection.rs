//! The hand-over "developer collects": the admin allows, and the developer reveals the secret once.

use model::{
    app::HandOver,
    audit::{AuditAction, AuditChain},
    credential::AuthMethod,
    ids::ConnectionId,
    tenant::Tenancy,
};
use store::connections::ConnectionOfTenant;
use wire::admin::IssuedCredential;

use crate::errors::Error;
use crate::permission::{By, Developer, begin};
use crate::service::PublisherConnections;
use crate::work::Event;

impl PublisherConnections<'_> {
    /// Makes the connection's secret, which is in this answer alone. A second time is a conflict, until the tenant's
    /// admin regenerates.
    pub async fn collect_secret(
        self,
        by: &By<Developer>,
        id: ConnectionId,
    ) -> Result<IssuedCredential, Error> {
        let mut work = begin!(self, by, "connections_collect_secret", id);
        let platform = work.platform().await?;
        let found = platform.connections().get_of_publisher(by.publisher(), id).await?;
        let found = found.ok_or(Error::NotFound)?;
        let (tenant, app) = (found.connection.tenant, found.connection.app);
        let tenant = platform.tenants().get(tenant).await?.ok_or_else(|| Error::broken("tenant", tenant))?;
        let app = platform.apps().get(app).await?.ok_or_else(|| Error::broken("app", app))?;
        if app.details.hand_over != HandOver::DeveloperCollects {
            return Err(conflict(
                "Only the secrets of an app whose developer collects them can be collected.",
            ));
        }
        let rows = work.within(tenant.id).await?;
        let connection = rows.connections().lock(id).await?.ok_or(Error::NotFound)?;
        if !connection.is_connected() {
            return Err(conflict("There is no secret to collect: the organisation has not allowed the app."));
        }
        let credential = rows.credentials().of_connection(id).await?;
        let credential = credential.ok_or_else(|| Error::broken("credential of connection", id))?;
        if credential.auth_method == AuthMethod::WorkloadIdentity {
            return Err(conflict(
                "The secret was retired: the app signs in with its platform's identity at this organisation.",
            ));
        }
        if !credential.awaits_secret(&rows.secrets().of(&[credential.id]).await?) {
            let message =
                "The secret has been collected already. Ask the organisation's admin to regenerate it.";
            return Err(conflict(message));
        }
        let tenancy = Tenancy::from(&tenant);
        let (plain, _) = self.inner.issue(rows, &tenancy, &credential, by.person().id).await?;
        work.changed(&connection);
        let issued = self.inner.issued(&tenancy, &credential, &connection.granted, Some(plain));
        let publisher = self.inner.publishers_name(work.shared(), by).await?;
        let found = ConnectionOfTenant { connection, ..found };
        work.record_for_as(&publisher, AuditChain::Tenant(tenant.id), collected(&found));
        let event = collected(&found).app(app.id).at(&found.tenant_name);
        work.record(event).finish(issued).await
    }
}

/// The tenant reads of the publisher, the publisher of the person. The tenant's entry names no app, so that the publisher
/// does not read it twice.
fn collected(found: &ConnectionOfTenant) -> Event {
    let id = found.connection.id;
    Event::new(AuditAction::SecretCollected, id, &found.app_name).connection(id)
}

fn conflict(message: &str) -> Error {
    Error::Conflict(message.to_owned())
}
