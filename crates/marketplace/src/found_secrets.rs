//! A secret that somebody found where it should not be: it is stopped at once, and both sides are told.

use credentials::PlainSecret;
use model::{
    api::ResourceServer,
    audit::{Actor, AuditAction, AuditChain},
    connection::Connection,
    credential::{Credential, CredentialOwner, Secret},
    generation,
    ids::{ConnectionId, TenantId},
};
use store::{Tx, changes::Change, secrets::SecretHash};
use wire::account::{FoundSecret, Thanks};

use crate::{Error, Marketplace, Origin, attempts::settle, history::Deed};

/// How often a secret's stop is tried before the finder is asked to come again.
const TRIES: u32 = 5;

const THANKS: &str = "Thank you. If this secret works, it has been stopped now.";

impl Marketplace {
    /// Answers the same whether the secret worked or not. Nothing is written for one that nobody has or that was
    /// stopped before, and an address that presents many of those is told to wait.
    pub async fn report_found_secret(&self, request: FoundSecret, origin: &Origin) -> Result<Thanks, Error> {
        let none_of_ours = |_| {
            let message =
                "This is no secret of Grantry. One begins with gts_, and 49 letters and digits follow.";
            Error::field("secret", message)
        };
        let secret = PlainSecret::parse(request.secret.trim()).map_err(none_of_ours)?;
        let hash = SecretHash::new(secret.hash(&self.0.pepper).to_bytes());
        let look_up = self.look_up(origin)?;
        let found = self.works(&hash).await.and_then(|works| works.then_some(()).ok_or(Error::NotFound));
        settle(look_up, &found);
        if let Err(error) = found {
            if !matches!(error, Error::NotFound) {
                return Err(error);
            }
            return match self.failed(Error::NotFound, origin) {
                Error::TooMany(wait) => Err(Error::TooMany(wait)),
                _ => Ok(Thanks { message: THANKS.to_owned() }),
            };
        }
        self.stop(&hash).await?;
        Ok(Thanks { message: THANKS.to_owned() })
    }

    /// Tries again where another change came first: a secret that was found does not live on because of that.
    async fn stop(&self, hash: &SecretHash) -> Result<(), Error> {
        for _ in 0..TRIES {
            match self.try_to_stop(hash).await {
                Err(Error::LostRace) => {}
                other => return other,
            }
        }
        Err(Error::Unavailable("other changes of the same client kept coming first".into()))
    }

    async fn try_to_stop(&self, hash: &SecretHash) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        let platform = tx.platform().await?;
        let server = platform.resource_servers().by_hash(hash).await?;
        let client = platform.secrets().by_hash(hash).await?;
        if let Some(server) = server {
            self.stop_resource_server(&mut tx, &server).await?;
        }
        if let Some((tenant, secret)) = client {
            self.stop_client(&mut tx, tenant, &secret).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Whether somebody has it and nobody has reported it.
    async fn works(&self, hash: &SecretHash) -> Result<bool, Error> {
        let mut tx = self.store().read().await?;
        let platform = tx.platform().await?;
        let server = platform.resource_servers().by_hash(hash).await?;
        let client = platform.secrets().by_hash(hash).await?;
        Ok(server.is_some_and(|server| server.reported_at.is_none())
            || client.is_some_and(|(_, secret)| secret.reported_at.is_none()))
    }

    async fn stop_resource_server(&self, tx: &mut Tx, server: &ResourceServer) -> Result<(), Error> {
        if !tx.platform().await?.resource_servers().report(server.id, self.now()).await? {
            return Ok(());
        }
        let deed = Deed::new(AuditAction::SecretReported, server.id, &server.name);
        let deed = deed.detail(stopped(&server.hint));
        self.record_as(tx, AuditChain::Platform, Actor::System, None, deed).await?;
        Ok(tx.platform().await?.changed(Change::Platform, self.now()).await?)
    }

    async fn stop_client(&self, tx: &mut Tx, tenant: TenantId, secret: &Secret) -> Result<(), Error> {
        let door = tx.within(tenant).await?;
        let Some(credential) = door.credentials().get(secret.credential).await? else { return Ok(()) };
        match credential.owner {
            CredentialOwner::Connection(connection) => {
                self.stop_connection(tx, tenant, connection, secret).await
            }
            CredentialOwner::Tenant { .. } => self.stop_own(tx, tenant, secret).await,
        }
    }

    /// Regenerating at the same time comes first or last, for both hold the connection: then the secret is gone.
    async fn stop_connection(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        id: ConnectionId,
        secret: &Secret,
    ) -> Result<(), Error> {
        let door = tx.within(tenant).await?;
        let Some(before) = door.connections().lock(id).await? else { return Ok(()) };
        if !door.secrets().report(secret.id, self.now()).await? {
            return Ok(());
        }
        let connection = door.connections().update(&before.report_secret(self.now())?).await?;
        self.tell_of_found_secret(tx, &connection, secret).await?;
        Ok(tx.within(tenant).await?.connection_changed(id, self.now()).await?)
    }

    /// The tenant's entry names no app, so that the publisher, who has its own, does not read it twice.
    async fn tell_of_found_secret(
        &self,
        tx: &mut Tx,
        connection: &Connection,
        secret: &Secret,
    ) -> Result<(), Error> {
        let platform = tx.platform().await?;
        let app = platform.apps().get(connection.app).await?.ok_or(Error::NotFound)?;
        let tenant = platform.tenants().get(connection.tenant).await?.ok_or(Error::NotFound)?;
        let deed = Deed::new(AuditAction::SecretReported, secret.credential, &app.details.name)
            .connection(connection.id)
            .detail(stopped(&secret.hint));
        let chain = AuditChain::Tenant(connection.tenant);
        self.record_as(tx, chain, Actor::System, None, deed.clone()).await?;
        let deed = deed.app(app.id).at(&tenant.name);
        self.record_as(tx, AuditChain::Publisher(app.publisher), Actor::System, None, deed).await
    }

    async fn stop_own(&self, tx: &mut Tx, tenant: TenantId, secret: &Secret) -> Result<(), Error> {
        let door = tx.within(tenant).await?;
        let Some(before) = door.credentials().lock_own(secret.credential).await? else { return Ok(()) };
        if !door.secrets().report(secret.id, self.now()).await? {
            return Ok(());
        }
        let credential = Credential { generation: generation::next(before.generation, self.now()), ..before };
        door.credentials().update(&credential).await?;
        if let CredentialOwner::Tenant { name, .. } = &credential.owner {
            let deed = Deed::new(AuditAction::SecretReported, credential.id, name);
            let deed = deed.detail(stopped(&secret.hint));
            self.record_as(tx, AuditChain::Tenant(tenant), Actor::System, None, deed).await?;
        }
        Ok(tx.within(tenant).await?.credential_changed(credential.id, self.now()).await?)
    }
}

fn stopped(hint: &str) -> String {
    format!("The secret that ends in {hint} stopped working at once")
}
