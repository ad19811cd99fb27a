//! People who leave by themselves.

use model::audit::{AuditAction, AuditChain};
use store::Tx;

use crate::{
    By, Error, Marketplace, PublisherMember, TenantMember, ended_invitations::Because, history::Deed,
    members::last_owner, organisations::lock_roles,
};

impl Marketplace {
    /// # Errors
    /// `Conflict` for the last owner, and for a sandbox, which one leaves with its publisher.
    pub async fn leave_tenant(&self, by: &By<TenantMember>) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        lock_roles(&mut tx, AuditChain::Tenant(by.tenant())).await?;
        let tenants = tx.platform().await?.tenants();
        let tenant = tenants.get(by.tenant()).await?.ok_or(Error::NotFound)?;
        if tenant.sandbox_of.is_some() {
            return Err(Error::Conflict("A sandbox is its publisher's. Leave the publisher instead.".into()));
        }
        if tenants.owners(by.tenant()).await? == [by.person().id] {
            return Err(last_owner());
        }
        tenants.remove_member(by.tenant(), by.person().id).await?;
        self.left(tx, by, AuditChain::Tenant(by.tenant())).await
    }

    /// # Errors
    /// `Conflict` for the last owner.
    pub async fn leave_publisher(&self, by: &By<PublisherMember>) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        lock_roles(&mut tx, AuditChain::Publisher(by.publisher())).await?;
        let publishers = tx.platform().await?.publishers();
        if publishers.owners(by.publisher()).await? == [by.person().id] {
            return Err(last_owner());
        }
        publishers.remove_member(by.publisher(), by.person().id).await?;
        self.left(tx, by, AuditChain::Publisher(by.publisher())).await
    }

    async fn left<R>(&self, mut tx: Tx, by: &By<R>, organisation: AuditChain) -> Result<(), Error> {
        let person = by.person();
        let over = self.end_with(&mut tx, person.id, organisation, &person.email).await?;
        let deed = Deed::new(AuditAction::MemberLeft, person.id, &person.name);
        self.record(&mut tx, organisation, by, deed).await?;
        let because = Because::Changed(format!("{} left", person.name));
        self.record_ended(&mut tx, by, organisation, &over, &because).await?;
        Ok(tx.commit().await?)
    }
}
