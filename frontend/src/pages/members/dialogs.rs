//! The dialogs that change a member's role, remove a member, or let one leave.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::account::Me;

use super::{
    invite::Invite,
    member_list::MemberList,
    organisations::{HasMembers, Member},
};
use crate::{
    api::{self, ApiError},
    components::{
        feedback::{ConfirmDialog, use_toaster},
        form::{Choice, RadioGroup},
        layout::use_organisation,
    },
    route,
    session::use_session,
};

/// What a person loses who is removed.
#[derive(Debug, Clone)]
pub struct Removal {
    /// Behind the name in the question: " from the team".
    pub from: &'static str,
    pub consequence: String,
}

/// What the verbs of the page and of its members open.
#[component]
pub fn MemberDialogs<O: HasMembers>(
    members: MemberList<O>,
    /// Those that the reader may give.
    roles: Vec<Choice<O::Role>>,
    removal: Removal,
) -> impl IntoView {
    view! {
        <Invite members roles=roles.clone() />
        <ChangeRole members roles />
        <Remove members removal />
    }
}

#[component]
fn ChangeRole<O: HasMembers>(members: MemberList<O>, roles: Vec<Choice<O::Role>>) -> impl IntoView {
    let (session, toaster) = (use_session(), use_toaster());
    let then = move |member: Member<O::Role>| {
        toaster.done(format!("{} is {} now.", member.name, member.role));
        members.changed(session);
    };
    view! {
        <ConfirmDialog
            open=members.changing
            title=Signal::derive(move || format!("Change the role of {}?", members.name()))
            verb="Change role"
            run=move || members.change()
            then
        >
            <RadioGroup name="role" label="Role" value=members.role choices=roles.clone() />
        </ConfirmDialog>
    }
}

#[component]
fn Remove<O: HasMembers>(members: MemberList<O>, removal: Removal) -> impl IntoView {
    let (session, toaster) = (use_session(), use_toaster());
    let Removal { from, consequence } = removal;
    let then = move |member: Member<O::Role>| {
        toaster.done(format!("{} is no longer a member.", member.name));
        members.changed(session);
    };
    view! {
        <ConfirmDialog
            open=members.removing
            title=Signal::derive(move || format!("Remove {}{from}?", members.name()))
            verb="Remove member"
            destroys=true
            run=move || members.remove()
            then
        >
            <p>{consequence.clone()}</p>
        </ConfirmDialog>
    }
}

/// Leaving by oneself.
#[component]
pub fn Leave<O: HasMembers>(members: MemberList<O>) -> impl IntoView {
    let (session, toaster, navigate) = (use_session(), use_toaster(), use_navigate());
    let place = use_organisation().name;
    let (title, left) = (format!("Leave {place}?"), format!("You have left {place}."));
    let run = move || async move {
        match members.organisation.leave().await {
            // An earlier try was done, and its answer was lost.
            Ok(()) | Err(ApiError::NotFound) => Ok(api::account::me().await.ok()),
            Err(error) => Err(error),
        }
    };
    let then = move |me: Option<Me>| {
        toaster.done(left.clone());
        navigate(route::START, NavigateOptions { replace: true, ..Default::default() });
        match me {
            Some(me) => session.signed_in(me),
            None => session.start_over(),
        }
    };
    view! {
        <ConfirmDialog
            open=members.leaving
            title
            verb="Leave"
            destroys=true
            run
            then
        >
            <p>
                {format!("You lose access to {place} at once, and invitations that you made there end. To come back, someone there has to invite you again.")}
            </p>
        </ConfirmDialog>
    }
}
