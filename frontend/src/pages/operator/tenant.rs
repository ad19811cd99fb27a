//! The page of one tenant, as operators see it.

use leptos::prelude::*;
use model::{environment::Environment, ids::TenantId};
use wire::{
    operator::{ChangeTenant, Tenant as Facts},
    texts::OrganisationName,
};

use super::{owners::Owners, tenant_addresses::Addresses};
use crate::{
    api,
    components::{
        feedback::{Time, use_toaster},
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::{Definitions, IdentifierTerm, PageHeader, Section, Term},
        list::{Loaded, Loader},
    },
    pages::{
        badges::SandboxBadge,
        focus::settle_focus,
        parameter::load_named,
        revised::{Revised, Theirs},
    },
    route,
    session::use_session,
};

#[component]
pub fn Tenant() -> impl IntoView {
    let facts = load_named("tenant", |id| api::call(api::operator::tenant(id)));
    // Outside of what a change draws again: it holds links that are shown once, and what is typed.
    let live = Memo::new(move |_| {
        facts.get().filter(|tenant| tenant.kind == Environment::Live).map(|tenant| tenant.id)
    });
    let id = Memo::new(move |_| facts.get().map(|tenant| tenant.id));
    view! {
        <Loaded from=facts thing="The tenant" back=(route::operator::TENANTS.to_owned(), "Tenants".to_owned()) let:tenant>
            <FactSheet tenant=tenant.clone() />
            <Rename tenant facts />
        </Loaded>
        {move || id.get().map(|tenant| view! { <Addresses tenant facts /> })}
        {move || live.get().map(|tenant| view! { <OwnersOf tenant /> })}
    }
}

#[component]
fn OwnersOf(tenant: TenantId) -> impl IntoView {
    let list = Loader::new(move || api::items(api::operator::tenant_invitations(tenant)));
    let invite = move |request| api::call(api::operator::invite_tenant_owner(tenant, request));
    view! { <Owners list invite /> }
}

#[component]
fn FactSheet(tenant: Facts) -> impl IntoView {
    let lead = match tenant.kind {
        Environment::Live => "A customer organisation.",
        Environment::Sandbox => "A publisher’s sandbox: its members are the publisher’s team.",
    };
    view! {
        <PageHeader
            title=tenant.name
            lead
            back=(route::operator::TENANTS.to_owned(), "Tenants".to_owned())
        >
            <SandboxBadge kind=tenant.kind />
        </PageHeader>
        <div class="panel">
            <Definitions>
                <IdentifierTerm label="Tenant ID" value=tenant.id.to_string() what="tenant ID" />
                <IdentifierTerm label="Issuer" value=tenant.issuer what="issuer" />
                <Term label="Members">{tenant.members}</Term>
                <Term label="Connections">{tenant.connections}</Term>
                <Term label="Created">
                    <Time at=tenant.created_at />
                </Term>
            </Definitions>
        </div>
    }
}

#[component]
fn Rename(tenant: Facts, facts: Loader<Facts>) -> impl IntoView {
    let (form, toaster, session) = (FormState::new(), use_toaster(), use_session());
    let (id, revised) = (tenant.id, Revised::of(&tenant));
    let name = RwSignal::new(tenant.name);
    let save = move |()| {
        let request = ChangeTenant { revision: revised.revision(), name: name.get_untracked().into() };
        let change = api::call(api::operator::change_tenant(id, request));
        form.send(revised.save(change, api::call(api::operator::tenant(id))), move |tenant: Facts| {
            toaster.done(format!("The tenant is now called {}.", tenant.name));
            facts.set(tenant);
            session.refresh();
            settle_focus();
        });
    };
    view! {
        <Section title="Details">
            <div class="panel">
                <Form state=form on_submit=save guard=true>
                    <ErrorSummary />
                    <Theirs revised fields=named take=move |theirs: Facts| name.set(theirs.name) />
                    <TextField name="name" label="Name" value=name rule=OrganisationName::RULE autocomplete="off" />
                    <div class="form-actions">
                        <SubmitButton label="Save details" />
                    </div>
                </Form>
            </div>
        </Section>
    }
}

fn named(tenant: &Facts) -> Vec<(&'static str, String)> {
    vec![("Name", tenant.name.clone())]
}
