//! What a connection is of: the app and its publisher, what was decided when, and under which identifiers.

use leptos::prelude::*;
use model::connection::StateName;
use wire::admin::Connection as Facts;

use crate::{
    components::{
        Icon, Logo, Symbol,
        feedback::{Day, Time},
        layout::{Definitions, IdentifierTerm, Section, Term},
    },
    pages::{
        admin::{
            about_publisher::AboutPublisher,
            client_identifiers::ClientIdentifiers,
            scopes::{ScopeNames, scopes_of},
            workload::WorkloadWords,
        },
        badges::AiAgentNote,
        limits::networks_words,
        stops::end_label,
    },
};

/// Which app it is, and what was decided when.
#[component]
pub fn About(facts: Facts) -> impl IntoView {
    let connected = matches!(facts.state, StateName::Active | StateName::Paused);
    let label = end_label(&facts.stops);
    let ends = facts.ends_at.filter(|_| connected).map(|at| view! { <Term label><Day at /></Term> });
    view! {
        <div class="panel grid gap-5">
            <div class="flex items-start gap-3">
                <Logo name=facts.app_name.clone() url=facts.logo_url />
                <div class="grid min-w-0 gap-1">
                    <p>{facts.app_summary}</p>
                    <AiAgentNote ai_agent=facts.ai_agent />
                    <AboutPublisher
                        publisher=facts.publisher
                        website=facts.website
                        privacy_policy=facts.privacy_policy
                        support_contact=facts.support_contact
                    />
                </div>
            </div>
            <Definitions>
                <Term label="Decided">
                    <Day at=facts.decided_at />
                    {format!(", by {}", facts.decided_by)}
                </Term>
                <Term label="Version decided on">{format!("Version {}", facts.version)}</Term>
                {ends}
                <Term label="Its requests come from">{networks_words(&facts.egress_networks)}</Term>
                {facts.workload.map(|workload| view! { <Term label="How the app signs in"><WorkloadWords workload /></Term> })}
                <Term label="Last changed">
                    <Time at=facts.updated_at />
                </Term>
            </Definitions>
        </div>
    }
}

/// Every identifier, folded: admins seldom need one, and whoever sets the app up needs all of them.
#[component]
pub fn ForDevelopers(facts: Facts) -> impl IntoView {
    let Facts { id, app_id, client, granted, not_granted, .. } = facts;
    let scopes = [scopes_of(&granted), not_granted].concat();
    let scopes = (!scopes.is_empty()).then(|| view! { <Term label="Scopes"><ScopeNames scopes /></Term> });
    // That an address has changed is for everyone to see.
    let open = client.as_ref().is_some_and(|client| !client.former_token_endpoints.is_empty());
    let words = match client {
        Some(_) => "Token URL, client ID, tenant ID and other identifiers",
        None => "Connection ID and app ID",
    };
    view! {
        <Section title="For developers">
            <details class="disclosure panel" open=open>
                <summary>
                    <Icon symbol=Symbol::ChevronRight />
                    {words}
                </summary>
                <div>
                    <Definitions>
                        {client.map(|client| view! { <ClientIdentifiers client /> })}
                        <IdentifierTerm label="Connection ID" value=id.to_string() what="connection ID" />
                        <IdentifierTerm label="App ID" value=app_id.to_string() what="app ID" />
                        {scopes}
                    </Definitions>
                </div>
            </details>
        </Section>
    }
}
