//! A tenant's own API credentials, without an app.

use std::collections::BTreeSet;

use model::{
    audit::{AuditAction, Detail},
    credential::{AuthMethod, Credential, CredentialOwner, Standing},
    generation,
    ids::CredentialId,
    receipt::Decision,
    scope::{ScopeName, ScopeSet},
};
use store::{Shared, Tx, clients::Client};
use wire::{
    admin::{self, Delete, GeneratedCredential, IssuedCredential, NewCredential},
    page::{Page, PageQuery},
    secrets::Regenerate,
    texts::CredentialName,
};

use super::connections::confirmed;
use super::credential_receipts::OwnDecided;
use crate::clients::askable::Askable;
use crate::clients::rotation::overlap;
use crate::clients::{addressed, people_of};
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
        let views = self.views(&mut tx, by, clients).await?;
        let id = |one: &admin::Credential| one.client.client_id;
        Ok(searched_page(listed.with(views), id, CredentialId::from_uuid, |one| one))
    }

    pub async fn get(self, by: &By<TenantMember>, id: CredentialId) -> Result<admin::Credential, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        rows.credentials().own(id).await?.ok_or(Error::NotFound)?;
        let clients = rows.clients(&[id]).await?;
        // It may have been deleted between the two reads.
        self.views(&mut tx, by, clients).await?.pop().ok_or(Error::NotFound)
    }

    /// The secret is in this answer alone.
    pub async fn generate(
        self,
        by: &By<TenantAdmin>,
        request: NewCredential,
    ) -> Result<GeneratedCredential, Error> {
        let mut work = begin!(self, by, "credentials_generate", &request);
        let (name, scopes) = checked(work.shared(), &request.name, &request.scopes, &ScopeSet::new()).await?;
        let ends_at = self.inner.end_ahead(request.ends_at)?;
        let rows = work.within(by.tenant()).await?;
        self.inner.room_for_credential(rows).await?;
        let owner = CredentialOwner::Tenant { name: name.clone(), scopes: scopes.clone() };
        let standing = Standing { ends_at, ..Standing::default() };
        let credential = self.inner.new_credential(by, owner, AuthMethod::ClientSecret);
        let credential = Credential { standing, ..credential };
        rows.credentials().insert(&credential).await?;
        self.inner.count_scopes(rows, credential.id, &ScopeSet::new(), &scopes).await?;
        let (plain, secret) = self.inner.issue(rows, &by.tenancy(), &credential, by.person().id).await?;
        work.changed(&credential);
        let decided = OwnDecided { decision: Decision::Generated, credential: &credential, before: None };
        self.inner.give_own_receipt(&mut work, by, decided).await?;
        let event = Event::new(AuditAction::CredentialCreated, credential.id, &name);
        let event = event.detail(Detail::MayUse { scopes: scopes.clone(), until: ends_at });
        let issued = self.inner.issued(&by.tenancy(), &credential, &scopes, Some(plain));
        let id = credential.id;
        let client = Client { credential, secrets: vec![secret], refusals: None };
        let view = self.views(&mut work, by, vec![client]).await?.pop();
        let credential = view.ok_or_else(|| Error::broken("client of credential", id))?;
        work.record(event).finish(GeneratedCredential { credential, issued }).await
    }

    /// The old secret and all tokens are revoked at once, or the old secret works on for a time and tokens stay. The new
    /// secret is in this answer alone.
    pub async fn regenerate_secret(
        self,
        by: &By<TenantAdmin>,
        id: CredentialId,
        request: Regenerate,
    ) -> Result<IssuedCredential, Error> {
        let keep_old_hours = overlap(&request)?;
        let mut work = begin!(self, by, "credentials_regenerate_secret", (id, &request));
        let rows = work.within(by.tenant()).await?;
        let before = rows.credentials().lock_own(id).await?.ok_or(Error::NotFound)?;
        let generation = match keep_old_hours {
            None => generation::next(before.generation, self.inner.now()),
            Some(_) => before.generation,
        };
        let credential = Credential { generation, ..before };
        let (tenancy, person) = (by.tenancy(), by.person().id);
        let (credential, detail) =
            self.inner.make_room(rows, &tenancy, credential, person, keep_old_hours).await?;
        let (plain, _) = self.inner.issue(rows, &tenancy, &credential, person).await?;
        work.changed(&credential);
        let (name, scopes) = own(&credential)?;
        let event = Event::new(AuditAction::SecretRegenerated, id, &name).detail(detail);
        let issued = self.inner.issued(&tenancy, &credential, &scopes, Some(plain));
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
        let deleted = Credential { generation, deleted_at: Some(self.inner.now()), ..before.clone() };
        rows.secrets().delete_of(id).await?;
        rows.scope_uses().delete_of(id).await?;
        rows.credentials().update(&deleted).await?;
        work.changed(&deleted);
        let decided = OwnDecided { decision: Decision::Deleted, credential: &deleted, before: Some(&before) };
        self.inner.give_own_receipt(&mut work, by, decided).await?;
        work.record(Event::new(AuditAction::CredentialDeleted, id, &name)).finish(()).await
    }

    /// In the order of the clients: the newest first.
    pub(super) async fn views(
        self,
        tx: &mut Tx,
        by: &impl InTenant,
        clients: Vec<Client>,
    ) -> Result<Vec<admin::Credential>, Error> {
        let tenancy = by.tenancy();
        let owned: Vec<_> = clients.iter().map(|client| own(&client.credential)).collect::<Result<_, _>>()?;
        let held: Vec<_> =
            clients.iter().zip(&owned).map(|(client, (_, held))| (&client.credential, held)).collect();
        let mut scope_use = self.inner.scope_use(tx.within(tenancy.id).await?, &held).await?;
        let formers = self.inner.formers(tx, std::iter::once(addressed(&tenancy))).await?;
        let names = names(tx.shared(), by.person(), clients.iter().flat_map(people_of)).await?;
        let view = |(client, (name, scopes)): (&Client, &(String, ScopeSet))| admin::Credential {
            name: name.clone(),
            scopes: scopes.iter().cloned().collect(),
            client: self.inner.client_view(&tenancy, &formers, client, &names),
            created_by_id: client.credential.created_by,
            stops: self.inner.own_stops_view(client, &names),
            ends_at: client.credential.standing.ends_at,
            revision: client.credential.standing.revision,
            scope_use: scope_use.remove(&client.credential.id),
        };
        Ok(clients.iter().zip(&owned).map(view).collect())
    }
}

/// Name and scopes of a tenant's own credential.
pub(super) fn own(credential: &Credential) -> Result<(String, ScopeSet), Error> {
    match &credential.owner {
        CredentialOwner::Tenant { name, scopes } => Ok((name.clone(), scopes.clone())),
        CredentialOwner::Connection(_) => Err(Error::NotFound),
    }
}

/// The name and the scopes as they are kept. What is `held` already may stay, whatever became of it in the catalogue.
pub(super) async fn checked(
    shared: Shared<'_>,
    name: &CredentialName,
    wanted: &[ScopeName],
    held: &ScopeSet,
) -> Result<(String, ScopeSet), Error> {
    let mut checks = Checks::new();
    let name = checks.text("name", name);
    if wanted.is_empty() {
        checks.wrong("scopes", "Choose at least one scope.");
    }
    let scopes: ScopeSet = wanted.iter().cloned().collect();
    let askable = Askable::among(shared, &scopes).await?;
    let mut seen: BTreeSet<&ScopeName> = BTreeSet::new();
    for (index, scope) in wanted.iter().enumerate() {
        let first = seen.insert(scope);
        if first && held.contains(scope) {
            continue;
        }
        if let Some(message) = askable.refusal(scope, first, false) {
            checks.wrong(format!("scopes[{index}]"), message);
        }
    }
    checks.finish()?;
    Ok((name, scopes))
}
