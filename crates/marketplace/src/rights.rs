//! Rights to change something, asked again in the transaction of the change: a request's body may come seconds after its
//! head, when whoever sends it has lost the role or the session.

use model::{
    audit::AuditChain,
    ids::{PersonId, PublisherId},
    role::{PublisherRole, TenantRole},
    tenant::Tenancy,
};
use store::Tx;

use crate::{By, Developer, Error, Marketplace, Operator, PublisherOwner, TenantAdmin, attempts::refused};

/// What a change needs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Right {
    Administer(Tenancy),
    Develop(PublisherId),
    ManageMembers(PublisherId),
    Operate,
}

impl Right {
    /// The history of whom one acts for.
    pub const fn history(self) -> AuditChain {
        match self {
            Self::Administer(tenancy) => AuditChain::Tenant(tenancy.id),
            Self::Develop(publisher) | Self::ManageMembers(publisher) => AuditChain::Publisher(publisher),
            Self::Operate => AuditChain::Platform,
        }
    }
}

/// A role in which one changes things.
pub(crate) trait MayChange {
    fn right(&self) -> Right;
}

impl MayChange for TenantAdmin {
    fn right(&self) -> Right {
        Right::Administer(self.tenancy())
    }
}

impl MayChange for Developer {
    fn right(&self) -> Right {
        Right::Develop(self.publisher())
    }
}

impl MayChange for PublisherOwner {
    fn right(&self) -> Right {
        Right::ManageMembers(self.publisher())
    }
}

impl MayChange for Operator {
    fn right(&self) -> Right {
        Right::Operate
    }
}

impl Marketplace {
    /// To be asked before anything else is locked: whoever ends the session then waits for the change, and finds what it
    /// made.
    ///
    /// # Errors
    /// `SignedOut` where the session has ended, `NotFound` or `Forbidden` where the role is another one now.
    pub(crate) async fn still_may<R: MayChange>(&self, tx: &mut Tx, by: &By<R>) -> Result<(), Error> {
        let (person, right) = (by.person().id, by.role_held().right());
        if !tx.shared().sessions().lock_shared(by.session(), self.now()).await? {
            return Err(refused("the session has ended since the request began", Error::SignedOut));
        }
        match right {
            Right::Administer(tenancy) => may_administer(tenant_role(tx, tenancy, person).await?),
            Right::Develop(publisher) => may_develop(publisher_role(tx, publisher, person).await?),
            Right::ManageMembers(publisher) => {
                may_manage_members(publisher_role(tx, publisher, person).await?)
            }
            Right::Operate => is_operator(tx, person).await?.then_some(()).ok_or_else(not_an_operator),
        }
    }
}

/// `NotFound` where the person is no member: what they may not see does not exist for them.
pub(crate) async fn tenant_role(
    tx: &mut Tx,
    tenancy: Tenancy,
    person: PersonId,
) -> Result<TenantRole, Error> {
    let role = tx.within(tenancy.id).await?.role_of(tenancy.sandbox_of, person).await?;
    role.ok_or_else(not_a_member)
}

/// Of a tenant; also where there is no such tenant.
pub(crate) fn not_a_member() -> Error {
    refused("not a member of this tenant", Error::NotFound)
}

/// `NotFound` where the person is no member.
pub(crate) async fn publisher_role(
    tx: &mut Tx,
    publisher: PublisherId,
    person: PersonId,
) -> Result<PublisherRole, Error> {
    let role = tx.shared().publishers().role_of(publisher, person).await?;
    role.ok_or_else(|| refused("not a member of this publisher", Error::NotFound))
}

pub(crate) async fn is_operator(tx: &mut Tx, person: PersonId) -> Result<bool, Error> {
    let found = tx.shared().people().by_id(person).await?;
    Ok(found.is_some_and(|person| person.operator))
}

pub(crate) fn not_an_operator() -> Error {
    refused("not an operator", Error::NotFound)
}

pub(crate) fn may_administer(role: TenantRole) -> Result<(), Error> {
    allowed(role.may_administer(), "Only an owner or admin of this organisation may do this.")
}

pub(crate) fn may_develop(role: PublisherRole) -> Result<(), Error> {
    allowed(role.may_develop(), "Only an owner or developer of this publisher may do this.")
}

pub(crate) fn may_manage_members(role: PublisherRole) -> Result<(), Error> {
    allowed(role.may_manage_members(), "Only an owner of this publisher may do this.")
}

fn allowed(may: bool, who: &'static str) -> Result<(), Error> {
    if may { Ok(()) } else { Err(Error::Forbidden(who)) }
}
