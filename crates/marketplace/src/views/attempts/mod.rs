//! What a client asked for lately, with the true reason of each refusal: for the client's own people alone.

mod request_words;
mod scopes;
mod secret_words;
mod words;

use std::collections::{BTreeSet, HashMap};

use model::{
    attempt::Refusal,
    credential::CredentialOwner,
    ids::{ConnectionId, CredentialId, PersonId, SecretId},
    scope::ScopeName,
};
use store::{Tenanted, attempts, clients::Client, former_secrets::FormerSecret};
use wire::attempts::{Attempt, Attempts as View, Refused};

use self::scopes::Scopes;
use self::words::{Reason, words};
use crate::errors::Error;
use crate::permission::{By, PublisherMember, TenantMember};
use crate::service::Attempts;
use crate::views::names;

impl Attempts<'_> {
    /// Of the client of one of the tenant's connections.
    pub async fn of_connection(self, by: &By<TenantMember>, id: ConnectionId) -> Result<View, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let found = rows.connections().get_with_app(id).await?.ok_or(Error::NotFound)?;
        let Some(client) = rows.clients_of(&[id]).await?.pop() else { return Ok(View { items: Vec::new() }) };
        let known = Known::of(rows, &client).await?;
        let scopes =
            Scopes::of_connection(rows, &found.connection, found.app.latest_version, &known.refused_scopes())
                .await?;
        let names = names(rows.shared(), by.person(), known.people()).await?;
        Ok(known.view(&client, &scopes, |person| names.get(&person).cloned().unwrap_or_default()))
    }

    /// Of one of the tenant's own credentials.
    pub async fn of_credential(self, by: &By<TenantMember>, id: CredentialId) -> Result<View, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let client = rows.clients(&[id]).await?.pop().ok_or(Error::NotFound)?;
        let CredentialOwner::Tenant { scopes, .. } = &client.credential.owner else {
            return Err(Error::NotFound);
        };
        let known = Known::of(rows, &client).await?;
        let scopes = Scopes { granted: scopes.clone(), of_app: None };
        let names = names(rows.shared(), by.person(), known.people()).await?;
        Ok(known.view(&client, &scopes, |person| names.get(&person).cloned().unwrap_or_default()))
    }

    /// Of the client of a connection of one of the publisher's apps. Which of the tenant's people replaced a secret is the
    /// tenant's own affair.
    pub async fn of_publisher(self, by: &By<PublisherMember>, id: ConnectionId) -> Result<View, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let found = platform.connections().get_of_publisher(by.publisher(), id).await?;
        let found = found.ok_or(Error::NotFound)?;
        let app = found.connection.app;
        let latest = platform.apps().get(app).await?.ok_or_else(|| Error::broken("app", app))?.latest_version;
        let rows = tx.within(found.connection.tenant).await?;
        let Some(client) = rows.clients_of(&[id]).await?.pop() else { return Ok(View { items: Vec::new() }) };
        let known = Known::of(rows, &client).await?;
        let scopes = Scopes::of_connection(rows, &found.connection, latest, &known.refused_scopes()).await?;
        Ok(known.view(&client, &scopes, |_| found.tenant_name.clone()))
    }
}

/// What is kept of a client.
struct Known {
    attempts: Vec<attempts::Attempt>,
    former: HashMap<SecretId, FormerSecret>,
}

impl Known {
    async fn of(rows: Tenanted<'_>, client: &Client) -> Result<Self, Error> {
        let attempts = rows.attempts().of(client.credential.id).await?;
        let secrets: BTreeSet<_> = attempts.iter().filter_map(|one| one.secret).collect();
        let former = rows.secrets().former(&secrets.into_iter().collect::<Vec<_>>()).await?;
        Ok(Self { attempts, former: former.into_iter().map(|one| (one.id, one)).collect() })
    }

    /// Who replaced or retired secrets.
    fn people(&self) -> impl Iterator<Item = PersonId> {
        self.former.values().filter_map(|one| one.ended_by)
    }

    /// The scopes that were asked for and refused.
    fn refused_scopes(&self) -> Vec<ScopeName> {
        let of_scopes = self
            .attempts
            .iter()
            .filter(|one| matches!(one.refusal, Some(Refusal::ScopeNotGranted | Refusal::InsufficientScope)));
        let names: BTreeSet<ScopeName> =
            of_scopes.filter_map(|one| one.detail.as_deref()?.parse().ok()).collect();
        names.into_iter().collect()
    }

    fn view(self, client: &Client, scopes: &Scopes, who: impl Fn(PersonId) -> String) -> View {
        let refused = |one: &attempts::Attempt, reason: Refusal| {
            let about = Reason {
                reason,
                attempt: one,
                method: client.credential.auth_method,
                secrets: &client.secrets,
                former: one.secret.and_then(|id| self.former.get(&id)),
                scopes,
                who: &who,
            };
            let (why, fix) = words(&about);
            Refused { reason, label: reason.label().to_owned(), answer: one.answer.clone(), why, fix }
        };
        let item = |one: &attempts::Attempt| Attempt {
            at: one.at,
            correlation_id: one.request.to_string(),
            endpoint: one.endpoint,
            address: one.address.clone(),
            user_agent: one.user_agent.clone(),
            refused: one.refusal.map(|reason| refused(one, reason)),
        };
        View { items: self.attempts.iter().map(item).collect() }
    }
}
