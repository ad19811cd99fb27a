//! Owners of an organisation who have not accepted yet, or cannot sign in.

use std::future::Future;

use leptos::prelude::*;
use model::person::LinkDelivery;
use wire::{
    members::{Invited, PendingInvitation},
    operator::InviteOwner,
};

use crate::{
    api::{self, ApiError},
    components::list::Loader,
    pages::{
        invite::{InviteSection, InviteState},
        pending::{Manages, Pending, PendingInvitations},
    },
};

/// The invitations of any organisation, as the operator may make them again and withdraw them.
pub fn pending(list: Loader<Vec<PendingInvitation>>) -> Pending {
    Pending::new(
        list,
        |id, deliver| {
            api::call(match deliver {
                LinkDelivery::Show => api::operator::renew_invitation(id),
                LinkDelivery::Mail => api::operator::mail_invitation(id),
            })
        },
        |id| api::call(api::operator::withdraw_invitation(id)),
    )
}

/// Pending invitations, and a link for a new owner.
#[component]
pub fn Owners<Invite, Call>(list: Loader<Vec<PendingInvitation>>, invite: Invite) -> impl IntoView
where
    Invite: Fn(InviteOwner) -> Call + Send + Sync + 'static,
    Call: Future<Output = Result<Invited, ApiError>> + 'static,
{
    let invite = InviteState::new(list, move |email, deliver| invite(InviteOwner { email, deliver }));
    view! {
        <PendingInvitations pending=pending(list) manages=Manages::Everyone />
        <InviteSection
            invite
            title="Invite an owner"
            lead="For an organisation whose owners have left, or whose link was lost. They join by a link that works once."
            verb="Invite owner"
        />
    }
}
