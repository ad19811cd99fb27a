//! The state of a page of members: the list, and what the reader is about to do with one of them.

use leptos::prelude::*;
use wire::{
    account::Me,
    members::{Invited, PendingInvitation},
};

use super::organisations::{HasMembers, Member, Role};
use crate::{
    api::ApiError,
    components::list::{Listing, Loader},
    pages::{
        focus::settle_focus,
        given_up::or_given_up,
        invite::InviteState,
        pending::{Manages, Pending},
    },
    session::Session,
};

/// The members and what the reader is about to do with one of them.
#[derive(Clone, Copy)]
pub struct MemberList<O: HasMembers> {
    pub organisation: O,
    pub manages: Manages,
    pub list: Listing<Member<O::Role>>,
    pub pending: Loader<Vec<PendingInvitation>>,
    /// The link of an invitation, until it is sent.
    pub link: RwSignal<Option<Invited>>,
    pub(super) inviting: RwSignal<bool>,
    /// The role that is chosen for whoever is invited.
    pub(super) invited_as: RwSignal<O::Role>,
    pub(super) member: RwSignal<Option<Member<O::Role>>>,
    /// The role that is chosen for them.
    pub(super) role: RwSignal<O::Role>,
    pub(super) changing: RwSignal<bool>,
    pub(super) removing: RwSignal<bool>,
    pub(super) leaving: RwSignal<bool>,
}

impl<O: HasMembers> MemberList<O> {
    pub fn new(organisation: O, manages: Manages) -> Self {
        Self {
            organisation,
            manages,
            list: Listing::new(move |query| organisation.members(query)),
            pending: Loader::new(move || organisation.invitations()),
            link: RwSignal::new(None),
            inviting: RwSignal::new(false),
            invited_as: RwSignal::new(<O::Role as Role>::USUAL),
            member: RwSignal::new(None),
            role: RwSignal::new(<O::Role as Role>::OWNER),
            changing: RwSignal::new(false),
            removing: RwSignal::new(false),
            leaving: RwSignal::new(false),
        }
    }

    pub fn pending(self) -> Pending {
        let organisation = self.organisation;
        Pending::new(
            self.pending,
            move |id, deliver| organisation.renew(id, deliver),
            move |id| organisation.withdraw(id),
        )
        .shown_in(self.link)
    }

    pub(super) fn invite(self) -> InviteState {
        let (organisation, role) = (self.organisation, self.invited_as);
        InviteState::new(self.pending, move |email, deliver| {
            organisation.invite(email, role.get_untracked(), deliver)
        })
        .shown_in(self.link)
    }

    /// Tracked.
    pub fn owners(self) -> Vec<Member<O::Role>> {
        let mut members = self.list.items();
        members.retain(|member| member.role == <O::Role as Role>::OWNER);
        members
    }

    /// Whether one alone is an owner, as far as that can be known: further down the list there may be more. Tracked.
    pub(super) fn has_one_owner(self) -> bool {
        self.list.is_whole() && self.owners().len() == 1
    }

    pub(super) fn start(self, member: Member<O::Role>, open: RwSignal<bool>) {
        self.role.set(member.role);
        self.member.set(Some(member));
        open.set(true);
    }

    /// Of the member whom a dialog is about.
    pub(super) fn name(self) -> String {
        self.member.with(|member| member.as_ref().map(|member| member.name.clone()).unwrap_or_default())
    }

    pub(super) async fn change(self) -> Result<Member<O::Role>, ApiError> {
        let member = self.member.get_untracked().ok_or(ApiError::NotFound)?;
        let (person, role) = (member.person, self.role.get_untracked());
        let answer = self.organisation.change(person, member.role, role).await;
        let has_it = |me: &Me| me.id == person && self.organisation.gives(me, role);
        let changed = or_given_up(answer, Member { role, ..member }, has_it).await;
        // What stands there may be old; whoever has left the page needs none of it.
        if changed.is_err() && self.changing.try_get_untracked().is_some() {
            self.list.reload();
        }
        changed
    }

    pub(super) async fn remove(self) -> Result<Member<O::Role>, ApiError> {
        let member = self.member.get_untracked().ok_or(ApiError::NotFound)?;
        self.organisation.remove(member.person).await?;
        Ok(member)
    }

    /// Reads again what a change has changed.
    pub(super) fn changed(self, session: Session) {
        self.list.reload_then(settle_focus);
        self.pending.reload();
        session.refresh();
    }
}
