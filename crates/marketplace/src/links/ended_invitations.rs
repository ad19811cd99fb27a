//! Ends links that were not used: when people are removed, lose a role or leave, and when a new link takes their
//! place.

use model::{
    audit::{AuditAction, AuditChain, Because, Detail},
    ids::PersonId,
    person::{Email, Invitation, InvitedTo},
    role::{PublisherRole, TenantRole},
};
use store::Tx;

use crate::errors::Error;
use crate::service::Marketplace;
use crate::work::{Event, Recorded, Work};

impl Marketplace {
    /// Whether whoever made it could make it now: a link is worth what its maker may do, however they lost it.
    pub(crate) async fn still_stands(&self, tx: &mut Tx, invitation: &Invitation) -> Result<bool, Error> {
        let Some(inviter) = invitation.created_by else { return Ok(true) };
        let platform = tx.platform().await?;
        let Some(person) = platform.people().by_id(inviter).await? else { return Ok(false) };
        let as_member = match invitation.to {
            InvitedTo::Operator => false,
            InvitedTo::Tenant(id, role) => {
                platform.tenants().role_of(id, inviter).await?.is_some_and(|own| may_invite(own, role))
            }
            InvitedTo::Publisher(id, _) => platform
                .publishers()
                .role_of(id, inviter)
                .await?
                .is_some_and(PublisherRole::may_manage_members),
        };
        Ok(person.operator || as_member)
    }

    /// Ends the links that an address has for an organisation.
    pub(crate) async fn end_links_to(
        &self,
        tx: &mut Tx,
        organisation: AuditChain,
        email: &Email,
    ) -> Result<Vec<Invitation>, Error> {
        let mut waiting = tx.platform().await?.invitations().of(organisation).await?;
        waiting.retain(|invitation| invitation.email == *email);
        self.end_all(tx, waiting).await
    }

    /// Records what a member's role has become, and the links that end with it. To be called after the membership was
    /// changed.
    pub(crate) async fn record_member(
        &self,
        mut work: Work,
        (person, email): (PersonId, &Email),
        event: Event,
        because: &Because,
    ) -> Result<Work<Recorded>, Error> {
        let organisation = work.own_history();
        let over = self.end_with(&mut work, person, organisation, email).await?;
        let mut work = work.record(event);
        record_ended(&mut work, &over, because);
        Ok(work)
    }

    /// Ends what waits for a member's address, and what the member made and may make no more.
    async fn end_with(
        &self,
        tx: &mut Tx,
        person: PersonId,
        organisation: AuditChain,
        email: &Email,
    ) -> Result<Vec<Invitation>, Error> {
        let mut over = Vec::new();
        for invitation in tx.platform().await?.invitations().of(organisation).await? {
            let made = invitation.created_by == Some(person);
            if invitation.email == *email || made && !self.still_stands(tx, &invitation).await? {
                over.push(invitation);
            }
        }
        self.end_all(tx, over).await
    }

    /// Ends all that a person made, wherever.
    pub(crate) async fn end_made_by(
        &self,
        tx: &mut Tx,
        person: PersonId,
        even_if_it_stands: bool,
    ) -> Result<Vec<Invitation>, Error> {
        let mut over = Vec::new();
        for invitation in tx.platform().await?.invitations().made_by(person).await? {
            if even_if_it_stands || !self.still_stands(tx, &invitation).await? {
                over.push(invitation);
            }
        }
        self.end_all(tx, over).await
    }

    async fn end_all(&self, tx: &mut Tx, all: Vec<Invitation>) -> Result<Vec<Invitation>, Error> {
        let invitations = tx.platform().await?.invitations();
        let mut over = Vec::with_capacity(all.len());
        for invitation in all {
            if invitations.end(invitation.id, self.now()).await? {
                over.push(invitation);
            }
        }
        Ok(over)
    }
}

/// Each organisation reads which of its invitations ended, and why; from where it was done stays in the author's own
/// history.
pub(crate) fn record_ended<S>(work: &mut Work<S>, over: &[Invitation], because: &Because) {
    for invitation in over {
        let (history, event) = (invitation.to.chain(), ended(invitation, because));
        if history == work.own_history() {
            work.record_in(history, event);
        } else {
            work.record_for(history, event);
        }
    }
}

/// Whether a member of a tenant may invite another.
pub(crate) fn may_invite(own: TenantRole, other: TenantRole) -> bool {
    own == TenantRole::Owner || own.may_manage_members() && other != TenantRole::Owner
}

pub(crate) fn ended(invitation: &Invitation, because: &Because) -> Event {
    let role = invitation.to.role().to_owned();
    let detail = Detail::InvitationEnded { role, why: because.clone() };
    Event::new(AuditAction::InvitationEnded, invitation.id, invitation.email.as_str()).detail(detail)
}
