//! Inviting a member: the button on top of the page, and the dialog that it opens.

use leptos::prelude::*;

use super::{
    member_list::MemberList,
    organisations::{HasMembers, Role},
};
use crate::{
    components::{
        Icon, Symbol,
        form::{Choice, RadioGroup},
    },
    pages::{invite::InviteDialog, pending::Manages},
};

/// Nothing for whoever may invite no one, and while a link waits on the page until it is sent.
#[component]
pub fn InviteButton<O: HasMembers>(members: MemberList<O>) -> impl IntoView {
    let start = move |_| {
        members.invited_as.set(<O::Role as Role>::USUAL);
        members.inviting.set(true);
    };
    move || {
        (members.manages != Manages::NoOne && members.link.with(Option::is_none)).then(|| {
            view! {
                <button type="button" class="btn btn-primary" on:click=start>
                    <Icon symbol=Symbol::Plus />
                    "Invite member…"
                </button>
            }
        })
    }
}

#[component]
pub(super) fn Invite<O: HasMembers>(members: MemberList<O>, roles: Vec<Choice<O::Role>>) -> impl IntoView {
    view! {
        <InviteDialog
            invite=members.invite()
            open=members.inviting
            title="Invite a member"
            words="They join by a link that works once."
        >
            <RadioGroup name="role" label="Role" value=members.invited_as choices=roles.clone() />
        </InviteDialog>
    }
}
