//! Secrets that were reported as leaked: they are revoked at once, and the organisations learn of it.

use credentials::{PersonalToken, PlainSecret};
use model::{
    api::ResourceServer,
    audit::{AuditAction, AuditChain, Detail},
    credential::{Credential, CredentialOwner, Secret},
    generation,
    ids::{ConnectionId, TenantId},
};
use store::{changes::Change, secrets::SecretHash};
use wire::{
    account::{LeakedSecret, Thanks},
    texts::PresentedSecret,
};

use crate::errors::Error;
use crate::identity::settle;
use crate::requests::Origin;
use crate::service::LeakedSecrets;
use crate::work::{Author, Event, Work};

/// How often a secret's stop is tried before the finder is asked to come again.
const TRIES: u32 = 5;

const THANKS: &str = "Thank you. If this secret was valid, it is revoked now.";

impl LeakedSecrets<'_> {
    /// Answers the same whether the secret worked or not. Nothing is written for one that no client has or that was
    /// stopped before, and an address that presents many of those is told to wait.
    pub async fn report(self, request: LeakedSecret, origin: &Origin) -> Result<Thanks, Error> {
        let none_of_ours = |_| {
            let message = "This is not a secret of this platform. A secret begins with gts_, an access token with gta_, each followed by 49 letters and digits.";
            Error::field("secret", message)
        };
        let given = Some(request.secret.trim()).filter(|_| PresentedSecret::RULE.fits(&request.secret));
        if let Some(token) = given.and_then(PersonalToken::parse) {
            return self.report_token(&token, origin).await;
        }
        let secret = PlainSecret::parse(given.unwrap_or_default()).map_err(none_of_ours)?;
        let hash = SecretHash::new(secret.hash(&self.inner.0.pepper).to_bytes());
        let look_up = self.inner.look_up(origin)?;
        let found = self.works(&hash).await.and_then(|works| works.then_some(()).ok_or(Error::NotFound));
        settle(look_up, &found);
        if found.is_ok() {
            self.stop(&hash).await?;
        }
        self.thanked(found, origin)
    }

    /// Of a personal access token.
    async fn report_token(self, token: &PersonalToken, origin: &Origin) -> Result<Thanks, Error> {
        let look_up = self.inner.look_up(origin)?;
        let found = self.inner.access_tokens().end_reported(&token.hash()).await;
        settle(look_up, &found);
        self.thanked(found, origin)
    }

    /// The same answer for what was not found, unless its address presents many of those.
    fn thanked(self, found: Result<(), Error>, origin: &Origin) -> Result<Thanks, Error> {
        let thanks = || Thanks { message: THANKS.to_owned() };
        match found {
            Ok(()) => Ok(thanks()),
            Err(Error::NotFound) => match self.inner.failed(Error::NotFound, origin) {
                Error::TooMany(wait) => Err(Error::TooMany(wait)),
                _ => Ok(thanks()),
            },
            Err(error) => Err(error),
        }
    }

    /// Tries again where another change came first: a reported secret must not stay valid because of that.
    async fn stop(self, hash: &SecretHash) -> Result<(), Error> {
        for _ in 0..TRIES {
            match self.try_to_stop(hash).await {
                Err(Error::LostRace) => {}
                other => return other,
            }
        }
        Err(Error::Unavailable("other changes of the same client kept coming first".into()))
    }

    async fn try_to_stop(self, hash: &SecretHash) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let platform = work.platform().await?;
        if let Some(server) = platform.resource_servers().by_hash(hash).await? {
            return self.stop_resource_server(work, &server).await;
        }
        match platform.secrets().by_hash(hash).await? {
            Some((tenant, secret)) => self.stop_client(work, tenant, &secret).await,
            None => Ok(()),
        }
    }

    /// Whether a client or a resource server has it, and it was not reported before.
    async fn works(self, hash: &SecretHash) -> Result<bool, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let server = platform.resource_servers().by_hash(hash).await?;
        let client = platform.secrets().by_hash(hash).await?;
        Ok(server.is_some_and(|server| server.reported_at.is_none())
            || client.is_some_and(|(_, secret)| secret.reported_at.is_none()))
    }

    async fn stop_resource_server(self, mut work: Work, server: &ResourceServer) -> Result<(), Error> {
        if !work.platform().await?.resource_servers().report(server.id, self.inner.now()).await? {
            return Ok(());
        }
        work.changed(Change::Platform);
        let event = Event::new(AuditAction::SecretReported, server.id, &server.name);
        work.record(event.detail(stopped(&server.hint))).finish(()).await
    }

    async fn stop_client(self, mut work: Work, tenant: TenantId, secret: &Secret) -> Result<(), Error> {
        let rows = work.within(tenant).await?;
        let Some(credential) = rows.credentials().get(secret.credential).await? else { return Ok(()) };
        match credential.owner {
            CredentialOwner::Connection(connection) => {
                self.stop_connection(work, tenant, connection, secret).await
            }
            CredentialOwner::Tenant { .. } => self.stop_own(work, tenant, secret).await,
        }
    }

    /// Regenerating at the same time comes first or last, for both hold the connection: then the secret is gone.
    async fn stop_connection(
        self,
        mut work: Work,
        tenant: TenantId,
        id: ConnectionId,
        secret: &Secret,
    ) -> Result<(), Error> {
        let rows = work.within(tenant).await?;
        let Some(found) = rows.connections().lock_with_app(id).await? else { return Ok(()) };
        if !rows.secrets().report(secret.id, self.inner.now()).await? {
            return Ok(());
        }
        let (before, app) = (&found.connection, &found.app);
        let after = before.clone().report_secret(self.inner.now())?;
        let connection = rows.connections().update(before, &after).await?;
        let name = rows.itself().await?.ok_or_else(|| Error::broken("tenant", tenant))?.name;
        work.changed(&connection);
        // The tenant's event names no app, so that the publisher, who has its own, does not read it twice.
        let event = Event::new(AuditAction::SecretReported, secret.credential, &app.details.name)
            .connection(id)
            .detail(stopped(&secret.hint));
        work.record_for(AuditChain::Tenant(tenant), event.clone());
        work.sign(Author::system(AuditChain::Publisher(app.publisher)));
        let event = event.app(app.id).at(&name);
        work.record(event).finish(()).await
    }

    async fn stop_own(self, mut work: Work, tenant: TenantId, secret: &Secret) -> Result<(), Error> {
        let rows = work.within(tenant).await?;
        let Some(before) = rows.credentials().lock_own(secret.credential).await? else { return Ok(()) };
        if !rows.secrets().report(secret.id, self.inner.now()).await? {
            return Ok(());
        }
        let credential =
            Credential { generation: generation::next(before.generation, self.inner.now()), ..before };
        rows.credentials().update(&credential).await?;
        work.changed(&credential);
        let CredentialOwner::Tenant { name, .. } = &credential.owner else { return Err(Error::NotFound) };
        work.sign(Author::system(AuditChain::Tenant(tenant)));
        let event = Event::new(AuditAction::SecretReported, credential.id, name);
        work.record(event.detail(stopped(&secret.hint))).finish(()).await
    }
}

fn stopped(hint: &str) -> Detail {
    Detail::SecretStopped { hint: hint.to_owned() }
}
