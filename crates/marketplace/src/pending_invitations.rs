//! Invitations that nobody has accepted: listed, made again, withdrawn, and ended with the people behind them.

use model::{
    audit::AuditChain,
    ids::{InvitationId, PersonId, PublisherId, TenantId},
    person::{Invitation, InvitedTo},
    role::{PublisherRole, TenantRole},
};
use store::Tx;
use wire::{
    members::{Invited, PendingInvitation},
    operator::InviteOwner,
    page::Page,
};

use crate::{
    By, Error, Marketplace, Operator, PublisherMember, PublisherOwner, TenantAdmin, TenantMember,
    ended_invitations::{Because, ended},
    error::{already_a_member, owners_business},
    history::Deed,
    invitations::organisation,
    listing::all,
    once::{Making, making},
};

/// Whom an organisation reads of where somebody else than its own people invited.
const PLATFORM: &str = "The platform";

impl Marketplace {
    pub async fn tenant_invitations(&self, by: &By<TenantMember>) -> Result<Page<PendingInvitation>, Error> {
        self.pending(AuditChain::Tenant(by.tenant())).await
    }

    pub async fn publisher_invitations(
        &self,
        by: &By<PublisherMember>,
    ) -> Result<Page<PendingInvitation>, Error> {
        self.pending(AuditChain::Publisher(by.publisher())).await
    }

    /// Those of a tenant, of a publisher, or of the platform's operators.
    pub async fn invitations_for_operator(
        &self,
        _: &By<Operator>,
        organisation: AuditChain,
    ) -> Result<Page<PendingInvitation>, Error> {
        self.exists(&mut self.store().read().await?, organisation).await?;
        self.pending(organisation).await
    }

    pub async fn renew_tenant_invitation(
        &self,
        by: &By<TenantAdmin>,
        id: InvitationId,
    ) -> Result<Invited, Error> {
        let mut tx = making!(self.begin_once(by, "invitations_renew", id));
        let found = self.of_tenant(&mut tx, by, id).await?;
        self.renew(tx, by, &found, false).await
    }

    pub async fn withdraw_tenant_invitation(
        &self,
        by: &By<TenantAdmin>,
        id: InvitationId,
    ) -> Result<(), Error> {
        let mut tx = making!(self.begin_once(by, "invitations_withdraw", id));
        let found = self.of_tenant(&mut tx, by, id).await?;
        self.withdraw_link(tx, by, &found, false).await
    }

    pub async fn renew_publisher_invitation(
        &self,
        by: &By<PublisherOwner>,
        id: InvitationId,
    ) -> Result<Invited, Error> {
        let mut tx = making!(self.begin_once(by, "invitations_renew", id));
        let found = in_organisation(&mut tx, AuditChain::Publisher(by.publisher()), id).await?;
        self.renew(tx, by, &found, false).await
    }

    pub async fn withdraw_publisher_invitation(
        &self,
        by: &By<PublisherOwner>,
        id: InvitationId,
    ) -> Result<(), Error> {
        let mut tx = making!(self.begin_once(by, "invitations_withdraw", id));
        let found = in_organisation(&mut tx, AuditChain::Publisher(by.publisher()), id).await?;
        self.withdraw_link(tx, by, &found, false).await
    }

    /// Any organisation's: a first owner whose link was lost has nobody else to ask.
    pub async fn renew_invitation(&self, by: &By<Operator>, id: InvitationId) -> Result<Invited, Error> {
        let mut tx = making!(self.begin_once(by, "invitations_renew", id));
        let found = tx.platform().await?.invitations().get(id).await?.ok_or(Error::NotFound)?;
        self.renew(tx, by, &found, true).await
    }

    pub async fn withdraw_invitation(&self, by: &By<Operator>, id: InvitationId) -> Result<(), Error> {
        let mut tx = making!(self.begin_once(by, "invitations_withdraw", id));
        let found = tx.platform().await?.invitations().get(id).await?.ok_or(Error::NotFound)?;
        self.withdraw_link(tx, by, &found, true).await
    }

    /// An owner for a tenant whose owners are lost.
    pub async fn invite_tenant_owner(
        &self,
        by: &By<Operator>,
        tenant: TenantId,
        request: InviteOwner,
    ) -> Result<Invited, Error> {
        let mut tx = making!(self.begin_once(by, "tenants_invite_owner", (tenant, &request)));
        let found = tx.platform().await?.tenants().get(tenant).await?.ok_or(Error::NotFound)?;
        if found.sandbox_of.is_some() {
            return Err(Error::Conflict("A sandbox is its publisher's. Invite an owner there.".into()));
        }
        let members = tx.platform().await?.tenants().members(&found).await?;
        not_yet(members.iter().any(|member| member.email == request.email))?;
        self.invite_owner(tx, by, InvitedTo::Tenant(tenant, TenantRole::Owner), request).await
    }

    /// An owner for a publisher whose owners are lost.
    pub async fn invite_publisher_owner(
        &self,
        by: &By<Operator>,
        publisher: PublisherId,
        request: InviteOwner,
    ) -> Result<Invited, Error> {
        let mut tx = making!(self.begin_once(by, "publishers_invite_owner", (publisher, &request)));
        tx.platform().await?.publishers().get(publisher).await?.ok_or(Error::NotFound)?;
        let members = tx.platform().await?.publishers().members(publisher).await?;
        not_yet(members.iter().any(|member| member.email == request.email))?;
        self.invite_owner(tx, by, InvitedTo::Publisher(publisher, PublisherRole::Owner), request).await
    }

    async fn invite_owner(
        &self,
        mut tx: Making,
        by: &By<Operator>,
        to: InvitedTo,
        request: InviteOwner,
    ) -> Result<Invited, Error> {
        let made = self.invite(&mut tx, &request.email, to, Some(by.person().id)).await?;
        let mut deeds = vec![made.deed()];
        deeds.extend(made.replaced.iter().map(|invitation| ended(invitation, &Because::Replaced)));
        self.record_for(&mut tx, by, to, true, deeds).await?;
        tx.commit(&made.invited).await?;
        Ok(made.invited)
    }

    async fn renew<R>(
        &self,
        mut tx: Making,
        by: &By<R>,
        before: &Invitation,
        operator: bool,
    ) -> Result<Invited, Error> {
        let made = self.invite(&mut tx, &before.email, before.to, Some(by.person().id)).await?;
        self.record_for(&mut tx, by, before.to, operator, vec![made.deed()]).await?;
        tx.commit(&made.invited).await?;
        Ok(made.invited)
    }

    async fn withdraw_link<R>(
        &self,
        mut tx: Making,
        by: &By<R>,
        invitation: &Invitation,
        operator: bool,
    ) -> Result<(), Error> {
        if !tx.platform().await?.invitations().end(invitation.id, self.now()).await? {
            return Err(Error::NotFound);
        }
        let deed = ended(invitation, &Because::Withdrawn);
        self.record_for(&mut tx, by, invitation.to, operator, vec![deed]).await?;
        tx.commit(&()).await
    }

    /// Into the organisation's history; an operator's deeds into the platform's too, which names the organisation, and
    /// there alone with their address.
    async fn record_for<R>(
        &self,
        tx: &mut Tx,
        by: &By<R>,
        to: InvitedTo,
        operator: bool,
        deeds: Vec<Deed>,
    ) -> Result<(), Error> {
        let chain = to.chain();
        let (own, place) = if operator && chain != AuditChain::Platform {
            (AuditChain::Platform, organisation(tx, to).await?)
        } else {
            (chain, String::new())
        };
        let here = |deed: &Deed| if own == chain { deed.clone() } else { deed.clone().at(&place) };
        let mut told: Vec<_> = deeds.iter().map(|deed| (own, by.address(), here(deed))).collect();
        if own != chain {
            told.extend(deeds.into_iter().map(|deed| (chain, None, deed)));
        }
        self.record_each(tx, &by.actor(), told).await
    }

    async fn of_tenant(
        &self,
        tx: &mut Tx,
        by: &By<TenantAdmin>,
        id: InvitationId,
    ) -> Result<Invitation, Error> {
        let found = in_organisation(tx, AuditChain::Tenant(by.tenant()), id).await?;
        let role = tx.platform().await?.tenants().role_of(by.tenant(), by.person().id).await?;
        let owners = matches!(found.to, InvitedTo::Tenant(_, TenantRole::Owner));
        if owners && role != Some(TenantRole::Owner) {
            return Err(owners_business());
        }
        Ok(found)
    }

    async fn exists(&self, tx: &mut Tx, organisation: AuditChain) -> Result<(), Error> {
        let platform = tx.platform().await?;
        let exists = match organisation {
            AuditChain::Platform => true,
            AuditChain::Tenant(id) => platform.tenants().get(id).await?.is_some(),
            AuditChain::Publisher(id) => platform.publishers().get(id).await?.is_some(),
        };
        if exists { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Those whose inviter may still invite so.
    async fn pending(&self, organisation: AuditChain) -> Result<Page<PendingInvitation>, Error> {
        let mut tx = self.store().read().await?;
        let now = self.now();
        let mut items = Vec::new();
        for invitation in tx.platform().await?.invitations().of(organisation).await? {
            if !self.still_stands(&mut tx, &invitation).await? {
                continue;
            }
            items.push(PendingInvitation {
                invited_by: self.inviter(&mut tx, &invitation).await?,
                id: invitation.id,
                email: invitation.email,
                role: invitation.to.role().to_owned(),
                created_at: invitation.created_at,
                expires_at: invitation.expires_at,
                expired: invitation.expires_at <= now,
            });
        }
        Ok(all(items))
    }

    async fn inviter(&self, tx: &mut Tx, invitation: &Invitation) -> Result<String, Error> {
        let Some(inviter) = invitation.created_by else { return Ok(PLATFORM.to_owned()) };
        let own = match invitation.to {
            InvitedTo::Operator => true,
            to => self.role_among(tx, to, inviter).await?,
        };
        let person = tx.platform().await?.people().by_id(inviter).await?;
        Ok(person.filter(|_| own).map_or_else(|| PLATFORM.to_owned(), |person| person.name))
    }

    /// Whether the person belongs to the organisation.
    async fn role_among(&self, tx: &mut Tx, to: InvitedTo, person: PersonId) -> Result<bool, Error> {
        let platform = tx.platform().await?;
        Ok(match to {
            InvitedTo::Operator => false,
            InvitedTo::Tenant(id, _) => platform.tenants().role_of(id, person).await?.is_some(),
            InvitedTo::Publisher(id, _) => platform.publishers().role_of(id, person).await?.is_some(),
        })
    }
}

fn not_yet(member: bool) -> Result<(), Error> {
    if member { Err(already_a_member()) } else { Ok(()) }
}

async fn in_organisation(
    tx: &mut Tx,
    organisation: AuditChain,
    id: InvitationId,
) -> Result<Invitation, Error> {
    let found = tx.platform().await?.invitations().get(id).await?;
    found.filter(|invitation| invitation.to.chain() == organisation).ok_or(Error::NotFound)
}
