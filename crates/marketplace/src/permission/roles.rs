//! The roles that people have, and what each may do.

use model::{
    ids::{PersonId, PublisherId},
    role::{PublisherRole, TenantRole},
    tenant::Tenancy,
};
use store::Tx;

use crate::errors::{Error, refused};

/// `NotFound` where the person is no member: what they may not see does not exist for them.
pub(crate) async fn tenant_role(
    tx: &mut Tx,
    tenancy: Tenancy,
    person: PersonId,
) -> Result<TenantRole, Error> {
    tx.within(tenancy.id).await?.role_of(tenancy.sandbox_of, person).await?.ok_or_else(not_of_tenant)
}

/// `NotFound` where the person is no member.
pub(crate) async fn publisher_role(
    tx: &mut Tx,
    publisher: PublisherId,
    person: PersonId,
) -> Result<PublisherRole, Error> {
    tx.shared().publishers().role_of(publisher, person).await?.ok_or_else(not_of_publisher)
}

pub(crate) async fn is_operator(tx: &mut Tx, person: PersonId) -> Result<bool, Error> {
    let found = tx.shared().people().by_id(person).await?;
    Ok(found.is_some_and(|person| person.operator))
}

/// Also where there is no such tenant.
pub(crate) fn not_of_tenant() -> Error {
    refused("not a member of this tenant", Error::NotFound)
}

pub(crate) fn not_of_publisher() -> Error {
    refused("not a member of this publisher", Error::NotFound)
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
