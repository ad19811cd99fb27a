use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::account::Me;

use super::{
    Managing,
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

/// What the verbs of the members open.
#[component]
pub fn MemberDialogs<O: HasMembers>(
    managing: Managing<O>,
    /// Those that the reader may give.
    roles: Vec<Choice<O::Role>>,
    removal: Removal,
) -> impl IntoView {
    view! {
        <ChangeRole managing roles />
        <Remove managing removal />
    }
}

#[component]
fn ChangeRole<O: HasMembers>(managing: Managing<O>, roles: Vec<Choice<O::Role>>) -> impl IntoView {
    let (session, toaster) = (use_session(), use_toaster());
    view! {
        <ConfirmDialog
            open=managing.changing
            title=Signal::derive(move || format!("Change the role of {}?", managing.name()))
            verb="Change role"
            run=move || managing.change()
            then=move |member: Member<O::Role>| {
                toaster.done(format!("{} is {} now.", member.name, member.role));
                managing.changed(session);
            }
        >
            <RadioGroup name="role" label="Role" value=managing.role choices=roles.clone() />
        </ConfirmDialog>
    }
}

#[component]
fn Remove<O: HasMembers>(managing: Managing<O>, removal: Removal) -> impl IntoView {
    let (session, toaster) = (use_session(), use_toaster());
    let Removal { from, consequence } = removal;
    view! {
        <ConfirmDialog
            open=managing.removing
            title=Signal::derive(move || format!("Remove {}{from}?", managing.name()))
            verb="Remove member"
            destroys=true
            run=move || managing.remove()
            then=move |member: Member<O::Role>| {
                toaster.done(format!("{} is no longer a member.", member.name));
                managing.changed(session);
            }
        >
            <p>{consequence.clone()}</p>
        </ConfirmDialog>
    }
}

/// Leaving by oneself.
#[component]
pub fn Leave<O: HasMembers>(managing: Managing<O>) -> impl IntoView {
    let (session, toaster, navigate) = (use_session(), use_toaster(), use_navigate());
    let place = use_organisation().name;
    let (title, left) = (format!("Leave {place}?"), format!("You have left {place}."));
    let run = move || async move {
        match managing.organisation.leave().await {
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
            open=managing.leaving
            title
            verb="Leave"
            destroys=true
            run
            then
        >
            <p>
                {format!("You lose access to {place} at once, and invitations that you made there end. To come back, somebody there has to invite you again.")}
            </p>
        </ConfirmDialog>
    }
}
