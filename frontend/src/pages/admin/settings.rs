//! The settings of a tenant: its name, and the addresses that its partner apps need.

use leptos::prelude::*;
use model::{environment::Environment, issuer::METADATA};
use wire::{
    admin::{RenameTenant, Tenant},
    texts::OrganisationName,
};

use super::reader::{AskAdmin, use_tenant};
use crate::{
    api,
    components::{
        feedback::{Identifier, Time, use_toaster},
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::{Definitions, IdentifierTerm, PageHeader, Section, Term, use_organisation},
        list::{Loaded, Loader},
    },
    pages::revised::{Revised, Theirs},
    session::use_session,
};

#[component]
pub fn Settings() -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation();
    let facts = Loader::new(move || api::call(api::admin::tenant(tenant)));
    view! {
        <PageHeader title="Settings" lead=format!("The name of {}, and the addresses that developers need.", place.name) />
        <Loaded from=facts headed=true let:facts>
            <Addresses facts=facts.clone() />
            <Name facts />
        </Loaded>
    }
}

#[component]
fn Addresses(facts: Tenant) -> impl IntoView {
    let kind = match facts.kind {
        Environment::Live => "Live",
        Environment::Sandbox => "Sandbox: for testing, separate from everything live",
    };
    let metadata = metadata_url(&facts.issuer);
    view! {
        <Section title="For developers" lead="None of these is a secret. A developer needs the tenant ID to offer you an app.">
            <div class="panel">
                <Definitions>
                    <IdentifierTerm label="Tenant ID" value=facts.id.to_string() what="tenant ID" />
                    <IdentifierTerm label="Issuer" value=facts.issuer what="issuer" />
                    <IdentifierTerm label="Token URL" value=facts.token_endpoint what="token URL" />
                    <Term label="Metadata URL">
                        <Identifier value=metadata what="metadata URL" />
                    </Term>
                    <Term label="Environment">{kind}</Term>
                    <Term label="Created">
                        <Time at=facts.created_at />
                    </Term>
                </Definitions>
            </div>
        </Section>
    }
}

/// Where RFC 8414 section 3.1 looks for the metadata: the well-known part stands before the issuer's path.
fn metadata_url(issuer: &str) -> String {
    let start = issuer.find("://").map_or(0, |at| at + 3);
    match issuer[start..].find('/') {
        Some(path) => format!("{}{METADATA}{}", &issuer[..start + path], &issuer[start + path..]),
        None => format!("{issuer}{METADATA}"),
    }
}

#[component]
fn Name(facts: Tenant) -> impl IntoView {
    let tenant = use_tenant();
    let (form, toaster, session) = (FormState::new(), use_toaster(), use_session());
    let revised = Revised::of(&facts);
    let name = RwSignal::new(facts.name);
    let save = move |()| {
        let request = RenameTenant { revision: revised.revision(), name: name.get_untracked().into() };
        let change = api::call(api::admin::rename(tenant, request));
        form.send(revised.save(change, api::call(api::admin::tenant(tenant))), move |facts: Tenant| {
            toaster.done(format!("The organisation is now called {}.", facts.name));
            session.refresh();
        });
    };
    let content = if facts.role.may_administer() {
        view! {
            <div class="panel">
                <Form state=form on_submit=save guard=true>
                    <ErrorSummary />
                    <Theirs revised fields=named take=move |theirs: Tenant| name.set(theirs.name) />
                    <TextField
                        name="name"
                        label="Name"
                        value=name
                        hint="Developers of connected apps and your members see it."
                        rule=OrganisationName::RULE
                        autocomplete="organization"
                    />
                    <div class="form-actions">
                        <SubmitButton label="Save name" />
                    </div>
                </Form>
            </div>
        }
        .into_any()
    } else {
        view! { <AskAdmin to="change the name" /> }.into_any()
    };
    view! {
        <Section title="Organisation">
            {content}
        </Section>
    }
}

fn named(tenant: &Tenant) -> Vec<(&'static str, String)> {
    vec![("Name", tenant.name.clone())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_well_known_part_stands_before_the_path() {
        assert_eq!(
            metadata_url("https://auth.example/t/ten_1"),
            "https://auth.example/.well-known/oauth-authorization-server/t/ten_1"
        );
        assert_eq!(
            metadata_url("https://auth.example"),
            "https://auth.example/.well-known/oauth-authorization-server"
        );
    }
}
