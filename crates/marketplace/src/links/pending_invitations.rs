//! Invitations that no one has accepted: listed, made again, withdrawn, and ended with the people behind them.

use model::{
    audit::{AuditChain, Because},
    ids::{InvitationId, PublisherId, TenantId},
    person::{Invitation, InvitedTo, LinkDelivery},
    role::{PublisherRole, TenantRole},
};
use store::{Shared, Tx};
use wire::{
    members::{Invited, PendingInvitation},
    operator::InviteOwner,
    page::Page,
};

use super::ended_invitations::ended;
use super::invitations::{NewLink, organisation};
use super::inviters::Inviters;
use crate::errors::{Error, not_yet_a_member, owners_business};
use crate::permission::{
    By, InTenant, Operator, PublisherMember, PublisherOwner, TenantAdmin, TenantMember, begin,
};
use crate::requests::listing::all;
use crate::service::{Invitations, Marketplace, PublisherInvitations, TenantInvitations};
use crate::work::{Event, Recorded, Work};

impl TenantInvitations<'_> {
    pub async fn list(self, by: &By<TenantMember>) -> Result<Page<PendingInvitation>, Error> {
        self.inner.pending_invitations(AuditChain::Tenant(by.tenant())).await
    }

    pub async fn renew(self, by: &By<TenantAdmin>, id: InvitationId) -> Result<Invited, Error> {
        let mut work = begin!(self, by, "invitations_renew", id);
        let found = self.found(&mut work, by, id).await?;
        self.inner.renew_link(work, by, (&found, false), LinkDelivery::Show).await
    }

    /// A new link, which is mailed.
    pub async fn mail(self, by: &By<TenantAdmin>, id: InvitationId) -> Result<Invited, Error> {
        let mut work = begin!(self, by, "invitations_mail", id);
        let found = self.found(&mut work, by, id).await?;
        self.inner.renew_link(work, by, (&found, false), LinkDelivery::Mail).await
    }

    pub async fn withdraw(self, by: &By<TenantAdmin>, id: InvitationId) -> Result<(), Error> {
        let mut work = begin!(self, by, "invitations_withdraw", id);
        let found = self.found(&mut work, by, id).await?;
        self.inner.withdraw_link(work, &found, false).await
    }

    async fn found(self, tx: &mut Tx, by: &By<TenantAdmin>, id: InvitationId) -> Result<Invitation, Error> {
        let found = in_organisation(tx.shared(), AuditChain::Tenant(by.tenant()), id).await?;
        let (rows, sandbox_of) = (tx.within(by.tenant()).await?, by.tenancy().sandbox_of);
        let role = rows.role_of(sandbox_of, by.person().id).await?;
        let owners = matches!(found.to, InvitedTo::Tenant(_, TenantRole::Owner));
        if owners && role != Some(TenantRole::Owner) {
            return Err(owners_business());
        }
        Ok(found)
    }
}

impl PublisherInvitations<'_> {
    pub async fn list(self, by: &By<PublisherMember>) -> Result<Page<PendingInvitation>, Error> {
        self.inner.pending_invitations(AuditChain::Publisher(by.publisher())).await
    }

    pub async fn renew(self, by: &By<PublisherOwner>, id: InvitationId) -> Result<Invited, Error> {
        let work = begin!(self, by, "invitations_renew", id);
        let found = in_organisation(work.shared(), AuditChain::Publisher(by.publisher()), id).await?;
        self.inner.renew_link(work, by, (&found, false), LinkDelivery::Show).await
    }

    /// A new link, which is mailed.
    pub async fn mail(self, by: &By<PublisherOwner>, id: InvitationId) -> Result<Invited, Error> {
        let work = begin!(self, by, "invitations_mail", id);
        let found = in_organisation(work.shared(), AuditChain::Publisher(by.publisher()), id).await?;
        self.inner.renew_link(work, by, (&found, false), LinkDelivery::Mail).await
    }

    pub async fn withdraw(self, by: &By<PublisherOwner>, id: InvitationId) -> Result<(), Error> {
        let work = begin!(self, by, "invitations_withdraw", id);
        let found = in_organisation(work.shared(), AuditChain::Publisher(by.publisher()), id).await?;
        self.inner.withdraw_link(work, &found, false).await
    }
}

impl Invitations<'_> {
    /// Those of a tenant, of a publisher, or of the platform's operators.
    pub async fn list(
        self,
        _: &By<Operator>,
        organisation: AuditChain,
    ) -> Result<Page<PendingInvitation>, Error> {
        self.exists(&mut self.inner.store().read().await?, organisation).await?;
        self.inner.pending_invitations(organisation).await
    }

    /// Any organisation's: a first owner whose link was lost has no one else to ask.
    pub async fn renew(self, by: &By<Operator>, id: InvitationId) -> Result<Invited, Error> {
        let work = begin!(self, by, "invitations_renew", id);
        let found = work.shared().invitations().get(id).await?.ok_or(Error::NotFound)?;
        self.inner.renew_link(work, by, (&found, true), LinkDelivery::Show).await
    }

    /// A new link, which is mailed.
    pub async fn mail(self, by: &By<Operator>, id: InvitationId) -> Result<Invited, Error> {
        let work = begin!(self, by, "invitations_mail", id);
        let found = work.shared().invitations().get(id).await?.ok_or(Error::NotFound)?;
        self.inner.renew_link(work, by, (&found, true), LinkDelivery::Mail).await
    }

    pub async fn withdraw(self, by: &By<Operator>, id: InvitationId) -> Result<(), Error> {
        let work = begin!(self, by, "invitations_withdraw", id);
        let found = work.shared().invitations().get(id).await?.ok_or(Error::NotFound)?;
        self.inner.withdraw_link(work, &found, true).await
    }

    /// An owner for a tenant whose owners are lost.
    pub async fn invite_tenant_owner(
        self,
        by: &By<Operator>,
        tenant: TenantId,
        request: InviteOwner,
    ) -> Result<Invited, Error> {
        let mut work = begin!(self, by, "tenants_invite_owner", (tenant, &request));
        let platform = work.platform().await?;
        let found = platform.tenants().get(tenant).await?.ok_or(Error::NotFound)?;
        if found.sandbox_of.is_some() {
            return Err(Error::Conflict("A sandbox is its publisher's. Invite an owner there.".into()));
        }
        let members = platform.tenants().members(&found).await?;
        not_yet_a_member(members.iter().any(|member| member.email == request.email))?;
        self.invite_owner(work, by, InvitedTo::Tenant(tenant, TenantRole::Owner), &found.name, request).await
    }

    /// An owner for a publisher whose owners are lost.
    pub async fn invite_publisher_owner(
        self,
        by: &By<Operator>,
        publisher: PublisherId,
        request: InviteOwner,
    ) -> Result<Invited, Error> {
        let work = begin!(self, by, "publishers_invite_owner", (publisher, &request));
        let found = work.shared().publishers().card(publisher).await?.ok_or(Error::NotFound)?;
        let members = work.shared().publishers().members(publisher).await?;
        not_yet_a_member(members.iter().any(|member| member.email == request.email))?;
        self.invite_owner(
            work,
            by,
            InvitedTo::Publisher(publisher, PublisherRole::Owner),
            &found.name,
            request,
        )
        .await
    }

    async fn invite_owner(
        self,
        mut work: Work,
        by: &By<Operator>,
        to: InvitedTo,
        place: &str,
        request: InviteOwner,
    ) -> Result<Invited, Error> {
        let by_id = Some(by.person().id);
        let made = self.inner.invite(&mut work, &request.email, to, by_id, request.deliver).await?;
        record_link(work, to, Some(place), made).await
    }

    async fn exists(self, tx: &mut Tx, organisation: AuditChain) -> Result<(), Error> {
        let platform = tx.platform().await?;
        let exists = match organisation {
            AuditChain::Platform => true,
            AuditChain::Tenant(id) => platform.tenants().get(id).await?.is_some(),
            AuditChain::Publisher(id) => platform.publishers().card(id).await?.is_some(),
        };
        if exists { Ok(()) } else { Err(Error::NotFound) }
    }
}

impl Marketplace {
    async fn renew_link<R>(
        &self,
        mut work: Work,
        by: &By<R>,
        (before, operator): (&Invitation, bool),
        deliver: LinkDelivery,
    ) -> Result<Invited, Error> {
        let by_id = Some(by.person().id);
        let made = self.invite(&mut work, &before.email, before.to, by_id, deliver).await?;
        // It was used, withdrawn or replaced while this waited.
        if !made.replaced.iter().any(|one| one.id == before.id) {
            return Err(Error::NotFound);
        }
        let place = place(&mut work, before.to, operator).await?;
        record_link(work, before.to, place.as_deref(), made).await
    }

    async fn withdraw_link(
        &self,
        mut work: Work,
        invitation: &Invitation,
        operator: bool,
    ) -> Result<(), Error> {
        if !work.shared().invitations().end(invitation.id, self.now()).await? {
            return Err(Error::NotFound);
        }
        let place = place(&mut work, invitation.to, operator).await?;
        let event = ended(invitation, &Because::Withdrawn);
        record_for(work, invitation.to, place.as_deref(), event).finish(()).await
    }

    /// Those whose inviter may still invite so.
    async fn pending_invitations(&self, organisation: AuditChain) -> Result<Page<PendingInvitation>, Error> {
        let mut tx = self.store().read().await?;
        let now = self.now();
        let platform = tx.platform().await?;
        let waiting = platform.invitations().of(organisation).await?;
        let inviters = Inviters::of(platform, organisation, &waiting).await?;
        let waiting = waiting.into_iter().filter(|invitation| inviters.still_may(invitation));
        let view = |invitation: Invitation| PendingInvitation {
            invited_by: inviters.name_of(&invitation).to_owned(),
            id: invitation.id,
            email: invitation.email,
            role: invitation.to.role().to_owned(),
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
            expired: invitation.expires_at <= now,
            mailed: invitation.mailed,
        };
        Ok(all(waiting.map(view).collect()))
    }
}

/// Where it was, for the platform's history: of what an operator does for an organisation.
async fn place(work: &mut Work, to: InvitedTo, operator: bool) -> Result<Option<String>, Error> {
    let elsewhere = operator && to.chain() != AuditChain::Platform;
    Ok(if elsewhere { Some(organisation(work, to).await?) } else { None })
}

/// Into the organisation's history; what an operator did at a place into the platform's too, which names the place, and
/// there alone with the address.
fn record_for<S>(mut work: Work<S>, to: InvitedTo, place: Option<&str>, event: Event) -> Work<Recorded> {
    let Some(place) = place else { return work.record(event) };
    work.record_for(to.chain(), event.clone());
    work.record(event.at(place))
}

/// A new link, and those in whose place it is.
async fn record_link(
    work: Work,
    to: InvitedTo,
    place: Option<&str>,
    made: NewLink,
) -> Result<Invited, Error> {
    let mut work = record_for(work, to, place, made.event());
    for replaced in &made.replaced {
        work = record_for(work, to, place, ended(replaced, &Because::Replaced));
    }
    work.finish(made.invited).await
}

async fn in_organisation(
    shared: Shared<'_>,
    organisation: AuditChain,
    id: InvitationId,
) -> Result<Invitation, Error> {
    let found = shared.invitations().get(id).await?;
    found.filter(|invitation| invitation.to.chain() == organisation).ok_or(Error::NotFound)
}
