//! The people of the demo: their accounts, made by set-up links, and their roles.

use std::collections::BTreeMap;

use marketplace::{
    By, Developer, Marketplace, Operator, Origin, PublisherOwner, SignedIn, Started, TenantAdmin,
};
use model::{
    environment::Environment,
    ids::{PublisherId, TenantId},
    role::{PublisherRole, TenantRole},
};
use wire::{
    account::AcceptInvitation,
    members::{InvitePublisherMember, InviteTenantMember},
};

use crate::{
    demo::manifest::{Account, Tenant},
    start_error::StartError,
};

pub struct Cast<'a> {
    marketplace: &'a Marketplace,
    /// One for all accounts, made again for each demo.
    password: String,
    bearers: BTreeMap<String, String>,
    accounts: Vec<Account>,
    tenants: Vec<Tenant>,
    publishers: BTreeMap<String, PublisherId>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the demo's password comes from the operating system's generator"
)]
#[expect(clippy::indexing_slicing, reason = "the remainder by their number is the place of a letter")]
fn new_password() -> String {
    let words: [[u8; 4]; 4] = rand::random();
    let letters = b"abcdefghjkmnpqrstuvwxyz23456789";
    let letter = |byte: u8| char::from(letters[usize::from(byte) % letters.len()]);
    words.map(|word| String::from_iter(word.map(letter))).join("-")
}

impl<'a> Cast<'a> {
    pub fn new(marketplace: &'a Marketplace) -> Self {
        let (bearers, publishers) = (BTreeMap::new(), BTreeMap::new());
        Self {
            marketplace,
            password: new_password(),
            bearers,
            accounts: Vec::new(),
            tenants: Vec::new(),
            publishers,
        }
    }

    pub fn marketplace(&self) -> &'a Marketplace {
        self.marketplace
    }

    /// The accounts and the tenants, for the manifest.
    pub fn take(&mut self) -> (Vec<Account>, Vec<Tenant>) {
        (std::mem::take(&mut self.accounts), std::mem::take(&mut self.tenants))
    }

    /// Opens a set-up link; the person's e-mail address.
    pub async fn join(&mut self, link: &str, name: &str, role: &str) -> Result<String, StartError> {
        let token = link.rsplit('#').next().unwrap_or_default().into();
        let (password, name) = (self.password.clone().into(), Some(name.into()));
        let request = AcceptInvitation { token, name, password };
        let Started { me, bearer, .. } =
            self.marketplace.invitations().accept(request, Origin::default()).await?;
        let email = me.email.to_string();
        self.bearers.insert(email.clone(), bearer);
        match self.accounts.iter_mut().find(|account| account.email == email) {
            Some(account) => account.roles.push(role.to_owned()),
            None => self.accounts.push(Account {
                email: email.clone(),
                name: me.name,
                password: self.password.clone(),
                roles: vec![role.to_owned()],
            }),
        }
        Ok(email)
    }

    pub fn note_tenant(&mut self, id: TenantId, name: &str, kind: Environment) {
        let issuer = self.marketplace.urls().issuer(id, kind, None);
        self.tenants.push(Tenant { id, name: name.to_owned(), kind, issuer });
    }

    pub fn note_publisher(&mut self, id: PublisherId, name: &str) {
        self.publishers.insert(name.to_owned(), id);
    }

    pub fn tenant_id(&self, name: &str) -> Result<TenantId, StartError> {
        let found = self.tenants.iter().find(|tenant| tenant.name == name);
        Ok(found.ok_or_else(|| format!("the demo has no tenant {name}"))?.id)
    }

    fn publisher_id(&self, name: &str) -> Result<PublisherId, StartError> {
        Ok(*self.publishers.get(name).ok_or_else(|| format!("the demo has no publisher {name}"))?)
    }

    async fn signed_in(&self, email: &str) -> Result<SignedIn, StartError> {
        let bearer = self.bearers.get(email).ok_or_else(|| format!("the demo has no account {email}"))?;
        Ok(self.marketplace.sessions().signed_in(bearer, &Origin::default()).await?)
    }

    pub async fn operator(&self, email: &str) -> Result<By<Operator>, StartError> {
        Ok(self.marketplace.as_operator(self.signed_in(email).await?, Origin::default())?)
    }

    pub async fn admin(&self, email: &str, tenant: &str) -> Result<By<TenantAdmin>, StartError> {
        let who = self.signed_in(email).await?;
        Ok(self.marketplace.in_tenant(who, Origin::default(), self.tenant_id(tenant)?).await?.admin()?)
    }

    pub async fn developer(&self, email: &str, publisher: &str) -> Result<By<Developer>, StartError> {
        let who = self.signed_in(email).await?;
        Ok(self
            .marketplace
            .in_publisher(who, Origin::default(), self.publisher_id(publisher)?)
            .await?
            .developer()?)
    }

    async fn publisher_owner(&self, email: &str, publisher: &str) -> Result<By<PublisherOwner>, StartError> {
        let who = self.signed_in(email).await?;
        Ok(self
            .marketplace
            .in_publisher(who, Origin::default(), self.publisher_id(publisher)?)
            .await?
            .owner()?)
    }

    pub async fn add_to_tenant(
        &mut self,
        tenant: &str,
        by: &str,
        email: &str,
        name: &str,
        role: TenantRole,
    ) -> Result<(), StartError> {
        let by = self.admin(by, tenant).await?;
        let request =
            InviteTenantMember { email: email.parse()?, role, deliver: model::person::LinkDelivery::Show };
        let invited = self.marketplace.tenant_members().invite(&by, request).await?;
        self.join(&invited.link, name, &format!("tenant {role}: {tenant}")).await?;
        Ok(())
    }

    pub async fn add_to_publisher(
        &mut self,
        publisher: &str,
        by: &str,
        email: &str,
        name: &str,
        role: PublisherRole,
    ) -> Result<(), StartError> {
        let by = self.publisher_owner(by, publisher).await?;
        let request =
            InvitePublisherMember { email: email.parse()?, role, deliver: model::person::LinkDelivery::Show };
        let invited = self.marketplace.publisher_members().invite(&by, request).await?;
        self.join(&invited.link, name, &format!("publisher {role}: {publisher}")).await?;
        Ok(())
    }
}
