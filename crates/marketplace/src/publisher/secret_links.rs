//! One-time links to secrets that a publisher's developers have collected.

use model::{
    app::HandOver,
    audit::{Actor, AuditAction, AuditChain, Detail},
    ids::{ConnectionId, SecretLinkId},
};
use store::{Tenanted, connections::ConnectionOfTenant};
use wire::{
    page::Page,
    secrets::{CreatedSecretLink, NewSecretLink, SecretLink},
};

use crate::clients::owned_client::OwnedClient;
use crate::clients::secret_links::{ToHandOn, of_link, view};
use crate::errors::Error;
use crate::permission::{By, Developer, PublisherMember, begin};
use crate::requests::listing::all;
use crate::service::PublisherConnections;
use crate::views::names;
use crate::work::{Recorded, Work};

impl PublisherConnections<'_> {
    /// The team's links to the connection's secrets that can still be used.
    pub async fn secret_links(
        self,
        by: &By<PublisherMember>,
        id: ConnectionId,
    ) -> Result<Page<SecretLink>, Error> {
        let mut tx = self.inner.store().read().await?;
        let found = tx.platform().await?.connections().get_of_publisher(by.publisher(), id).await?;
        let tenant = found.ok_or(Error::NotFound)?.connection.tenant;
        let rows = tx.within(tenant).await?;
        let Some(credential) = rows.credentials().of_connection(id).await? else {
            return Ok(all(Vec::new()));
        };
        let mut links = rows.secret_links().of(credential.id, self.inner.now()).await?;
        links.retain(|link| link.by_developer);
        let secrets = rows.secrets().of(&[credential.id]).await?;
        let people = links.iter().map(|link| link.created_by);
        let people = names(rows.shared(), by.person(), people).await?;
        let links = links.iter().map(|link| {
            let hint = secrets.iter().find(|secret| secret.id == link.secret);
            let by = people.get(&link.created_by).cloned().unwrap_or_default();
            view(link, hint.map(|secret| secret.hint.clone()).unwrap_or_default(), by)
        });
        Ok(all(links.collect()))
    }

    /// The link is in this answer alone.
    pub async fn make_secret_link(
        self,
        by: &By<Developer>,
        id: ConnectionId,
        request: NewSecretLink,
    ) -> Result<CreatedSecretLink, Error> {
        let to_hand_on = ToHandOn::read(&request)?;
        let mut work = begin!(self, by, "connections_make_secret_link", (id, to_hand_on.identity()));
        let found = work.platform().await?.connections().get_of_publisher(by.publisher(), id).await?;
        let found = found.ok_or(Error::NotFound)?;
        let rows = work.within(found.connection.tenant).await?;
        let held = collected(rows, id).await?;
        let made = self.inner.make_secret_link(rows, &held, by.person(), &to_hand_on, true).await?;
        let publisher = self.inner.publishers_name(work.shared(), by).await?;
        let told = Told { publisher, found, held };
        told.record(work, AuditAction::SecretLinkCreated, of_link(&made)).finish(made).await
    }

    /// Ends one of the team's links. Its secret works on.
    pub async fn withdraw_secret_link(
        self,
        by: &By<Developer>,
        id: ConnectionId,
        link: SecretLinkId,
    ) -> Result<(), Error> {
        let mut work = begin!(self, by, "connections_withdraw_secret_link", (id, link));
        let found = work.platform().await?.connections().get_of_publisher(by.publisher(), id).await?;
        let found = found.ok_or(Error::NotFound)?;
        let rows = work.within(found.connection.tenant).await?;
        let held = collected(rows, id).await?;
        let links = rows.secret_links().of(held.client.credential.id, self.inner.now()).await?;
        let of_team = links.iter().find(|one| one.id == link && one.by_developer).ok_or(Error::NotFound)?;
        rows.secret_links().delete(link).await?;
        let hint = held.secret(of_team.secret).map(|secret| secret.hint.clone()).unwrap_or_default();
        let publisher = self.inner.publishers_name(work.shared(), by).await?;
        let told = Told { publisher, found, held };
        let detail = Detail::SecretLinkOver { hint };
        told.record(work, AuditAction::SecretLinkWithdrawn, detail).finish(()).await
    }
}

/// The connection's client, whose secret the developer collects.
async fn collected(rows: Tenanted<'_>, id: ConnectionId) -> Result<OwnedClient, Error> {
    let credential = rows.credentials().of_connection(id).await?.ok_or(Error::NotFound)?;
    let held = OwnedClient::lock(rows, credential.id).await?.ok_or(Error::NotFound)?;
    let hand_over = held.of.as_ref().map(|of| of.app.details.hand_over);
    if hand_over != Some(HandOver::DeveloperCollects) {
        let message = "Only secrets that your team collects can be handed on by a link.";
        return Err(Error::Conflict(message.to_owned()));
    }
    Ok(held)
}

/// Whom the histories of both organisations tell of.
struct Told {
    publisher: Actor,
    found: ConnectionOfTenant,
    held: OwnedClient,
}

impl Told {
    /// The tenant reads of the publisher, the publisher of the person.
    fn record(self, mut work: Work, action: AuditAction, detail: Detail) -> Work<Recorded> {
        let Self { publisher, found, held } = self;
        let to_tenant = held.event_without_app(action).detail(detail.clone());
        work.record_for_as(&publisher, AuditChain::Tenant(found.connection.tenant), to_tenant);
        work.record(held.event(action).detail(detail).at(&found.tenant_name))
    }
}
