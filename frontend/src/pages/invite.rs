//! An invitation by e-mail address: a form or a dialog, and the link that comes of it, mailed or shown once.

use std::{future::Future, pin::Pin, sync::Arc};

use leptos::prelude::*;
use model::person::{Email, LinkDelivery};
use wire::members::{Invited, PendingInvitation};

use crate::{
    api::ApiError,
    components::{
        feedback::{ConfirmDialog, Toaster, use_toaster},
        form::{Choice, ErrorSummary, Form, FormState, RadioGroup, SubmitButton, TextField},
        layout::Section,
        list::Loader,
    },
    dom,
    pages::{
        answered::{Answered, answered, unless_done_otherwise},
        focus::settle_focus,
        link_shown::LinkShown,
        typed::{EMAIL_WANTED, typed},
    },
};

type Call = Pin<Box<dyn Future<Output = Result<Invited, ApiError>>>>;
type Ask = Arc<dyn Fn(Email, LinkDelivery) -> Call + Send + Sync>;

/// How a new link gets to whom it is for, unless the reader chooses otherwise.
pub fn usual_delivery() -> LinkDelivery {
    if dom::sends_mail() { LinkDelivery::Mail } else { LinkDelivery::Show }
}

/// Says whom an invitation was mailed to.
pub fn tell_mailed(toaster: Toaster, email: &Email) {
    toaster.done(format!("An invitation was mailed to {email}."));
}

/// How the link gets there; nothing where this installation sends no mail.
#[component]
pub fn DeliveryChoice(value: RwSignal<LinkDelivery>) -> impl IntoView {
    let choices = || {
        vec![
            Choice::new(LinkDelivery::Mail, "Mail it to them")
                .hint("To this address alone. No one else gets it."),
            Choice::new(LinkDelivery::Show, "Show it to me")
                .hint("You send it to them yourself, in a safe way."),
        ]
    };
    dom::sends_mail()
        .then(|| view! { <RadioGroup name="deliver" label="The link" value choices=choices() /> })
}

/// What is typed, how it is sent, and the link that came of it.
#[derive(Clone, Copy)]
pub struct InviteState {
    email: RwSignal<String>,
    deliver: RwSignal<LinkDelivery>,
    pub invited: RwSignal<Option<Invited>>,
    pending: Loader<Vec<PendingInvitation>>,
    invite: StoredValue<Ask>,
}

impl InviteState {
    pub fn new<Fetch>(
        pending: Loader<Vec<PendingInvitation>>,
        invite: impl Fn(Email, LinkDelivery) -> Fetch + Send + Sync + 'static,
    ) -> Self
    where
        Fetch: Future<Output = Result<Invited, ApiError>> + 'static,
    {
        let invite: Ask = Arc::new(move |email, deliver| Box::pin(invite(email, deliver)));
        Self {
            email: RwSignal::new(String::new()),
            deliver: RwSignal::new(usual_delivery()),
            invited: RwSignal::new(None),
            pending,
            invite: StoredValue::new(invite),
        }
    }

    /// Where the page shows the link that came of it.
    pub fn shown_in(self, invited: RwSignal<Option<Invited>>) -> Self {
        Self { invited, ..self }
    }

    /// Whether a link waits on the page until it is sent. Tracked.
    pub fn has_link(self) -> bool {
        self.invited.with(Option::is_some)
    }

    async fn send(self) -> Result<Answered<Invited>, ApiError> {
        let email = typed("email", &self.email.get_untracked(), EMAIL_WANTED)?;
        let invite = self.invite.get_value();
        answered(invite(email, self.deliver.get_untracked())).await
    }

    /// `say` tells what became of a link that did not reach the page.
    fn take(self, answer: Answered<Invited>, toaster: Toaster, say: impl FnOnce(String)) {
        self.pending.reload();
        match answer {
            Answered::Shown(invited) if invited.mailed => {
                self.email.set(String::new());
                tell_mailed(toaster, &invited.email);
                settle_focus();
            }
            Answered::Shown(invited) => {
                self.email.set(String::new());
                self.invited.set(Some(invited));
                settle_focus();
            }
            Answered::NotShown(Invited { email, .. }) => say(format!(
                "{email} is invited, but the link did not reach this page and is not kept. Make a new link in the list of invitations."
            )),
        }
    }

    fn refused(self, error: ApiError) -> Option<ApiError> {
        unless_done_otherwise(error, || self.pending.reload())
    }
}

/// A one-time set-up link, shown once.
#[component]
pub fn SetUpLink(invited: Invited, #[prop(into)] on_saved: Callback<()>) -> impl IntoView {
    let Invited { email, link, expires_at, .. } = invited;
    let advice = format!(
        "Whoever opens this link first can join as {email}, and chooses the password where there is no account yet: no one checks whose address it is. Give it to that person yourself, in a safe way. It works once."
    );
    view! { <LinkShown label="Set-up link" email link expires_at advice on_saved /> }
}

/// A link until it is sent, in a panel; nothing where there is none.
#[component]
pub fn LinkPanel(
    invited: RwSignal<Option<Invited>>,
    #[prop(default = "panel")] class: &'static str,
) -> impl IntoView {
    let saved = move |()| {
        invited.set(None);
        settle_focus();
    };
    move || invited.get().map(|invited| view! { <div class=class><SetUpLink invited on_saved=saved /></div> })
}

/// In a section of the page.
#[component]
pub fn InviteSection(
    invite: InviteState,
    title: &'static str,
    lead: &'static str,
    verb: &'static str,
) -> impl IntoView {
    let (form, toaster) = (FormState::new(), use_toaster());
    let send = Callback::new(move |()| {
        let taken = move |answer| invite.take(answer, toaster, |words| form.refuse("", words));
        form.send_or(invite.send(), taken, move |error| invite.refused(error));
    });
    let ask = move || {
        view! {
            <div class="panel">
                <Form state=form on_submit=send>
                    <ErrorSummary short=true />
                    <TextField name="email" label="E-mail address" value=invite.email kind="email" autocomplete="off" />
                    <DeliveryChoice value=invite.deliver />
                    <div class="form-actions">
                        <SubmitButton label=verb />
                    </div>
                </Form>
            </div>
        }
    };
    let content = move || {
        if invite.has_link() {
            view! { <LinkPanel invited=invite.invited /> }.into_any()
        } else {
            ask().into_any()
        }
    };
    view! {
        <Section title lead>
            {content}
        </Section>
    }
}

/// In a dialog; the page shows the link in a [`LinkPanel`]. The children are more fields.
#[component]
pub fn InviteDialog(
    invite: InviteState,
    open: RwSignal<bool>,
    title: &'static str,
    words: &'static str,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView {
    let toaster = use_toaster();
    let refused = Callback::new(move |error| invite.refused(error));
    let then =
        move |answer: Answered<Invited>| invite.take(answer, toaster, |words| toaster.unfinished(words));
    view! {
        <ConfirmDialog
            open
            title
            verb="Invite"
            refused
            run=move || invite.send()
            then
        >
            <p>{words}</p>
            <TextField name="email" label="E-mail address" value=invite.email kind="email" autocomplete="off" />
            {children.as_ref().map(|more| more())}
            <DeliveryChoice value=invite.deliver />
        </ConfirmDialog>
    }
}
