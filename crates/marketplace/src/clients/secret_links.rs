//! One-time links to secrets: whoever was just shown a secret hands it on by one, and whoever has the link sees it once.

use chrono::TimeDelta;
use credentials::{PlainSecret, SealedSecret, SecretLinkToken};
use model::{
    audit::{AuditAction, AuditChain, Detail},
    credential::Secret,
    ids::SecretLinkId,
    person::Person,
    tenant::Tenancy,
};
use store::{Tenanted, Tx, secret_links::SecretLink as Row, secrets::SecretHash};
use wire::{
    account::{LookAtSecretLink, OpenSecretLink, OpenedSecret, SecretLinkView},
    secrets::{CreatedSecretLink, MOST_LINK_HOURS, NewSecretLink, SecretLink},
    texts::PresentedSecret,
};

use super::owned_client::OwnedClient;
use crate::errors::{Error, refused};
use crate::identity::settle;
use crate::requests::Origin;
use crate::service::{Marketplace, SecretLinks};
use crate::work::Author;

/// The most links to one client's secrets that can be used at the same time.
const MOST_LINKS: u64 = 10;

#[derive(Debug, thiserror::Error)]
#[error("the secret could not be sealed")]
struct NotSealed;

/// A secret that was just shown, and for how long a link to it can be used.
pub(crate) struct ToHandOn {
    plain: PlainSecret,
    hours: u32,
}

impl ToHandOn {
    pub fn read(request: &NewSecretLink) -> Result<Self, Error> {
        let NewSecretLink { secret, hours } = request;
        if !(1..=MOST_LINK_HOURS).contains(hours) {
            return Err(Error::field("hours", format!("Use 1 to {MOST_LINK_HOURS} hours.")));
        }
        let given = Some(secret.trim()).filter(|_| PresentedSecret::RULE.fits(secret));
        let plain = PlainSecret::parse(given.unwrap_or_default()).map_err(|_| not_of_this_client())?;
        Ok(Self { plain, hours: *hours })
    }

    /// What tells one request from another, without the secret.
    pub fn identity(&self) -> (String, u32) {
        (self.plain.hint(), self.hours)
    }
}

fn not_of_this_client() -> Error {
    Error::field("secret", "This is not a secret of this client that works.")
}

/// The last characters of its secret, and until when it can be used.
pub(crate) fn of_link(made: &CreatedSecretLink) -> Detail {
    let SecretLink { hint, expires_at, .. } = &made.secret_link;
    Detail::SecretLink { hint: hint.clone(), until: *expires_at }
}

impl Marketplace {
    /// A new link. `by_developer`: the publisher's person collected the secret.
    pub(crate) async fn make_secret_link(
        &self,
        rows: Tenanted<'_>,
        held: &OwnedClient,
        by: &Person,
        to_hand_on: &ToHandOn,
        by_developer: bool,
    ) -> Result<CreatedSecretLink, Error> {
        let (now, credential) = (self.now(), held.client.credential.id);
        let hash = SecretHash::new(to_hand_on.plain.hash(&self.0.pepper).to_bytes());
        let secret = rows.secrets().by_hash(credential, &hash).await?.filter(|secret| secret.works(now));
        let secret = secret.ok_or_else(not_of_this_client)?;
        if rows.secret_links().count(credential, now).await? >= MOST_LINKS {
            return Err(Error::Conflict(format!(
                "There are {MOST_LINKS} links to secrets of this client already. Withdraw one first."
            )));
        }
        let token = self.0.rng.with(SecretLinkToken::generate);
        let row = Row {
            id: self.new_id(SecretLinkId::new),
            tenant: rows.tenant(),
            credential,
            secret: secret.id,
            by_developer,
            created_by: by.id,
            created_at: now,
            expires_at: now + TimeDelta::hours(to_hand_on.hours.into()),
        };
        let sealed = SealedSecret::seal(&to_hand_on.plain, &token, &record(row.id));
        let sealed = sealed.ok_or_else(|| Error::internal(NotSealed))?.into_bytes();
        rows.secret_links().insert(&row, token.hash().as_bytes(), sealed).await?;
        let secret_link = view(&row, secret.hint, by.name.clone());
        Ok(CreatedSecretLink { link: self.urls().secret_link(token), secret_link })
    }
}

/// The name of the row that holds a sealed secret.
fn record(id: SecretLinkId) -> Vec<u8> {
    id.to_string().into_bytes()
}

pub(crate) fn view(row: &Row, hint: String, created_by: String) -> SecretLink {
    SecretLink { id: row.id, hint, created_by, created_at: row.created_at, expires_at: row.expires_at }
}

/// A link that can be used.
struct Known {
    token: SecretLinkToken,
    row: Row,
    sealed: SealedSecret,
}

impl SecretLinks<'_> {
    /// `NotFound` where the link is unknown, used, withdrawn or too old, or its secret no longer works. Whoever fetches the
    /// page to preview it uses nothing.
    pub async fn look_at(self, request: LookAtSecretLink, origin: &Origin) -> Result<SecretLinkView, Error> {
        let (mut tx, Known { row, .. }) = self.find(&request.token, origin).await?;
        let rows = tx.within(row.tenant).await?;
        let organisation = rows.itself().await?.ok_or_else(|| Error::broken("tenant", row.tenant))?.name;
        let held = OwnedClient::get(rows, row.credential).await?.ok_or(Error::NotFound)?;
        Ok(SecretLinkView { organisation, name: held.name().to_owned(), expires_at: row.expires_at })
    }

    /// Shows the secret, once. The secret itself stays as it is.
    pub async fn open(self, request: OpenSecretLink, origin: &Origin) -> Result<OpenedSecret, Error> {
        let (tx, Known { token, row, sealed }) = self.find(&request.token, origin).await?;
        drop(tx);
        let author = Author::system(AuditChain::Tenant(row.tenant)).at(origin.address.clone());
        let mut work = self.inner.begin_as(author).await?;
        let rows = work.within(row.tenant).await?;
        let held = OwnedClient::lock(rows, row.credential).await?.ok_or(Error::NotFound)?;
        let secret = self.working(&held.client.secrets, &row)?;
        if !rows.secret_links().delete(row.id).await? {
            return Err(refused("another request used the link first", Error::NotFound));
        }
        let tenant = rows.itself().await?.ok_or_else(|| Error::broken("tenant", row.tenant))?;
        let plain = sealed.open(&token, &record(row.id)).ok_or_else(|| Error::internal(NotOpened))?;
        let tenancy = Tenancy::from(&tenant);
        let credential = self.inner.issued(&tenancy, &held.client.credential, &held.scopes(), Some(plain));
        let detail = Detail::SecretLinkOver { hint: secret.hint.clone() };
        if let Some(of) = held.of.as_ref().filter(|_| row.by_developer) {
            let event = held.event(AuditAction::SecretLinkOpened).detail(detail.clone()).at(&tenant.name);
            work.record_for(AuditChain::Publisher(of.app.publisher), event);
        }
        let event = held.event_without_app(AuditAction::SecretLinkOpened).detail(detail);
        let name = held.name().to_owned();
        work.record(event).finish(()).await?;
        Ok(OpenedSecret { organisation: tenant.name, name, credential })
    }

    async fn find(self, token: &str, origin: &Origin) -> Result<(Tx, Known), Error> {
        let look_up = self.inner.look_up(origin)?;
        let mut tx = self.inner.store().read().await?;
        let found = self.known(&mut tx, token).await;
        settle(look_up, &found);
        Ok((tx, found.map_err(|error| self.inner.failed(error, origin))?))
    }

    async fn known(self, tx: &mut Tx, token: &str) -> Result<Known, Error> {
        let malformed = || refused("malformed link", Error::NotFound);
        let token = SecretLinkToken::parse(token).ok_or_else(malformed)?;
        let links = tx.platform().await?.secret_links();
        let found = links.find(token.hash().as_bytes(), self.inner.now()).await?;
        let none = || refused("unknown, used, withdrawn or expired link", Error::NotFound);
        let (row, sealed) = found.ok_or_else(none)?;
        let secrets = tx.within(row.tenant).await?.secrets().of(&[row.credential]).await?;
        self.working(&secrets, &row)?;
        Ok(Known { token, row, sealed: SealedSecret::from_bytes(sealed) })
    }

    fn working<'a>(self, secrets: &'a [Secret], row: &Row) -> Result<&'a Secret, Error> {
        let now = self.inner.now();
        let secret = secrets.iter().find(|secret| secret.id == row.secret && secret.works(now));
        secret.ok_or_else(|| refused("the secret of the link no longer works", Error::NotFound))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the sealed secret of a link cannot be opened")]
struct NotOpened;
