//! The settings of a tenant: its name, its policy for secrets, and the addresses that its partner apps need.

use leptos::prelude::*;
use model::{environment::Environment, issuer::METADATA, rotation::MOST_SECRET_DAYS};
use wire::{
    admin::{RenameTenant, Tenant},
    secrets::SetSecretPolicy,
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
    pages::{
        revised::{Revised, Theirs},
        typed::typed,
        usage::UsageSection,
    },
    session::use_session,
};

#[component]
pub fn Settings() -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation();
    let facts = Loader::new(move || api::call(api::admin::tenant(tenant)));
    view! {
        <PageHeader title="Settings" lead=format!("The name of {}, how long its secrets work, and the addresses that developers need.", place.name) />
        <Loaded from=facts headed=true let:facts>
            <Addresses facts=facts.clone() />
            <Forms facts />
        </Loaded>
        <UsageSection
            ask=move |query| api::admin::usage(tenant, query)
            title="Usage of all connections and credentials"
        />
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

/// Two forms over one thing: what one saves is no one else's change to the other.
#[component]
fn Forms(facts: Tenant) -> impl IntoView {
    let (name, policy) = (Revised::of(&facts), Revised::of(&facts));
    view! {
        <Name facts=facts.clone() revised=name other=policy />
        <SecretPolicy facts revised=policy other=name />
    }
}

#[component]
fn Name(facts: Tenant, revised: Revised<Tenant>, other: Revised<Tenant>) -> impl IntoView {
    let tenant = use_tenant();
    let (form, toaster, session) = (FormState::new(), use_toaster(), use_session());
    let name = RwSignal::new(facts.name);
    let save = move |()| {
        let request = RenameTenant { revision: revised.revision(), name: name.get_untracked().into() };
        let change = api::call(api::admin::rename(tenant, request));
        form.send(revised.save(change, api::call(api::admin::tenant(tenant))), move |facts: Tenant| {
            other.take(&facts);
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

fn days_of(tenant: &Tenant) -> String {
    tenant.secret_days.map(|days| days.to_string()).unwrap_or_default()
}

fn policy(tenant: &Tenant) -> Vec<(&'static str, String)> {
    vec![("Days that a secret works", days_of(tenant))]
}

/// After how many days secrets that are made from now on end.
#[component]
fn SecretPolicy(facts: Tenant, revised: Revised<Tenant>, other: Revised<Tenant>) -> impl IntoView {
    let tenant = use_tenant();
    let (form, toaster) = (FormState::new(), use_toaster());
    let days = RwSignal::new(days_of(&facts));
    let save = move |()| {
        let change = async move {
            let text = days.get_untracked();
            let wanted = format!("Write a number of days from 1 to {MOST_SECRET_DAYS}, or leave it empty.");
            let days = match text.trim() {
                "" => None,
                text => Some(typed("days", text, &wanted)?),
            };
            let request = SetSecretPolicy { revision: revised.revision(), days };
            api::call(api::admin::set_secret_policy(tenant, request)).await
        };
        form.send(revised.save(change, api::call(api::admin::tenant(tenant))), move |facts: Tenant| {
            other.take(&facts);
            toaster.done("Saved. It holds for secrets that are made from now on.");
        });
    };
    let stands = match facts.secret_days {
        None => "Secrets do not end by themselves.".to_owned(),
        Some(1) => "New secrets end after a day.".to_owned(),
        Some(days) => format!("New secrets end after {days} days."),
    };
    let content = if facts.role.may_administer() {
        view! {
            <div class="panel">
                <Form state=form on_submit=save guard=true>
                    <ErrorSummary />
                    <Theirs revised fields=policy take=move |theirs: Tenant| days.set(days_of(&theirs)) />
                    <TextField
                        name="days"
                        label="Days that a secret works"
                        value=days
                        optional=true
                        autocomplete="off"
                        hint=format!("1 to {MOST_SECRET_DAYS}. Empty: secrets do not end by themselves.")
                    />
                    <div class="form-actions">
                        <SubmitButton label="Save policy" />
                    </div>
                </Form>
            </div>
        }
        .into_any()
    } else {
        view! {
            <p>{stands}</p>
            <AskAdmin to="change that" />
        }
        .into_any()
    };
    view! {
        <Section
            title="Secrets"
            lead="How long client secrets of apps and of your own credentials work. Existing secrets keep their end date; you and the developer are warned 30, 7 and 1 days before an end."
        >
            {content}
        </Section>
    }
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
