//! A tenant's own API credentials, without an app.

use std::collections::BTreeSet;

use model::{
    audit::{AuditAction, Detail},
    credential::{AuthMethod, Credential, CredentialOwner},
    generation,
    ids::CredentialId,
    scope::{ScopeName, ScopeSet},
};
use store::{Shared, clients::Client};
use wire::{
    admin::{self, Delete, GeneratedCredential, IssuedCredential, NewCredential},
    page::{Page, PageQuery},
};

use super::connections::confirmed;
use crate::clients::askable::Askable;
use crate::clients::people_of;
use crate::errors::Error;
use crate::permission::{By, InTenant, TenantAdmin, TenantMember, begin};
use crate::requests::Checks;
use crate::requests::listing::{listing, searched_page};
use crate::service::Credentials;
use crate::views::names;
use crate::work::Event;

impl Credentials<'_> {
    pub async fn list(
        self,
        by: &By<TenantMember>,
        query: PageQuery,
    ) -> Result<Page<admin::Credential>, Error> {
        let listing = listing(&query, CredentialId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let mut listed = rows.credentials().list_own(&listing).await?;
        let ids: Vec<_> = std::mem::take(&mut listed.items).into_iter().map(|one| one.id).collect();
        let clients = rows.clients(&ids).await?;
        let views = self.views(rows.shared(), by, clients).await?;
        let id = |one: &admin::Credential| one.client.client_id;
        Ok(searched_page(listed.with(views), id, CredentialId::from_uuid, |one| one))
    }

    pub async fn get(self, by: &By<TenantMember>, id: CredentialId) -> Result<admin::Credential, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        rows.credentials().own(id).await?.ok_or(Error::NotFound)?;
        let clients = rows.clients(&[id]).await?;
        // It may have been deleted between the two reads.
        self.views(rows.shared(), by, clients).await?.pop().ok_or(Error::NotFound)
    }

    /// The secret is in this answer alone.
    pub async fn generate(
        self,
        by: &By<TenantAdmin>,
        request: NewCredential,
    ) -> Result<GeneratedCredential, Error> {
        let mut work = begin!(self, by, "credentials_generate", &request);
        let (name, scopes) = checked(work.shared(), &request).await?;
        let rows = work.within(by.tenant()).await?;
        self.inner.room_for_credential(rows).await?;
        let owner = CredentialOwner::Tenant { name: name.clone(), scopes: scopes.clone() };
        let credential = self.inner.new_credential(by, owner, AuthMethod::ClientSecret);
        rows.credentials().insert(&credential).await?;
        let (plain, secret) = self.inner.issue(rows, &credential, by.person().id).await?;
        work.changed(&credential);
        let event = Event::new(AuditAction::CredentialCreated, credential.id, &name);
        let event = event.detail(Detail::MayUse { scopes: scopes.clone() });
        let issued = self.inner.issued(by.tenancy(), &credential, &scopes, Some(plain));
        let id = credential.id;
        let client = Client { credential, secrets: vec![secret], refusals: None };
        let view = self.views(work.shared(), by, vec![client]).await?.pop();
        let credential = view.ok_or_else(|| Error::broken("client of credential", id))?;
        work.record(event).finish(GeneratedCredential { credential, issued }).await
    }

    /// The old secret and all tokens are revoked at once. The new secret is in this answer alone.
    pub async fn regenerate_secret(
        self,
        by: &By<TenantAdmin>,
        id: CredentialId,
    ) -> Result<IssuedCredential, Error> {
        let mut work = begin!(self, by, "credentials_regenerate_secret", id);
        let rows = work.within(by.tenant()).await?;
        let before = rows.credentials().lock_own(id).await?.ok_or(Error::NotFound)?;
        let credential =
            Credential { generation: generation::next(before.generation, self.inner.now()), ..before };
        let (plain, _) = self.inner.reissue(rows, &credential, by.person().id).await?;
        work.changed(&credential);
        let (name, scopes) = own(&credential)?;
        let event = Event::new(AuditAction::SecretRegenerated, id, &name);
        let event = event.detail(Detail::OldSecretStopped);
        let issued = self.inner.issued(by.tenancy(), &credential, &scopes, Some(plain));
        work.record(event).finish(issued).await
    }

    /// Permanent.
    pub async fn delete(self, by: &By<TenantAdmin>, id: CredentialId, request: Delete) -> Result<(), Error> {
        let mut work = begin!(self, by, "credentials_delete", (id, &request));
        let rows = work.within(by.tenant()).await?;
        let before = rows.credentials().lock_own(id).await?.ok_or(Error::NotFound)?;
        let (name, _) = own(&before)?;
        confirmed(&request, &name)?;
        let generation = generation::next(before.generation, self.inner.now());
        let deleted = Credential { generation, deleted_at: Some(self.inner.now()), ..before };
        rows.secrets().delete_of(id).await?;
        rows.credentials().update(&deleted).await?;
        work.changed(&deleted);
        work.record(Event::new(AuditAction::CredentialDeleted, id, &name)).finish(()).await
    }

    /// In the order of the clients: the newest first.
    async fn views(
        self,
        shared: Shared<'_>,
        by: &impl InTenant,
        clients: Vec<Client>,
    ) -> Result<Vec<admin::Credential>, Error> {
        let names = names(shared, by.person(), clients.iter().flat_map(people_of)).await?;
        let view = |client: &Client| {
            let (name, scopes) = own(&client.credential)?;
            let (scopes, created_by_id) = (scopes.into_iter().collect(), client.credential.created_by);
            let client = self.inner.client_view(by.tenancy(), client, &names);
            Ok(admin::Credential { name, scopes, client, created_by_id })
        };
        clients.iter().map(view).collect()
    }
}

/// Name and scopes of a tenant's own credential.
fn own(credential: &Credential) -> Result<(String, ScopeSet), Error> {
    match &credential.owner {
        CredentialOwner::Tenant { name, scopes } => Ok((name.clone(), scopes.clone())),
        CredentialOwner::Connection(_) => Err(Error::NotFound),
    }
}

async fn checked(shared: Shared<'_>, request: &NewCredential) -> Result<(String, ScopeSet), Error> {
    let mut checks = Checks::new();
    let name = checks.text("name", &request.name);
    if request.scopes.is_empty() {
        checks.wrong("scopes", "Choose at least one scope.");
    }
    let scopes: ScopeSet = request.scopes.iter().cloned().collect();
    let askable = Askable::among(shared, &scopes).await?;
    let mut seen: BTreeSet<&ScopeName> = BTreeSet::new();
    for (index, scope) in request.scopes.iter().enumerate() {
        if let Some(message) = askable.refusal(scope, seen.insert(scope), false) {
            checks.wrong(format!("scopes[{index}]"), message);
        }
    }
    checks.finish()?;
    Ok((name, scopes))
}
