use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wire::{
    operator::{CreatedPublisher, NewPublisher as Request},
    texts::{OrganisationName, WebAddress},
};

use crate::{
    api,
    components::{
        feedback::use_toaster,
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::PageHeader,
    },
    pages::parts::{Answered, EMAIL_WANTED, SetUpLink, answered, filled, settle_focus, typed},
    route,
};

/// Create publisher: the form, then its owner's link, once.
#[component]
pub fn NewPublisher() -> impl IntoView {
    let created = RwSignal::new(None::<CreatedPublisher>);
    move || match created.get() {
        Some(created) => view! { <Link created /> }.into_any(),
        None => view! { <Ask created /> }.into_any(),
    }
}

#[component]
fn Ask(created: RwSignal<Option<CreatedPublisher>>) -> impl IntoView {
    let (form, toaster, navigate) = (FormState::new(), use_toaster(), use_navigate());
    let [name, website, email] = [(); 3].map(|()| RwSignal::new(String::new()));
    let create = move |()| {
        let navigate = navigate.clone();
        let call = async move {
            let owner_email = typed("owner_email", &email.get_untracked(), EMAIL_WANTED)?;
            let name = name.get_untracked().into();
            let website = filled(&website.get_untracked()).map(Into::into);
            answered(api::call(api::operator::create_publisher(Request { name, website, owner_email }))).await
        };
        form.send(call, move |answer| match answer {
            Answered::Shown(answer) => {
                created.set(Some(answer));
                settle_focus();
            }
            Answered::NotShown(CreatedPublisher { publisher, .. }) => {
                toaster.done(format!(
                    "{} is created. The link for its first owner did not reach this page and is not kept: make a new one here.",
                    publisher.name
                ));
                navigate(&route::operator::publisher(publisher.id), Default::default());
            }
        });
    };
    view! {
        <PageHeader
            title="Create publisher"
            lead="A developer organisation. It gets a sandbox tenant of its own."
            back=(route::operator::PUBLISHERS.to_owned(), "Publishers".to_owned())
        />
        <div class="panel">
            <Form state=form on_submit=create guard=true>
                <ErrorSummary />
                <TextField
                    name="name"
                    label="Name"
                    value=name
                    hint="Tenant admins read it beside each app."
                    rule=OrganisationName::RULE
                    autocomplete="off"
                />
                <TextField
                    name="website"
                    label="Website"
                    value=website
                    rule=WebAddress::RULE
                    kind="url"
                    optional=true
                    hint="An address that begins with https://"
                    autocomplete="off"
                />
                <TextField
                    name="owner_email"
                    label="E-mail address of its first owner"
                    value=email
                    kind="email"
                    hint="You get a one-time link to send to them yourself. No e-mail is sent."
                    autocomplete="off"
                />
                <div class="form-actions">
                    <SubmitButton label="Create publisher" />
                    <a class="btn" href=route::operator::PUBLISHERS>"Cancel"</a>
                </div>
            </Form>
        </div>
    }
}

#[component]
fn Link(created: CreatedPublisher) -> impl IntoView {
    let navigate = use_navigate();
    let CreatedPublisher { publisher, invited } = created;
    let id = publisher.id;
    view! {
        <PageHeader
            title=format!("{} is created", publisher.name)
            lead="One step is left: send the set-up link to its first owner."
        />
        <div class="panel">
            <SetUpLink invited on_saved=move |()| navigate(&route::operator::publisher(id), Default::default()) />
        </div>
    }
}
