//! "Developer collects": the admin only allows; the secret is made when the developer reveals it, once.

use model::{
    app::HandOver,
    audit::{AuditAction, AuditChain},
    ids::{ConnectionId, TenantId},
};
use store::{Tx, connections::ConnectionOfTenant};
use wire::admin::IssuedCredential;

use crate::{By, Developer, Error, Marketplace, history::Deed, once::making};

impl Marketplace {
    /// Makes the connection's secret, which is in this answer alone. A second time is a conflict, until the tenant's
    /// admin regenerates.
    pub async fn collect_secret(
        &self,
        by: &By<Developer>,
        id: ConnectionId,
    ) -> Result<IssuedCredential, Error> {
        let mut tx = making!(self.begin_once(by, "connections_collect_secret", id));
        let platform = tx.platform().await?;
        let found = platform.connections().get_of_publisher(by.publisher(), id).await?;
        let found = found.ok_or(Error::NotFound)?;
        let tenant = platform.tenants().get(found.connection.tenant).await?.ok_or(Error::NotFound)?;
        let app = platform.apps().get(found.connection.app).await?.ok_or(Error::NotFound)?;
        if app.details.hand_over != HandOver::DeveloperCollects {
            return Err(conflict(
                "Only the secrets of an app whose developer collects them can be collected.",
            ));
        }
        let door = tx.within(tenant.id).await?;
        let connection = door.connections().lock(id).await?.ok_or(Error::NotFound)?;
        if !connection.is_connected() {
            return Err(conflict("There is no secret to collect: the organisation has not allowed the app."));
        }
        let credential = door.credentials().of_connection(id).await?.ok_or(Error::NotFound)?;
        if !door.secrets().of(&[credential.id]).await?.is_empty() {
            let message =
                "The secret has been collected already. Ask the organisation's admin to regenerate it.";
            return Err(conflict(message));
        }
        let secret = self.issue(door, &credential, by.person().id).await?;
        let granted = connection.granted.clone();
        self.tell_of_collecting(&mut tx, by, &ConnectionOfTenant { connection, ..found }).await?;
        self.secret_made(&mut tx, tenant.id, id).await?;
        let issued = self.issued(&tenant, &credential, &granted, Some(secret));
        tx.commit(&issued).await?;
        Ok(issued)
    }

    async fn secret_made(&self, tx: &mut Tx, tenant: TenantId, id: ConnectionId) -> Result<(), Error> {
        Ok(tx.within(tenant).await?.connection_changed(id, self.now()).await?)
    }

    /// The tenant reads of the publisher, the publisher of the person.
    async fn tell_of_collecting(
        &self,
        tx: &mut Tx,
        by: &By<Developer>,
        found: &ConnectionOfTenant,
    ) -> Result<(), Error> {
        let connection = &found.connection;
        let deed =
            Deed::new(AuditAction::SecretCollected, connection.id, &found.app_name).connection(connection.id);
        let publisher = self.publishers_name(tx, by).await?;
        let chain = AuditChain::Tenant(connection.tenant);
        self.record_as(tx, chain, publisher, None, deed.clone()).await?;
        let deed = deed.app(connection.app).at(&found.tenant_name);
        self.record(tx, AuditChain::Publisher(by.publisher()), by, deed).await
    }
}

fn conflict(message: &str) -> Error {
    Error::Conflict(message.to_owned())
}
