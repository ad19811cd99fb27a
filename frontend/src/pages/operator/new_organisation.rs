//! The form that creates a tenant or a publisher, and the link for its first owner.

use std::future::Future;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::person::{Email, LinkDelivery};
use serde::de::DeserializeOwned;
use wire::{members::Invited, texts::OrganisationName};

use crate::{
    api::ApiError,
    components::{
        feedback::use_toaster,
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::PageHeader,
    },
    pages::{
        answered::{Answered, answered},
        focus::settle_focus,
        invite::{DeliveryChoice, SetUpLink, tell_mailed, usual_delivery},
        typed::{EMAIL_WANTED, typed},
    },
};

#[derive(Clone, Copy)]
pub struct Words {
    /// On the button too.
    pub title: &'static str,
    pub lead: &'static str,
    /// Address and name of the list.
    pub list: (&'static str, &'static str),
    pub name_hint: &'static str,
}

/// What was made.
#[derive(Clone)]
pub struct Created {
    pub name: String,
    /// Of its page.
    pub address: String,
    /// Its first owner.
    pub invited: Invited,
}

/// Create tenant, create publisher: the form, then its owner's link, once. The children are more fields.
#[component]
pub fn NewOrganisation<Create, Call, T>(
    words: Words,
    create: Create,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView
where
    Create: Fn(OrganisationName, Email, LinkDelivery) -> Call + Clone + Send + Sync + 'static,
    Call: Future<Output = Result<T, ApiError>> + 'static,
    T: Into<Created> + DeserializeOwned + 'static,
{
    let created = RwSignal::new(None::<Created>);
    move || match created.get() {
        Some(created) => view! { <Link created /> }.into_any(),
        None => {
            let (create, more) = (create.clone(), children.clone());
            view! { <Ask words create more created /> }.into_any()
        }
    }
}

#[component]
fn Ask<Create, Call, T>(
    words: Words,
    create: Create,
    more: Option<ChildrenFn>,
    created: RwSignal<Option<Created>>,
) -> impl IntoView
where
    Create: Fn(OrganisationName, Email, LinkDelivery) -> Call + Clone + Send + Sync + 'static,
    Call: Future<Output = Result<T, ApiError>> + 'static,
    T: Into<Created> + DeserializeOwned + 'static,
{
    let (form, toaster, navigate) = (FormState::new(), use_toaster(), use_navigate());
    let (name, email) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let deliver = RwSignal::new(usual_delivery());
    let submit = move |()| {
        let (create, navigate) = (create.clone(), navigate.clone());
        let call = async move {
            let owner_email = typed("owner_email", &email.get_untracked(), EMAIL_WANTED)?;
            answered(create(name.get_untracked().into(), owner_email, deliver.get_untracked())).await
        };
        form.send(call, move |answer| match answer {
            Answered::Shown(answer) => {
                let answer: Created = answer.into();
                if answer.invited.mailed {
                    tell_mailed(toaster, &answer.invited.email);
                    navigate(&answer.address, Default::default());
                } else {
                    created.set(Some(answer));
                    settle_focus();
                }
            }
            Answered::NotShown(answer) => {
                let Created { name, address, .. } = answer.into();
                toaster.done(format!(
                    "{name} is created. The link for its first owner did not reach this page and is not kept: make a new one here."
                ));
                navigate(&address, Default::default());
            }
        });
    };
    let Words { title, lead, list: (list, list_name), name_hint } = words;
    view! {
        <PageHeader title lead back=(list.to_owned(), list_name.to_owned()) />
        <div class="panel">
            <Form state=form on_submit=submit guard=true>
                <ErrorSummary />
                <TextField
                    name="name"
                    label="Name"
                    value=name
                    hint=name_hint
                    rule=OrganisationName::RULE
                    autocomplete="off"
                />
                {more.map(|more| more())}
                <TextField
                    name="owner_email"
                    label="E-mail address of its first owner"
                    value=email
                    kind="email"
                    hint="They join by a link that works once."
                    autocomplete="off"
                />
                <DeliveryChoice value=deliver />
                <div class="form-actions">
                    <SubmitButton label=title />
                    <a class="btn" href=list>"Cancel"</a>
                </div>
            </Form>
        </div>
    }
}

#[component]
fn Link(created: Created) -> impl IntoView {
    let navigate = use_navigate();
    let Created { name, address, invited } = created;
    view! {
        <PageHeader
            title=format!("{name} is created")
            lead="One step is left: send the set-up link to its first owner."
        />
        <div class="panel">
            <SetUpLink invited on_saved=move |()| navigate(&address, Default::default()) />
        </div>
    }
}
