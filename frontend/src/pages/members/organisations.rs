//! The calls of Members and Team: the same for a tenant and a publisher, but for the roles.

use std::fmt::Display;

use model::{
    Timestamp,
    ids::{InvitationId, PersonId, PublisherId, TenantId},
    person::{Email, LinkDelivery},
    role::{PublisherRole, TenantRole},
};
use wire::{
    account::Me,
    members::{
        ChangePublisherMember, ChangeTenantMember, InvitePublisherMember, InviteTenantMember, Invited,
        PendingInvitation, PublisherMember, TenantMember,
    },
    page::{Page, PageQuery},
};

use crate::api::{self, ApiError, admin, developer};

pub trait Role: Copy + PartialEq + Display + Send + Sync + 'static {
    const OWNER: Self;
    /// What most people are invited as.
    const USUAL: Self;
}

impl Role for TenantRole {
    const OWNER: Self = Self::Owner;
    const USUAL: Self = Self::Admin;
}

impl Role for PublisherRole {
    const OWNER: Self = Self::Owner;
    const USUAL: Self = Self::Developer;
}

#[derive(Debug, Clone, PartialEq)]
pub struct Member<R> {
    pub person: PersonId,
    pub email: Email,
    pub name: String,
    pub role: R,
    pub since: Timestamp,
}

impl From<TenantMember> for Member<TenantRole> {
    fn from(TenantMember { person_id: person, email, name, role, since }: TenantMember) -> Self {
        Self { person, email, name, role, since }
    }
}

impl From<PublisherMember> for Member<PublisherRole> {
    fn from(PublisherMember { person_id: person, email, name, role, since }: PublisherMember) -> Self {
        Self { person, email, name, role, since }
    }
}

fn members<R, Sent: Into<Member<R>>>(page: Page<Sent>) -> Page<Member<R>> {
    let Page { items, next_cursor, total } = page;
    Page { items: items.into_iter().map(Into::into).collect(), next_cursor, total }
}

/// An organisation that has members.
pub trait HasMembers: Copy + Send + Sync + 'static {
    type Role: Role;

    async fn members(self, query: PageQuery) -> Result<Page<Member<Self::Role>>, ApiError>;

    /// `before`: the role that was read.
    async fn change(
        self,
        person: PersonId,
        before: Self::Role,
        role: Self::Role,
    ) -> Result<Member<Self::Role>, ApiError>;

    async fn remove(self, person: PersonId) -> Result<(), ApiError>;

    async fn leave(self) -> Result<(), ApiError>;

    /// Whether the person has this role here.
    fn gives(self, me: &Me, role: Self::Role) -> bool;

    async fn invite(self, email: Email, role: Self::Role, deliver: LinkDelivery)
    -> Result<Invited, ApiError>;

    async fn invitations(self) -> Result<Vec<PendingInvitation>, ApiError>;

    async fn renew(self, invitation: InvitationId, deliver: LinkDelivery) -> Result<Invited, ApiError>;

    async fn withdraw(self, invitation: InvitationId) -> Result<(), ApiError>;
}

macro_rules! has_members {
    ($id:ident, $role:ident, $portal:ident, $change:ident, $invite:ident, $memberships:ident) => {
        impl HasMembers for $id {
            type Role = $role;

            async fn members(self, query: PageQuery) -> Result<Page<Member<$role>>, ApiError> {
                api::call($portal::members(self, query)).await.map(members)
            }

            async fn change(
                self,
                person: PersonId,
                before: $role,
                role: $role,
            ) -> Result<Member<$role>, ApiError> {
                let changed =
                    api::call($portal::change_member(self, person, $change { before, role })).await?;
                Ok(changed.into())
            }

            async fn remove(self, person: PersonId) -> Result<(), ApiError> {
                api::call($portal::remove_member(self, person)).await
            }

            async fn leave(self) -> Result<(), ApiError> {
                api::call($portal::leave(self)).await
            }

            fn gives(self, me: &Me, role: $role) -> bool {
                me.$memberships.iter().any(|at| at.id == self && at.role == role)
            }

            async fn invite(
                self,
                email: Email,
                role: $role,
                deliver: LinkDelivery,
            ) -> Result<Invited, ApiError> {
                api::call($portal::invite(self, $invite { email, role, deliver })).await
            }

            async fn invitations(self) -> Result<Vec<PendingInvitation>, ApiError> {
                api::items($portal::invitations(self)).await
            }

            async fn renew(
                self,
                invitation: InvitationId,
                deliver: LinkDelivery,
            ) -> Result<Invited, ApiError> {
                api::call(match deliver {
                    LinkDelivery::Show => $portal::renew_invitation(self, invitation),
                    LinkDelivery::Mail => $portal::mail_invitation(self, invitation),
                })
                .await
            }

            async fn withdraw(self, invitation: InvitationId) -> Result<(), ApiError> {
                api::call($portal::withdraw_invitation(self, invitation)).await
            }
        }
    };
}

has_members!(TenantId, TenantRole, admin, ChangeTenantMember, InviteTenantMember, tenants);
has_members!(PublisherId, PublisherRole, developer, ChangePublisherMember, InvitePublisherMember, publishers);
