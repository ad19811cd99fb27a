//! Permission as a parameter. `By<R>` can be made only here, after asking the database.

use model::{
    audit::Actor,
    ids::{PublisherId, TenantId},
    person::Person,
    role::{PublisherRole, TenantRole},
};

use crate::{Error, Marketplace, sessions::SignedIn};

/// Where a request came from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The caller's address.
    pub address: Option<String>,
}

/// A person who was found to have the role `R`.
#[derive(Debug, Clone)]
pub struct By<R> {
    person: Person,
    origin: Origin,
    role: R,
}

/// Member of a tenant, of any role: may look.
#[derive(Debug, Clone, Copy)]
pub struct TenantMember {
    tenant: TenantId,
    role: TenantRole,
}

/// Owner or admin of a tenant: may decide.
#[derive(Debug, Clone, Copy)]
pub struct TenantAdmin {
    tenant: TenantId,
}

/// Member of a publisher, of any role: may look.
#[derive(Debug, Clone, Copy)]
pub struct PublisherMember {
    publisher: PublisherId,
    role: PublisherRole,
}

/// Owner or developer of a publisher: may create apps and publish versions.
#[derive(Debug, Clone, Copy)]
pub struct Developer {
    publisher: PublisherId,
}

/// Owner of a publisher: may manage its team.
#[derive(Debug, Clone, Copy)]
pub struct PublisherOwner {
    publisher: PublisherId,
}

/// Platform operator.
#[derive(Debug, Clone, Copy)]
pub struct Operator(());

impl<R> By<R> {
    pub fn person(&self) -> &Person {
        &self.person
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::Person { id: self.person.id, name: self.person.name.clone() }
    }

    pub(crate) fn address(&self) -> Option<String> {
        self.origin.address.clone()
    }

    fn with<S>(self, role: S) -> By<S> {
        By { person: self.person, origin: self.origin, role }
    }
}

impl By<TenantMember> {
    pub fn tenant(&self) -> TenantId {
        self.role.tenant
    }

    pub fn role(&self) -> TenantRole {
        self.role.role
    }

    /// Fails with `Forbidden` for a viewer.
    pub fn admin(self) -> Result<By<TenantAdmin>, Error> {
        let TenantMember { tenant, role } = self.role;
        if role.may_administer() {
            Ok(self.with(TenantAdmin { tenant }))
        } else {
            Err(Error::Forbidden("Only an owner or admin of this organisation may do this."))
        }
    }
}

impl By<TenantAdmin> {
    pub fn tenant(&self) -> TenantId {
        self.role.tenant
    }
}

impl By<PublisherMember> {
    pub fn publisher(&self) -> PublisherId {
        self.role.publisher
    }

    pub fn role(&self) -> PublisherRole {
        self.role.role
    }

    /// Fails with `Forbidden` for a viewer.
    pub fn developer(self) -> Result<By<Developer>, Error> {
        let PublisherMember { publisher, role } = self.role;
        if role.may_develop() {
            Ok(self.with(Developer { publisher }))
        } else {
            Err(Error::Forbidden("Only an owner or developer of this publisher may do this."))
        }
    }

    /// Fails with `Forbidden` for a developer or viewer.
    pub fn owner(self) -> Result<By<PublisherOwner>, Error> {
        let PublisherMember { publisher, role } = self.role;
        if role.may_manage_members() {
            Ok(self.with(PublisherOwner { publisher }))
        } else {
            Err(Error::Forbidden("Only an owner of this publisher may do this."))
        }
    }
}

impl By<Developer> {
    pub fn publisher(&self) -> PublisherId {
        self.role.publisher
    }
}

impl By<PublisherOwner> {
    pub fn publisher(&self) -> PublisherId {
        self.role.publisher
    }
}

impl Marketplace {
    /// `NotFound` where the person is no member: what they may not see does not exist for them.
    pub async fn in_tenant(
        &self,
        who: SignedIn,
        origin: Origin,
        tenant: TenantId,
    ) -> Result<By<TenantMember>, Error> {
        let person = who.into_person();
        let mut tx = self.store().read().await?;
        let role = tx.platform().await?.tenants().role_of(tenant, person.id).await?.ok_or(Error::NotFound)?;
        Ok(By { person, origin, role: TenantMember { tenant, role } })
    }

    /// `NotFound` where the person is no member.
    pub async fn in_publisher(
        &self,
        who: SignedIn,
        origin: Origin,
        publisher: PublisherId,
    ) -> Result<By<PublisherMember>, Error> {
        let person = who.into_person();
        let mut tx = self.store().read().await?;
        let role =
            tx.platform().await?.publishers().role_of(publisher, person.id).await?.ok_or(Error::NotFound)?;
        Ok(By { person, origin, role: PublisherMember { publisher, role } })
    }

    /// `NotFound` where the person is no operator.
    pub fn as_operator(&self, who: SignedIn, origin: Origin) -> Result<By<Operator>, Error> {
        let person = who.into_person();
        if person.operator { Ok(By { person, origin, role: Operator(()) }) } else { Err(Error::NotFound) }
    }
}
