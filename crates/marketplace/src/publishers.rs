use model::{
    audit::{AuditAction, AuditChain},
    environment::Environment,
    ids::{PublisherId, TenantId},
    person::InvitedTo,
    publisher::Publisher,
    role::PublisherRole,
    tenant::Tenant,
};
use store::{Listed, Tx, changes::Change};
use wire::{
    developer,
    operator::{self, ChangePublisher, CreatedPublisher, NewPublisher},
    page::{Page, PageQuery},
};

use crate::{
    By, Error, Marketplace, Operator, PublisherMember,
    checks::Checks,
    history::Deed,
    listing::{listing, page},
};

impl Marketplace {
    /// A publisher with its sandbox tenant, whose first owner gets a set-up link.
    pub async fn create_publisher(
        &self,
        by: &By<Operator>,
        request: NewPublisher,
    ) -> Result<CreatedPublisher, Error> {
        let mut checks = Checks::new();
        let name = checks.text("name", &request.name, 1..=120);
        let website = checks.https_url("website", request.website.as_deref());
        checks.finish()?;
        let (id, sandbox, now) = (self.new_id(PublisherId::new), self.new_id(TenantId::new), self.now());
        let tenant = Tenant {
            id: sandbox,
            name: format!("{name} sandbox"),
            kind: Environment::Sandbox,
            sandbox_of: Some(id),
            created_at: now,
        };
        let publisher = Publisher { id, name, website, verified: false, sandbox, created_at: now };
        let mut tx = self.store().begin().await?;
        tx.platform().await?.publishers().insert(&publisher, &tenant).await?;
        let owner = InvitedTo::Publisher(id, PublisherRole::Owner);
        let invited = self.invite(&mut tx, &request.owner_email, owner, Some(by.person().id)).await?;
        for chain in [AuditChain::Platform, AuditChain::Publisher(id)] {
            let deed = Deed::new(AuditAction::PublisherCreated, id, &publisher.name);
            let deed = deed.detail(format!("Owner invited: {}", request.owner_email));
            self.record(&mut tx, chain, by, deed).await?;
        }
        let sandbox =
            Deed::new(AuditAction::TenantCreated, sandbox, &tenant.name).detail("The publisher's sandbox");
        self.record(&mut tx, AuditChain::Tenant(tenant.id), by, sandbox).await?;
        tx.platform().await?.changed(Change::Tenant(tenant.id), self.now()).await?;
        tx.commit().await?;
        Ok(CreatedPublisher { publisher: self.publisher_for_operator(by, id).await?, invited })
    }

    pub async fn publishers_for_operator(
        &self,
        _: &By<Operator>,
        query: PageQuery,
    ) -> Result<Page<operator::Publisher>, Error> {
        let listing = listing(&query, PublisherId::uuid)?;
        let mut tx = self.store().read().await?;
        let Listed { items, more } = tx.platform().await?.publishers().list(&listing).await?;
        let items = operator_views(&mut tx, items).await?;
        Ok(page(Listed { items, more }, |publisher| publisher.id, |publisher| publisher))
    }

    pub async fn publisher_for_operator(
        &self,
        _: &By<Operator>,
        id: PublisherId,
    ) -> Result<operator::Publisher, Error> {
        let mut tx = self.store().read().await?;
        let found = tx.platform().await?.publishers().get(id).await?.ok_or(Error::NotFound)?;
        operator_views(&mut tx, vec![found]).await?.pop().ok_or(Error::NotFound)
    }

    pub async fn change_publisher(
        &self,
        by: &By<Operator>,
        id: PublisherId,
        request: ChangePublisher,
    ) -> Result<operator::Publisher, Error> {
        let mut checks = Checks::new();
        let name = checks.text("name", &request.name, 1..=120);
        let website = checks.https_url("website", request.website.as_deref());
        checks.finish()?;
        let mut tx = self.store().begin().await?;
        let publishers = tx.platform().await?.publishers();
        let before = publishers.get(id).await?.ok_or(Error::NotFound)?;
        let verified = request.verified;
        publishers.update(&Publisher { name: name.clone(), website, verified, ..before }).await?;
        for chain in [AuditChain::Platform, AuditChain::Publisher(id)] {
            let detail = if verified { "Verified publisher" } else { "Unverified publisher" };
            let deed = Deed::new(AuditAction::PublisherChanged, id, &name).detail(detail);
            self.record(&mut tx, chain, by, deed).await?;
        }
        tx.commit().await?;
        self.publisher_for_operator(by, id).await
    }

    /// The home of a publisher's own people.
    pub async fn publisher(&self, by: &By<PublisherMember>) -> Result<developer::Publisher, Error> {
        let mut tx = self.store().read().await?;
        let publisher =
            tx.platform().await?.publishers().get(by.publisher()).await?.ok_or(Error::NotFound)?;
        Ok(developer::Publisher {
            id: publisher.id,
            name: publisher.name,
            website: publisher.website,
            verified: publisher.verified,
            sandbox_tenant_id: publisher.sandbox,
            sandbox_issuer: self.urls().issuer(publisher.sandbox, Environment::Sandbox),
            role: by.role(),
            created_at: publisher.created_at,
        })
    }
}

async fn operator_views(tx: &mut Tx, publishers: Vec<Publisher>) -> Result<Vec<operator::Publisher>, Error> {
    let ids: Vec<_> = publishers.iter().map(|publisher| publisher.id).collect();
    let counts = tx.platform().await?.counts();
    let members = counts.members_of_publishers(&ids).await?;
    let apps = counts.apps_of_publishers(&ids).await?;
    let view = |publisher: Publisher| operator::Publisher {
        members: members.get(&publisher.id).copied().unwrap_or_default(),
        apps: apps.get(&publisher.id).copied().unwrap_or_default(),
        id: publisher.id,
        name: publisher.name,
        website: publisher.website,
        verified: publisher.verified,
        sandbox_tenant_id: publisher.sandbox,
        created_at: publisher.created_at,
    };
    Ok(publishers.into_iter().map(view).collect())
}
