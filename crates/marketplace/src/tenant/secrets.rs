//! The secrets of a tenant's clients, of apps and its own: an old one is retired early, and a new one handed on by a link.

use model::{
    audit::{AuditAction, Detail},
    credential::CredentialOwner,
    ids::{CredentialId, SecretId, SecretLinkId},
};
use wire::{
    page::Page,
    secrets::{CreatedSecretLink, NewSecretLink, SecretLink},
};

use crate::clients::owned_client::OwnedClient;
use crate::clients::secret_links::{ToHandOn, of_link, view};
use crate::errors::Error;
use crate::permission::{By, TenantAdmin, TenantMember, begin};
use crate::requests::listing::all;
use crate::service::TenantSecrets;
use crate::views::names;

impl TenantSecrets<'_> {
    /// Destroys an old secret before the end of its overlap. Tokens stay: they belong to the access.
    pub async fn retire(
        self,
        by: &By<TenantAdmin>,
        client: CredentialId,
        secret: SecretId,
    ) -> Result<(), Error> {
        let mut work = begin!(self, by, "secrets_retire", (client, secret));
        let rows = work.within(by.tenant()).await?;
        let held = OwnedClient::lock(rows, client).await?.ok_or(Error::NotFound)?;
        let secret = held.secret(secret).ok_or(Error::NotFound)?;
        if !held.client.credential.has_replaced(secret) {
            return Err(Error::Conflict(
                "No other secret takes the place of this one. Regenerate it instead.".into(),
            ));
        }
        rows.secrets().remember_one(secret.id, Some(by.person().id), self.inner.now()).await?;
        rows.secrets().delete(secret.id).await?;
        work.changed(held.change());
        let detail = Detail::SecretRetired { hints: vec![secret.hint.clone()], silent_days: None };
        work.record(held.event(AuditAction::SecretRetired).detail(detail)).finish(()).await
    }

    /// The links to a client's secrets that can still be used. Tenants know developers by their publisher's name.
    pub async fn links(self, by: &By<TenantMember>, client: CredentialId) -> Result<Page<SecretLink>, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let credential = rows.credentials().get(client).await?.ok_or(Error::NotFound)?;
        let links = rows.secret_links().of(client, self.inner.now()).await?;
        let secrets = rows.secrets().of(&[client]).await?;
        let own = links.iter().filter(|link| !link.by_developer).map(|link| link.created_by);
        let people = names(rows.shared(), by.person(), own).await?;
        let publisher = match credential.owner {
            CredentialOwner::Connection(id) => rows.connections().publishers_of(&[id]).await?.remove(&id),
            CredentialOwner::Tenant { .. } => None,
        };
        let links = links.iter().map(|link| {
            let person = people.get(&link.created_by).filter(|_| !link.by_developer);
            let hint = secrets.iter().find(|secret| secret.id == link.secret);
            let by = person.or(publisher.as_ref()).cloned().unwrap_or_default();
            view(link, hint.map(|secret| secret.hint.clone()).unwrap_or_default(), by)
        });
        Ok(all(links.collect()))
    }

    /// The link is in this answer alone.
    pub async fn make_link(
        self,
        by: &By<TenantAdmin>,
        client: CredentialId,
        request: NewSecretLink,
    ) -> Result<CreatedSecretLink, Error> {
        let to_hand_on = ToHandOn::read(&request)?;
        let mut work = begin!(self, by, "secret_links_create", (client, to_hand_on.identity()));
        let rows = work.within(by.tenant()).await?;
        let held = OwnedClient::lock(rows, client).await?.ok_or(Error::NotFound)?;
        let made = self.inner.make_secret_link(rows, &held, by.person(), &to_hand_on, false).await?;
        let event = held.event_without_app(AuditAction::SecretLinkCreated).detail(of_link(&made));
        work.record(event).finish(made).await
    }

    /// Ends a link, whoever made it. Its secret works on.
    pub async fn withdraw_link(
        self,
        by: &By<TenantAdmin>,
        client: CredentialId,
        link: SecretLinkId,
    ) -> Result<(), Error> {
        let mut work = begin!(self, by, "secret_links_withdraw", (client, link));
        let rows = work.within(by.tenant()).await?;
        let held = OwnedClient::lock(rows, client).await?.ok_or(Error::NotFound)?;
        let links = rows.secret_links().of(client, self.inner.now()).await?;
        let found = links.iter().find(|one| one.id == link).ok_or(Error::NotFound)?;
        rows.secret_links().delete(link).await?;
        let hint = held.secret(found.secret).map(|secret| secret.hint.clone()).unwrap_or_default();
        let event = held.event_without_app(AuditAction::SecretLinkWithdrawn);
        work.record(event.detail(Detail::SecretLinkOver { hint })).finish(()).await
    }
}
