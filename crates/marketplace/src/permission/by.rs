//! Permission as a parameter: `By<R>` is made only here, after the database has confirmed the role.

use model::{
    audit::AuditChain,
    ids::{PublisherId, SessionId, TenantId},
    person::Person,
    role::{PublisherRole, TenantRole},
    tenant::Tenancy,
};

use super::roles::{
    may_administer, may_develop, may_manage_members, not_an_operator, not_of_tenant, publisher_role,
    tenant_role,
};
use crate::errors::Error;
use crate::identity::SignedIn;
use crate::requests::{IdempotencyKey, Origin};
use crate::service::Marketplace;
use crate::work::Author;

/// A person who was found to have the role `R`.
#[derive(Debug, Clone)]
pub struct By<R> {
    who: SignedIn,
    origin: Origin,
    role: R,
}

/// Member of a tenant, of any role: may look.
#[derive(Debug, Clone, Copy)]
pub struct TenantMember {
    tenancy: Tenancy,
    role: TenantRole,
}

/// Owner or admin of a tenant: may decide.
#[derive(Debug, Clone, Copy)]
pub struct TenantAdmin {
    tenancy: Tenancy,
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
        self.who.person()
    }

    pub(crate) fn session(&self) -> SessionId {
        self.who.session()
    }

    /// In whose name events are recorded. `own`: the history that is theirs.
    pub(crate) fn author(&self, own: AuditChain) -> Author {
        match self.who.token() {
            Some(token) => Author::by_token(self.person(), token, self.address(), own),
            None => Author::person(self.person(), self.address(), own),
        }
    }

    pub(crate) fn address(&self) -> Option<String> {
        self.origin.address.clone()
    }

    pub(crate) fn key(&self) -> Option<&IdempotencyKey> {
        self.origin.key.as_ref()
    }

    pub(crate) fn role_held(&self) -> &R {
        &self.role
    }

    fn with<S>(self, role: S) -> By<S> {
        By { who: self.who, origin: self.origin, role }
    }
}

/// A person in a tenant, of any role.
pub(crate) trait InTenant {
    fn tenancy(&self) -> Tenancy;
    fn person(&self) -> &Person;
}

impl InTenant for By<TenantMember> {
    fn tenancy(&self) -> Tenancy {
        self.role.tenancy
    }

    fn person(&self) -> &Person {
        self.who.person()
    }
}

impl InTenant for By<TenantAdmin> {
    fn tenancy(&self) -> Tenancy {
        self.role.tenancy
    }

    fn person(&self) -> &Person {
        self.who.person()
    }
}

impl TenantMember {
    pub(crate) const fn tenancy(self) -> Tenancy {
        self.tenancy
    }
}

impl TenantAdmin {
    pub(crate) const fn tenancy(self) -> Tenancy {
        self.tenancy
    }
}

impl By<TenantMember> {
    pub fn tenant(&self) -> TenantId {
        self.role.tenancy.id
    }

    pub fn role(&self) -> TenantRole {
        self.role.role
    }

    /// Fails with `Forbidden` for a viewer.
    pub fn admin(self) -> Result<By<TenantAdmin>, Error> {
        let TenantMember { tenancy, role } = self.role;
        may_administer(role)?;
        Ok(self.with(TenantAdmin { tenancy }))
    }
}

impl By<TenantAdmin> {
    pub fn tenant(&self) -> TenantId {
        self.role.tenancy.id
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
        may_develop(role)?;
        Ok(self.with(Developer { publisher }))
    }

    /// Fails with `Forbidden` for a developer or viewer.
    pub fn owner(self) -> Result<By<PublisherOwner>, Error> {
        let PublisherMember { publisher, role } = self.role;
        may_manage_members(role)?;
        Ok(self.with(PublisherOwner { publisher }))
    }
}

impl Developer {
    pub(crate) const fn publisher(self) -> PublisherId {
        self.publisher
    }
}

impl By<Developer> {
    pub fn publisher(&self) -> PublisherId {
        self.role.publisher
    }
}

impl PublisherOwner {
    pub(crate) const fn publisher(self) -> PublisherId {
        self.publisher
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
        let mut tx = self.store().read().await?;
        let found = tx.within(tenant).await?.itself().await?;
        let tenancy = found.as_ref().map(Tenancy::from).ok_or_else(not_of_tenant)?;
        let role = tenant_role(&mut tx, tenancy, who.person_id()).await?;
        Ok(By { who, origin, role: TenantMember { tenancy, role } })
    }

    /// `NotFound` where the person is no member.
    pub async fn in_publisher(
        &self,
        who: SignedIn,
        origin: Origin,
        publisher: PublisherId,
    ) -> Result<By<PublisherMember>, Error> {
        let role = publisher_role(&mut self.store().read().await?, publisher, who.person_id()).await?;
        Ok(By { who, origin, role: PublisherMember { publisher, role } })
    }

    /// `NotFound` where the person is no operator.
    pub fn as_operator(&self, who: SignedIn, origin: Origin) -> Result<By<Operator>, Error> {
        if who.person().operator {
            Ok(By { who, origin, role: Operator(()) })
        } else {
            Err(not_an_operator())
        }
    }
}
