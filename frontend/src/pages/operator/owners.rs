//! Owners of an organisation who have not come yet, or are lost.

use std::{future::Future, pin::Pin, sync::Arc};

use leptos::prelude::*;
use wire::{members::Invited, operator::InviteOwner};

use crate::{
    api::ApiError,
    components::{
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::Section,
    },
    pages::{
        parts::{EMAIL_WANTED, SetUpLink, settle_focus, typed},
        pending::{Pending, PendingInvitations, invited_before},
    },
};

type Call = Pin<Box<dyn Future<Output = Result<Invited, ApiError>>>>;
pub type Inviting = Arc<dyn Fn(InviteOwner) -> Call + Send + Sync>;

/// Pending invitations, and a link for a new owner.
#[component]
pub fn Owners(pending: Pending, invite: Inviting) -> impl IntoView {
    let form = FormState::new();
    let email = RwSignal::new(String::new());
    let invited = RwSignal::new(None::<Invited>);
    let list = pending.list;
    let send = Callback::new(move |()| {
        let invite = invite.clone();
        let call = async move {
            let email = typed("email", &email.get_untracked(), EMAIL_WANTED)?;
            invite(InviteOwner { email }).await.map_err(invited_before(list))
        };
        form.send(call, move |answer| {
            email.set(String::new());
            invited.set(Some(answer));
            list.reload();
            settle_focus();
        });
    });
    let saved = move |()| {
        invited.set(None);
        settle_focus();
    };
    let content = move || match invited.get() {
        Some(invited) => view! { <SetUpLink invited on_saved=saved /> }.into_any(),
        None => view! {
            <Form state=form on_submit=send>
                <ErrorSummary short=true />
                <TextField name="email" label="E-mail address" value=email kind="email" autocomplete="off" />
                <div class="form-actions">
                    <SubmitButton label="Make owner’s link" />
                </div>
            </Form>
        }
        .into_any(),
    };
    view! {
        <PendingInvitations pending may=|_| true />
        <Section
            title="Invite an owner"
            lead="For an organisation whose owners have left, or whose link was lost. You get a one-time link to send to them."
        >
            <div class="panel">{content}</div>
        </Section>
    }
}
