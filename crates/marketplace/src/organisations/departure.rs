//! People who leave an organisation by their own decision.

use model::audit::{AuditAction, AuditChain, Because};

use super::members::last_owner;
use crate::errors::Error;
use crate::permission::{By, PublisherMember, TenantMember};
use crate::service::{Marketplace, PublisherMembers, TenantMembers};
use crate::work::{Event, Work};

impl TenantMembers<'_> {
    /// # Errors
    /// `Conflict` for the last owner, and for a sandbox, which one leaves with its publisher.
    pub async fn leave(self, by: &By<TenantMember>) -> Result<(), Error> {
        let history = AuditChain::Tenant(by.tenant());
        let mut work = self.inner.begin_as(by.author(history)).await?;
        let tenants = work.platform().await?.tenants();
        tenants.lock_roles(by.tenant()).await?;
        let tenant = tenants.get(by.tenant()).await?.ok_or_else(|| Error::broken("tenant", by.tenant()))?;
        if tenant.sandbox_of.is_some() {
            return Err(Error::Conflict("A sandbox is its publisher's. Leave the publisher instead.".into()));
        }
        if tenants.owners(by.tenant()).await? == [by.person().id] {
            return Err(last_owner());
        }
        tenants.remove_member(by.tenant(), by.person().id).await?;
        self.inner.left(work, by).await
    }
}

impl PublisherMembers<'_> {
    /// # Errors
    /// `Conflict` for the last owner.
    pub async fn leave(self, by: &By<PublisherMember>) -> Result<(), Error> {
        let history = AuditChain::Publisher(by.publisher());
        let work = self.inner.begin_as(by.author(history)).await?;
        let publishers = work.shared().publishers();
        publishers.lock_roles(by.publisher()).await?;
        if publishers.owners(by.publisher()).await? == [by.person().id] {
            return Err(last_owner());
        }
        publishers.remove_member(by.publisher(), by.person().id).await?;
        self.inner.left(work, by).await
    }
}

impl Marketplace {
    async fn left<R>(&self, work: Work, by: &By<R>) -> Result<(), Error> {
        let person = by.person();
        let event = Event::new(AuditAction::MemberLeft, person.id, &person.name);
        let because = Because::Left { name: person.name.clone() };
        self.record_member(work, (person.id, &person.email), event, &because).await?.finish(()).await
    }
}
