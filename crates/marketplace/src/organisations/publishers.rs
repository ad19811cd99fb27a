//! Publishers: created and changed by operators, read by their own people.

use model::{
    audit::{AuditAction, AuditChain, Detail, Field, Value, ValueChange},
    environment::Environment,
    ids::{PublisherId, TenantId},
    person::InvitedTo,
    publisher::Publisher,
    role::PublisherRole,
    tenant::Tenant,
};
use store::{Platform, changes::Change};
use wire::{
    developer,
    operator::{self, ChangePublisher, CreatedPublisher, NewPublisher},
    page::{Page, PageQuery},
};

use crate::errors::Error;
use crate::permission::{By, Operator, PublisherMember, begin};
use crate::requests::listing::{listing, page};
use crate::requests::{Checks, same_revision};
use crate::service::{OwnPublisher, Publishers};
use crate::work::Event;

impl Publishers<'_> {
    /// A publisher with its sandbox tenant, whose first owner gets a set-up link.
    pub async fn create(self, by: &By<Operator>, request: NewPublisher) -> Result<CreatedPublisher, Error> {
        let mut checks = Checks::new();
        let name = checks.text("name", &request.name);
        let website = checks.https_url("website", request.website.as_ref());
        checks.finish()?;
        let (id, sandbox, now) =
            (self.inner.new_id(PublisherId::new), self.inner.new_id(TenantId::new), self.inner.now());
        let tenant = Tenant {
            id: sandbox,
            name: format!("{name} sandbox"),
            kind: Environment::Sandbox,
            sandbox_of: Some(id),
            slug: None,
            secret_days: None,
            revision: 0,
            created_at: now,
        };
        let publisher = Publisher {
            id,
            name,
            website,
            verified: false,
            sandbox,
            sandbox_slug: None,
            revision: 0,
            created_at: now,
        };
        let mut work = begin!(self, by, "publishers_create", &request);
        work.shared().publishers().insert(&publisher, &tenant).await?;
        let owner = InvitedTo::Publisher(id, PublisherRole::Owner);
        let by_id = Some(by.person().id);
        let made = self.inner.invite(&mut work, &request.owner_email, owner, by_id, request.deliver).await?;
        work.changed(Change::Tenant(tenant.id));
        let event = Event::new(AuditAction::PublisherCreated, id, &publisher.name);
        let event = event.detail(Detail::OwnerInvited { email: request.owner_email.clone() });
        let sandbox = Event::new(AuditAction::TenantCreated, sandbox, &tenant.name);
        work.record_in(AuditChain::Tenant(tenant.id), sandbox.detail(Detail::PublishersSandbox));
        work.record_in(AuditChain::Publisher(id), event.clone());
        let platform = work.platform().await?;
        let publisher = operator_view(platform, publisher).await?;
        work.record(event).finish(CreatedPublisher { publisher, invited: made.invited }).await
    }

    pub async fn list(self, _: &By<Operator>, query: PageQuery) -> Result<Page<operator::Publisher>, Error> {
        let listing = listing(&query, PublisherId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let mut listed = platform.publishers().list(&listing).await?;
        let views = operator_views(platform, std::mem::take(&mut listed.items)).await?;
        Ok(page(listed.with(views), |publisher| publisher.id, |publisher| publisher))
    }

    pub async fn get(self, _: &By<Operator>, id: PublisherId) -> Result<operator::Publisher, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let found = platform.publishers().get(id).await?.ok_or(Error::NotFound)?;
        operator_view(platform, found).await
    }

    pub async fn change(
        self,
        by: &By<Operator>,
        id: PublisherId,
        request: ChangePublisher,
    ) -> Result<operator::Publisher, Error> {
        let mut checks = Checks::new();
        let name = checks.text("name", &request.name);
        let website = checks.https_url("website", request.website.as_ref());
        checks.finish()?;
        let mut work = begin!(self, by, "publishers_change", (id, &request));
        let publishers = work.shared().publishers();
        let before = publishers.get(id).await?.ok_or(Error::NotFound)?;
        same_revision(request.revision, before.revision)?;
        let after = Publisher { name, website, verified: request.verified, ..before.clone() };
        let after = publishers.update(&after).await?;
        let event = Event::new(AuditAction::PublisherChanged, id, &after.name);
        let event = event.detail(changes(&before, &after));
        work.record_in(AuditChain::Publisher(id), event.clone());
        let platform = work.platform().await?;
        let view = operator_view(platform, after).await?;
        work.record(event).finish(view).await
    }
}

impl OwnPublisher<'_> {
    /// The home of a publisher's own people.
    pub async fn get(self, by: &By<PublisherMember>) -> Result<developer::Publisher, Error> {
        let tx = self.inner.store().read().await?;
        let publisher = tx.shared().publishers().get(by.publisher()).await?;
        let publisher = publisher.ok_or_else(|| Error::broken("publisher", by.publisher()))?;
        let (sandbox, slug) = (publisher.sandbox, publisher.sandbox_slug.as_ref());
        Ok(developer::Publisher {
            sandbox_issuer: self.inner.urls().issuer(sandbox, Environment::Sandbox, slug),
            id: publisher.id,
            name: publisher.name,
            website: publisher.website,
            verified: publisher.verified,
            sandbox_tenant_id: sandbox,
            role: by.role(),
            created_at: publisher.created_at,
        })
    }
}

/// What differs, for the history.
fn changes(before: &Publisher, after: &Publisher) -> Detail {
    let website = |of: &Publisher| of.website.as_deref().map(Value::from);
    let valued = [
        ValueChange::new(Field::Name, before.name.as_str(), after.name.as_str()),
        ValueChange { field: Field::Website, before: website(before), after: website(after) },
        ValueChange::new(Field::Verified, before.verified, after.verified),
    ];
    Detail::changed(&[], valued)
}

async fn operator_view(platform: Platform<'_>, publisher: Publisher) -> Result<operator::Publisher, Error> {
    let id = publisher.id;
    let view = operator_views(platform, vec![publisher]).await?.pop();
    view.ok_or_else(|| Error::broken("publisher", id))
}

async fn operator_views(
    platform: Platform<'_>,
    publishers: Vec<Publisher>,
) -> Result<Vec<operator::Publisher>, Error> {
    let ids: Vec<_> = publishers.iter().map(|publisher| publisher.id).collect();
    let counts = platform.counts();
    let members = counts.members_of_publishers(&ids).await?;
    let apps = counts.apps_of_publishers(&ids).await?;
    let view = |publisher: Publisher| operator::Publisher {
        members: members.get(&publisher.id).copied().unwrap_or_default(),
        apps: apps.get(&publisher.id).copied().unwrap_or_default(),
        id: publisher.id,
        name: publisher.name,
        website: publisher.website,
        verified: publisher.verified,
        revision: publisher.revision,
        sandbox_tenant_id: publisher.sandbox,
        created_at: publisher.created_at,
    };
    Ok(publishers.into_iter().map(view).collect())
}
