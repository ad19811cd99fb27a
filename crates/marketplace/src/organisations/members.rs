//! Members of a tenant and of a publisher. An organisation always keeps an owner.

use std::fmt::Display;

use model::{
    audit::{AuditAction, Because, Detail},
    ids::PersonId,
    person::{Invitation, InvitedTo},
    role::{PublisherRole, TenantRole},
    tenant::Tenant,
};
use store::{Shared, Tx};
use wire::members::{
    ChangePublisherMember, ChangeTenantMember, InvitePublisherMember, InviteTenantMember, Invited,
    PublisherMember, TenantMember,
};
use wire::page::Page;

use crate::errors::{Error, not_yet_a_member, owners_business};
use crate::links::invitations::invited;
use crate::permission::{self, By, PublisherOwner, Roles, TenantAdmin, begin};
use crate::requests::listing::all;
use crate::requests::same_revision;
use crate::service::{PublisherMembers, TenantMembers};
use crate::work::Event;

pub(crate) fn last_owner() -> Error {
    Error::Conflict("This is the only owner. Make someone else an owner first.".into())
}

impl TenantMembers<'_> {
    /// All of them: an organisation has few.
    pub async fn list(self, by: &By<permission::TenantMember>) -> Result<Page<TenantMember>, Error> {
        let mut tx = self.inner.store().read().await?;
        let tenants = tx.platform().await?.tenants();
        let tenant = tenants.get(by.tenant()).await?.ok_or_else(|| Error::broken("tenant", by.tenant()))?;
        let items = tenants.members(&tenant).await?.into_iter().map(tenant_member).collect();
        Ok(all(items))
    }

    /// A one-time link for a person who becomes a member by opening it.
    pub async fn invite(self, by: &By<TenantAdmin>, request: InviteTenantMember) -> Result<Invited, Error> {
        let mut work = begin!(self, by, "members_invite", &request);
        let tenant = self.tenant(&mut work, by).await?;
        self.may_touch(&mut work, by, &[request.role]).await?;
        let members = work.platform().await?.tenants().members(&tenant).await?;
        not_yet_a_member(members.iter().any(|member| member.email == request.email))?;
        let to = InvitedTo::Tenant(by.tenant(), request.role);
        let by_id = Some(by.person().id);
        let made = self.inner.invite(&mut work, &request.email, to, by_id, request.deliver).await?;
        self.may_touch(&mut work, by, &roles_in_tenant(&made.replaced)).await?;
        invited(work, made).await
    }

    /// # Errors
    /// `LostRace` unless the member has the role that the caller read; `Conflict` for the only owner.
    pub async fn change(
        self,
        by: &By<TenantAdmin>,
        person: PersonId,
        request: ChangeTenantMember,
    ) -> Result<TenantMember, Error> {
        let mut work = begin!(self, by, "members_change", (person, &request), Roles::All);
        let mut member = self.found(&mut work, by, person).await?;
        same_revision(request.before, member.role)?;
        self.may_touch(&mut work, by, &[member.role, request.role]).await?;
        let tenants = work.platform().await?.tenants();
        if request.role != TenantRole::Owner && tenants.owners(by.tenant()).await? == [person] {
            return Err(last_owner());
        }
        tenants.set_member(by.tenant(), person, request.role).await?;
        let (event, because) = role_changed(person, &member.name, member.role, request.role);
        let work = self.inner.record_member(work, (person, &member.email), event, &because).await?;
        member.role = request.role;
        work.finish(member).await
    }

    pub async fn remove(self, by: &By<TenantAdmin>, person: PersonId) -> Result<(), Error> {
        let mut work = begin!(self, by, "members_remove", person, Roles::All);
        let member = self.found(&mut work, by, person).await?;
        self.may_touch(&mut work, by, &[member.role]).await?;
        let tenants = work.platform().await?.tenants();
        if tenants.owners(by.tenant()).await? == [person] {
            return Err(last_owner());
        }
        tenants.remove_member(by.tenant(), person).await?;
        let event = Event::new(AuditAction::MemberRemoved, person, &member.name);
        let because = Because::Removed { name: member.name };
        self.inner.record_member(work, (person, &member.email), event, &because).await?.finish(()).await
    }

    /// A sandbox's members are its publisher's team.
    async fn tenant(self, tx: &mut Tx, by: &By<TenantAdmin>) -> Result<Tenant, Error> {
        let tenant = tx.platform().await?.tenants().get(by.tenant()).await?;
        let tenant = tenant.ok_or_else(|| Error::broken("tenant", by.tenant()))?;
        match tenant.sandbox_of {
            None => Ok(tenant),
            Some(_) => Err(Error::Conflict(
                "The members of a sandbox are its publisher's team. Change them there.".into(),
            )),
        }
    }

    async fn found(self, tx: &mut Tx, by: &By<TenantAdmin>, person: PersonId) -> Result<TenantMember, Error> {
        let tenant = self.tenant(tx, by).await?;
        let members = tx.platform().await?.tenants().members(&tenant).await?;
        let found = members.into_iter().find(|member| member.person == person);
        found.map(tenant_member).ok_or(Error::NotFound)
    }

    async fn may_touch(self, tx: &mut Tx, by: &By<TenantAdmin>, roles: &[TenantRole]) -> Result<(), Error> {
        if !roles.contains(&TenantRole::Owner) {
            return Ok(());
        }
        let role = tx.platform().await?.tenants().role_of(by.tenant(), by.person().id).await?;
        if role == Some(TenantRole::Owner) { Ok(()) } else { Err(owners_business()) }
    }
}

impl PublisherMembers<'_> {
    /// All of them: a publisher has few.
    pub async fn list(self, by: &By<permission::PublisherMember>) -> Result<Page<PublisherMember>, Error> {
        let tx = self.inner.store().read().await?;
        let members = tx.shared().publishers().members(by.publisher()).await?;
        Ok(all(members.into_iter().map(publisher_member).collect()))
    }

    pub async fn invite(
        self,
        by: &By<PublisherOwner>,
        request: InvitePublisherMember,
    ) -> Result<Invited, Error> {
        let mut work = begin!(self, by, "members_invite", &request);
        let members = work.shared().publishers().members(by.publisher()).await?;
        not_yet_a_member(members.iter().any(|member| member.email == request.email))?;
        let to = InvitedTo::Publisher(by.publisher(), request.role);
        let by_id = Some(by.person().id);
        let made = self.inner.invite(&mut work, &request.email, to, by_id, request.deliver).await?;
        invited(work, made).await
    }

    /// # Errors
    /// `LostRace` unless the member has the role that the caller read; `Conflict` for the only owner.
    pub async fn change(
        self,
        by: &By<PublisherOwner>,
        person: PersonId,
        request: ChangePublisherMember,
    ) -> Result<PublisherMember, Error> {
        let work = begin!(self, by, "members_change", (person, &request), Roles::All);
        let mut member = found_publisher_member(work.shared(), by, person).await?;
        same_revision(request.before, member.role)?;
        let publishers = work.shared().publishers();
        if request.role != PublisherRole::Owner && publishers.owners(by.publisher()).await? == [person] {
            return Err(last_owner());
        }
        publishers.set_member(by.publisher(), person, request.role).await?;
        let (event, because) = role_changed(person, &member.name, member.role, request.role);
        let work = self.inner.record_member(work, (person, &member.email), event, &because).await?;
        member.role = request.role;
        work.finish(member).await
    }

    pub async fn remove(self, by: &By<PublisherOwner>, person: PersonId) -> Result<(), Error> {
        let work = begin!(self, by, "members_remove", person, Roles::All);
        let member = found_publisher_member(work.shared(), by, person).await?;
        let publishers = work.shared().publishers();
        if publishers.owners(by.publisher()).await? == [person] {
            return Err(last_owner());
        }
        publishers.remove_member(by.publisher(), person).await?;
        let event = Event::new(AuditAction::MemberRemoved, person, &member.name);
        let because = Because::Removed { name: member.name };
        self.inner.record_member(work, (person, &member.email), event, &because).await?.finish(()).await
    }
}

fn role_changed(person: PersonId, name: &str, before: impl Display, after: impl Display) -> (Event, Because) {
    let role = after.to_string();
    let detail = Detail::RoleChanged { before: before.to_string(), after: role.clone() };
    let event = Event::new(AuditAction::MemberChanged, person, name).detail(detail);
    (event, Because::RoleChanged { name: name.to_owned(), role })
}

async fn found_publisher_member(
    shared: Shared<'_>,
    by: &By<PublisherOwner>,
    person: PersonId,
) -> Result<PublisherMember, Error> {
    let members = shared.publishers().members(by.publisher()).await?;
    let found = members.into_iter().find(|member| member.person == person);
    found.map(publisher_member).ok_or(Error::NotFound)
}

/// What these links would make their people.
fn roles_in_tenant(links: &[Invitation]) -> Vec<TenantRole> {
    let role = |link: &Invitation| match link.to {
        InvitedTo::Tenant(_, role) => Some(role),
        InvitedTo::Operator | InvitedTo::Publisher(..) => None,
    };
    links.iter().filter_map(role).collect()
}

fn tenant_member(member: model::tenant::TenantMember) -> TenantMember {
    let model::tenant::TenantMember { person, email, name, role, since } = member;
    TenantMember { person_id: person, email, name, role, since }
}

fn publisher_member(member: model::publisher::PublisherMember) -> PublisherMember {
    let model::publisher::PublisherMember { person, email, name, role, since } = member;
    PublisherMember { person_id: person, email, name, role, since }
}
