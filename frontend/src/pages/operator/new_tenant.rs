use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wire::{
    operator::{CreatedTenant, NewTenant as Request},
    texts::OrganisationName,
};

use crate::{
    api,
    components::{
        feedback::use_toaster,
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::PageHeader,
    },
    pages::parts::{Answered, EMAIL_WANTED, SetUpLink, answered, settle_focus, typed},
    route,
};

/// Create tenant: the form, then its owner's link, once.
#[component]
pub fn NewTenant() -> impl IntoView {
    let created = RwSignal::new(None::<CreatedTenant>);
    move || match created.get() {
        Some(created) => view! { <Link created /> }.into_any(),
        None => view! { <Ask created /> }.into_any(),
    }
}

#[component]
fn Ask(created: RwSignal<Option<CreatedTenant>>) -> impl IntoView {
    let (form, toaster, navigate) = (FormState::new(), use_toaster(), use_navigate());
    let (name, email) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let create = move |()| {
        let navigate = navigate.clone();
        let call = async move {
            let owner_email = typed("owner_email", &email.get_untracked(), EMAIL_WANTED)?;
            let request = Request { name: name.get_untracked().into(), owner_email };
            answered(api::call(api::operator::create_tenant(request))).await
        };
        form.send(call, move |answer| match answer {
            Answered::Shown(answer) => {
                created.set(Some(answer));
                settle_focus();
            }
            Answered::NotShown(CreatedTenant { tenant, .. }) => {
                toaster.done(format!(
                    "{} is created. The link for its first owner did not reach this page and is not kept: make a new one here.",
                    tenant.name
                ));
                navigate(&route::operator::tenant(tenant.id), Default::default());
            }
        });
    };
    view! {
        <PageHeader
            title="Create tenant"
            lead="A live customer organisation. Sandboxes are made with their publishers."
            back=(route::operator::TENANTS.to_owned(), "Tenants".to_owned())
        />
        <div class="panel">
            <Form state=form on_submit=create guard=true>
                <ErrorSummary />
                <TextField
                    name="name"
                    label="Name"
                    value=name
                    hint="As its people call it."
                    rule=OrganisationName::RULE
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
                    <SubmitButton label="Create tenant" />
                    <a class="btn" href=route::operator::TENANTS>"Cancel"</a>
                </div>
            </Form>
        </div>
    }
}

#[component]
fn Link(created: CreatedTenant) -> impl IntoView {
    let navigate = use_navigate();
    let CreatedTenant { tenant, invited } = created;
    let id = tenant.id;
    view! {
        <PageHeader
            title=format!("{} is created", tenant.name)
            lead="One step is left: send the set-up link to its first owner."
        />
        <div class="panel">
            <SetUpLink invited on_saved=move |()| navigate(&route::operator::tenant(id), Default::default()) />
        </div>
    }
}
