//! The organisation's own API credentials, with no app between.

use std::collections::BTreeSet;

use model::{
    audit::AuditAction,
    credential::{AuthMethod, Credential, CredentialOwner},
    generation,
    ids::CredentialId,
    scope::{ScopeName, ScopeSet},
    tenant::Tenant,
};
use store::Tx;
use wire::{
    admin::{self, Delete, GeneratedCredential, IssuedCredential, NewCredential},
    page::{Page, PageQuery},
};

use crate::{
    By, Error, Marketplace, TenantAdmin, TenantMember,
    askable::Askable,
    checks::Checks,
    connections::confirmed,
    history::Deed,
    listing::{listing, searched_page},
    once::making,
    tenants::tenant_of,
    versions::in_words,
};

impl Marketplace {
    pub async fn credentials(
        &self,
        by: &By<TenantMember>,
        query: PageQuery,
    ) -> Result<Page<admin::Credential>, Error> {
        let listing = listing(&query, CredentialId::uuid)?;
        let mut tx = self.store().read().await?;
        let tenant = tx.platform().await?.tenants().get(by.tenant()).await?.ok_or(Error::NotFound)?;
        let mut listed = tx.within(tenant.id).await?.credentials().list_own(&listing).await?;
        let items = std::mem::take(&mut listed.items);
        let views = self.credential_views(&mut tx, &tenant, items).await?;
        let id = |one: &admin::Credential| one.client.client_id;
        Ok(searched_page(listed.with(views), id, CredentialId::from_uuid, |one| one))
    }

    pub async fn credential(
        &self,
        by: &By<TenantMember>,
        id: CredentialId,
    ) -> Result<admin::Credential, Error> {
        let mut tx = self.store().read().await?;
        let tenant = tx.platform().await?.tenants().get(by.tenant()).await?.ok_or(Error::NotFound)?;
        let found = tx.within(tenant.id).await?.credentials().own(id).await?.ok_or(Error::NotFound)?;
        self.credential_views(&mut tx, &tenant, vec![found]).await?.pop().ok_or(Error::NotFound)
    }

    /// The secret is in this answer alone.
    pub async fn generate_credential(
        &self,
        by: &By<TenantAdmin>,
        request: NewCredential,
    ) -> Result<GeneratedCredential, Error> {
        let mut tx = making!(self.begin_once(by, "credentials_generate", &request));
        let (name, scopes) = checked(&mut tx, &request).await?;
        let tenant = tenant_of(&mut tx, by).await?;
        self.room_for_credential(&mut tx, tenant.id).await?;
        let owner = CredentialOwner::Tenant { name: name.clone(), scopes: scopes.clone() };
        let credential = self.new_credential(by, owner, AuthMethod::ClientSecret);
        let door = tx.within(tenant.id).await?;
        door.credentials().insert(&credential).await?;
        let secret = self.issue(door, &credential, by.person().id).await?;
        let deed = Deed::new(AuditAction::CredentialCreated, credential.id, &name);
        self.decided(&mut tx, by, deed.detail(format!("May use {}", in_words(&scopes)))).await?;
        tx.within(tenant.id).await?.credential_changed(credential.id, self.now()).await?;
        let issued = self.issued(&tenant, &credential, &scopes, Some(secret));
        let view = self.credential_views(&mut tx, &tenant, vec![credential]).await?.pop();
        let generated = GeneratedCredential { credential: view.ok_or(Error::NotFound)?, issued };
        tx.commit(&generated).await?;
        Ok(generated)
    }

    /// The old secret and all tokens die at once. The new secret is in this answer alone.
    pub async fn regenerate_credential_secret(
        &self,
        by: &By<TenantAdmin>,
        id: CredentialId,
    ) -> Result<IssuedCredential, Error> {
        let mut tx = making!(self.begin_once(by, "credentials_regenerate_secret", id));
        let tenant = tenant_of(&mut tx, by).await?;
        let door = tx.within(tenant.id).await?;
        let before = door.credentials().lock_own(id).await?.ok_or(Error::NotFound)?;
        let credential = Credential { generation: generation::next(before.generation, self.now()), ..before };
        let secret = self.reissue(door, &credential, by.person().id).await?;
        let (name, scopes) = own(&credential)?;
        let deed = Deed::new(AuditAction::SecretRegenerated, id, &name);
        self.decided(&mut tx, by, deed.detail("The old secret stopped working at once")).await?;
        tx.within(tenant.id).await?.credential_changed(id, self.now()).await?;
        let issued = self.issued(&tenant, &credential, &scopes, Some(secret));
        tx.commit(&issued).await?;
        Ok(issued)
    }

    /// Permanent.
    pub async fn delete_credential(
        &self,
        by: &By<TenantAdmin>,
        id: CredentialId,
        request: Delete,
    ) -> Result<(), Error> {
        let mut tx = making!(self.begin_once(by, "credentials_delete", (id, &request)));
        let door = tx.within(by.tenant()).await?;
        let before = door.credentials().lock_own(id).await?.ok_or(Error::NotFound)?;
        let (name, _) = own(&before)?;
        confirmed(&request, &name)?;
        let generation = generation::next(before.generation, self.now());
        let deleted = Credential { generation, deleted_at: Some(self.now()), ..before };
        door.secrets().delete_of(id).await?;
        door.credentials().update(&deleted).await?;
        self.decided(&mut tx, by, Deed::new(AuditAction::CredentialDeleted, id, &name)).await?;
        tx.within(by.tenant()).await?.credential_changed(id, self.now()).await?;
        tx.commit(&()).await
    }

    async fn credential_views(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        credentials: Vec<Credential>,
    ) -> Result<Vec<admin::Credential>, Error> {
        let clients = self.clients(tx, tenant, &credentials).await?;
        let view = |(credential, client): (&Credential, admin::Client)| {
            let (name, scopes) = own(credential)?;
            let (scopes, created_by_id) = (scopes.into_iter().collect(), credential.created_by);
            Ok(admin::Credential { name, scopes, client, created_by_id })
        };
        credentials.iter().zip(clients).map(view).collect()
    }
}

/// Name and scopes of a tenant's own credential.
fn own(credential: &Credential) -> Result<(String, ScopeSet), Error> {
    match &credential.owner {
        CredentialOwner::Tenant { name, scopes } => Ok((name.clone(), scopes.clone())),
        CredentialOwner::Connection(_) => Err(Error::NotFound),
    }
}

async fn checked(tx: &mut Tx, request: &NewCredential) -> Result<(String, ScopeSet), Error> {
    let mut checks = Checks::new();
    let name = checks.name("name", &request.name, 80);
    if request.scopes.is_empty() {
        checks.wrong("scopes", "Choose at least one scope.");
    }
    let scopes: ScopeSet = request.scopes.iter().cloned().collect();
    let askable = Askable::among(tx, &scopes).await?;
    let mut seen: BTreeSet<&ScopeName> = BTreeSet::new();
    for (index, scope) in request.scopes.iter().enumerate() {
        if let Some(message) = askable.refusal(scope, seen.insert(scope), false) {
            checks.wrong(format!("scopes[{index}]"), message);
        }
    }
    checks.finish()?;
    Ok((name, scopes))
}
