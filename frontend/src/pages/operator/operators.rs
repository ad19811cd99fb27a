//! The platform's operators: their list, invitations, and links to a new password for anyone.

use leptos::prelude::*;
use wire::{
    members::PendingInvitation,
    operator::{InviteOperator, NewPasswordLink, OperatorView, PasswordLink},
};

use super::owners::pending;
use crate::{
    api::{self, ApiError},
    components::{
        Icon, Symbol,
        feedback::{ConfirmDialog, Time, Toaster, use_toaster},
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::{PageHeader, Section},
        list::{Column, LoadedList, Loader, Table},
    },
    pages::{
        answered::{Answered, answered, not_shown},
        counted::HowMany,
        focus::settle_focus,
        given_up::or_given_up,
        invite::{InviteDialog, InviteState, LinkPanel},
        link_shown::LinkShown,
        pending::{Manages, PendingInvitations},
        person_cell::PersonCell,
        typed::{EMAIL_WANTED, typed},
    },
    session::{Session, use_session},
};

#[derive(Clone, Copy)]
struct Doing {
    list: Loader<Vec<OperatorView>>,
    operator: RwSignal<Option<OperatorView>>,
    removing: RwSignal<bool>,
    leaving: RwSignal<bool>,
    pending: Loader<Vec<PendingInvitation>>,
}

impl Doing {
    async fn remove(self) -> Result<OperatorView, ApiError> {
        let operator = self.operator.get_untracked().ok_or(ApiError::NotFound)?;
        let answer = api::call(api::operator::remove_operator(operator.person_id)).await;
        or_given_up(answer, (), |me| me.id == operator.person_id && !me.operator).await?;
        Ok(operator)
    }

    fn removed(self, operator: &OperatorView, session: Session, toaster: Toaster) {
        toaster.done(format!("{} is no longer an operator.", operator.name));
        self.pending.reload();
        self.list.reload_then(settle_focus);
        session.refresh();
    }
}

#[component]
pub fn Operators() -> impl IntoView {
    let doing = Doing {
        list: Loader::new(|| api::items(api::operator::operators())),
        operator: RwSignal::new(None),
        removing: RwSignal::new(false),
        leaving: RwSignal::new(false),
        pending: Loader::new(|| api::items(api::operator::invitations())),
    };
    let open = RwSignal::new(false);
    let invite = InviteState::new(doing.pending, |email, deliver| {
        api::call(api::operator::invite_operator(InviteOperator { email, deliver }))
    });
    let invite_button = move || {
        view! {
            <button type="button" class="btn btn-primary" on:click=move |_| open.set(true)>
                <Icon symbol=Symbol::Plus />
                "Invite operator…"
            </button>
        }
    };
    view! {
        <PageHeader title="Operators" lead="Who manages the catalogue, the tenants and the rules of this platform.">
            {move || (!invite.has_link()).then(invite_button)}
        </PageHeader>
        <div class="grid gap-6">
            <LinkPanel invited=invite.invited />
            <LoadedList from=doing.list let:operators>
                <List operators doing />
            </LoadedList>
        </div>
        <PendingInvitations pending=pending(doing.pending) manages=Manages::Everyone />
        <LostPassword />
        <InviteDialog
            invite
            open
            title="Invite an operator"
            words="They join by a link that works once. An operator can do everything in this portal."
        />
        <Remove doing />
        <Leave doing />
    }
}

#[component]
fn List(operators: Signal<Vec<OperatorView>>, doing: Doing) -> impl IntoView {
    let number = Signal::derive(move || operators.with(Vec::len));
    // Another number of operators leaves the buttons the elements that they are.
    let only_one = Memo::new(move |_| number.get() == 1);
    let me = use_session().me().map(|me| me.id);
    let columns = vec![
        Column::name("Name", move |operator: &OperatorView| {
            let you = me == Some(operator.person_id);
            view! { <PersonCell name=operator.name.clone() email=operator.email.clone() you /> }
        }),
        Column::new("Last seen", |operator: &OperatorView| match operator.last_seen_at {
            Some(at) => view! { <Time at /> }.into_any(),
            None => "Signed out".into_any(),
        }),
        Column::verbs(move |operator: &OperatorView| {
            let (operator, you) = (operator.clone(), me == Some(operator.person_id));
            move || (!only_one.get()).then(|| view! { <Verbs operator=operator.clone() you doing /> })
        }),
    ];
    view! {
        <div class="listing-frame">
            <HowMany number one="operator" many="operators" />
            <Table label="Operators" columns rows=operators />
        </div>
        <Show when=move || only_one.get()>
            <p class="text-sm text-muted">"The only operator cannot be removed. Invite someone else first."</p>
        </Show>
    }
}

#[component]
fn Verbs(operator: OperatorView, you: bool, doing: Doing) -> impl IntoView {
    let whom = format!(" {}", operator.name);
    let open = if you { doing.leaving } else { doing.removing };
    let words = if you {
        "Leave…".into_any()
    } else {
        view! { <span>"Remove" <span class="sr-only">{whom}</span> "…"</span> }.into_any()
    };
    view! {
        <div class="flex justify-end">
            <button
                type="button"
                class="btn btn-danger-quiet"
                on:click=move |_| {
                    doing.operator.set(Some(operator.clone()));
                    open.set(true);
                }
            >
                {words}
            </button>
        </div>
    }
}

#[component]
fn Remove(doing: Doing) -> impl IntoView {
    let (session, toaster) = (use_session(), use_toaster());
    let name =
        move || doing.operator.with(|one| one.as_ref().map(|one| one.name.clone()).unwrap_or_default());
    view! {
        <ConfirmDialog
            open=doing.removing
            title=Signal::derive(move || format!("Remove {} as an operator?", name()))
            verb="Remove operator"
            destroys=true
            run=move || doing.remove()
            then=move |operator: OperatorView| doing.removed(&operator, session, toaster)
        >
            <p>
                "They lose access to this portal at once. Links that they made and that no one has used stop working. They keep their account and their organisations."
            </p>
        </ConfirmDialog>
    }
}

/// Leaving by oneself.
#[component]
fn Leave(doing: Doing) -> impl IntoView {
    let (session, toaster) = (use_session(), use_toaster());
    view! {
        <ConfirmDialog
            open=doing.leaving
            title="Leave the operators?"
            verb="Leave"
            destroys=true
            run=move || doing.remove()
            then=move |operator: OperatorView| doing.removed(&operator, session, toaster)
        >
            <p>
                "You lose access to this portal at once, and links that you made and that no one has used stop working. You keep your account and your organisations. To come back, another operator has to invite you again."
            </p>
        </ConfirmDialog>
    }
}

#[component]
fn LostPassword() -> impl IntoView {
    let form = FormState::new();
    let email = RwSignal::new(String::new());
    let made = RwSignal::new(None::<PasswordLink>);
    let make = Callback::new(move |()| {
        let call = async move {
            let email = typed("email", &email.get_untracked(), EMAIL_WANTED)?;
            answered(api::call(api::operator::new_password_link(NewPasswordLink { email }))).await
        };
        form.send(call, move |answer| match answer {
            Answered::Shown(link) => {
                email.set(String::new());
                made.set(Some(link));
                settle_focus();
            }
            Answered::NotShown(_) => form.refuse("", not_shown("Make the link again.")),
        });
    });
    let content = move || match made.get() {
        Some(link) => view! { <Link link made /> }.into_any(),
        None => view! {
            <Form state=form on_submit=make>
                <ErrorSummary short=true />
                <TextField name="email" label="E-mail address" value=email kind="email" autocomplete="off" />
                <div class="form-actions">
                    <SubmitButton label="Make password link" />
                </div>
            </Form>
        }
        .into_any(),
    };
    view! {
        <Section
            title="Someone cannot sign in"
            lead="Make a link with which a person sets a new password: they have lost theirs, or someone else has used their e-mail address to make an account. First make sure that you are talking to the right person."
        >
            <div class="panel">{content}</div>
        </Section>
    }
}

#[component]
fn Link(link: PasswordLink, made: RwSignal<Option<PasswordLink>>) -> impl IntoView {
    let PasswordLink { email, name, organisations, link, expires_at } = link;
    let access = if organisations.is_empty() {
        "The account belongs to no organisation.".to_owned()
    } else {
        format!("The account gives access to {}.", organisations.join(", "))
    };
    let advice = format!(
        "Whoever opens this link can take over the account of {name}. {access} Give it to that person yourself, in a safe way. It works once. When it is used, the old password stops working and the account is signed out everywhere."
    );
    let saved = move |()| {
        made.set(None);
        settle_focus();
    };
    view! { <LinkShown label="Password link" email link expires_at advice on_saved=saved /> }
}
