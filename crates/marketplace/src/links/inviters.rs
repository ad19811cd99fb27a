//! The people who made links that were not used yet.

use std::collections::HashMap;

use model::{
    audit::{AuditChain, PLATFORM},
    ids::PersonId,
    person::{Invitation, InvitedTo},
    role::{PublisherRole, TenantRole},
};
use store::{Platform, people::Inviter};

use super::ended_invitations::may_invite;
use crate::errors::Error;

/// Who made the links of one organisation, and what they are in it now.
pub(crate) struct Inviters {
    people: HashMap<PersonId, Inviter>,
    in_tenant: HashMap<PersonId, TenantRole>,
    in_publisher: HashMap<PersonId, PublisherRole>,
}

impl Inviters {
    pub async fn of(
        platform: Platform<'_>,
        organisation: AuditChain,
        waiting: &[Invitation],
    ) -> Result<Self, Error> {
        let people = platform.people().inviters(waiting.iter().filter_map(|one| one.created_by)).await?;
        let (mut in_tenant, mut in_publisher) = (HashMap::new(), HashMap::new());
        match organisation {
            AuditChain::Platform => {}
            AuditChain::Tenant(id) => {
                let tenant = platform.tenants().get(id).await?.ok_or_else(|| Error::broken("tenant", id))?;
                let members = platform.tenants().members(&tenant).await?.into_iter();
                in_tenant = members.map(|member| (member.person, member.role)).collect();
            }
            AuditChain::Publisher(id) => {
                let members = platform.publishers().members(id).await?.into_iter();
                in_publisher = members.map(|member| (member.person, member.role)).collect();
            }
        }
        Ok(Self { people, in_tenant, in_publisher })
    }

    /// Whether who made the link could make it now. `Marketplace::still_stands` asks the database for one link.
    pub fn still_may(&self, invitation: &Invitation) -> bool {
        let Some(inviter) = invitation.created_by else { return true };
        let as_member = match invitation.to {
            InvitedTo::Operator => false,
            InvitedTo::Tenant(_, role) => {
                self.in_tenant.get(&inviter).is_some_and(|own| may_invite(*own, role))
            }
            InvitedTo::Publisher(..) => {
                self.in_publisher.get(&inviter).is_some_and(|own| own.may_manage_members())
            }
        };
        self.people.get(&inviter).is_some_and(|person| person.operator || as_member)
    }

    /// Operators who are no members are the platform to an organisation.
    pub fn name_of(&self, invitation: &Invitation) -> &str {
        let own = invitation.created_by.filter(|inviter| match invitation.to {
            InvitedTo::Operator => true,
            InvitedTo::Tenant(..) => self.in_tenant.contains_key(inviter),
            InvitedTo::Publisher(..) => self.in_publisher.contains_key(inviter),
        });
        own.and_then(|inviter| self.people.get(&inviter)).map_or(PLATFORM, |person| person.name.as_str())
    }
}
