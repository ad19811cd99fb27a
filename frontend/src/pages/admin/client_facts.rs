//! The facts of a client that admins may see at any time: client ID, authentication, secrets by their hints.

use leptos::prelude::*;
use model::credential::AuthMethod;
use wire::admin::{Client, SecretHint};

use super::reader::use_tenant;
use crate::{
    components::{
        feedback::{HiddenSecret, Time},
        layout::{Definitions, IdentifierTerm, Term},
    },
    pages::limits::LimitTerm,
};

/// A client as one sees it afterwards: everything but its secret.
#[component]
pub fn ClientFacts(client: Client) -> impl IntoView {
    let tenant = use_tenant();
    let Client { client_id, auth_method, issuer, token_endpoint, secrets, .. } = client;
    let Client { created_by, created_at, regenerated_by, regenerated_at, limits, .. } = client;
    let keyless = auth_method == AuthMethod::PrivateKeyJwt;
    let without = secrets.is_empty().then(|| {
        let words = if keyless {
            "None: the app signs its requests with a key of its own."
        } else {
            "None yet: its developer collects it."
        };
        view! { <Term label="Client secret">{words}</Term> }
    });
    let regenerated = regenerated_at.map(|at| {
        view! {
            <Time at />
            {regenerated_by.map(|by| format!(" by {by}"))}
        }
    });
    let never = regenerated.is_none();
    view! {
        <Definitions>
            <IdentifierTerm label="Tenant ID" value=tenant.to_string() what="tenant ID" />
            <IdentifierTerm label="Client ID" value=client_id.to_string() what="client ID" />
            <IdentifierTerm label="Token URL" value=token_endpoint what="token URL" />
            {keyless.then(|| view! {
                <IdentifierTerm label="Issuer" value=issuer what="issuer" />
            })}
            {without}
            {secrets.into_iter().map(|secret| view! { <SecretTerm secret /> }).collect_view()}
            <Term label="Generated">
                <Time at=created_at />
                {format!(" by {created_by}")}
            </Term>
            {(!keyless).then(|| view! { <Term label="Last regenerated">{regenerated} {never.then_some("Never")}</Term> })}
            <LimitTerm limits />
        </Definitions>
    }
}

#[component]
fn SecretTerm(secret: SecretHint) -> impl IntoView {
    let used = secret.last_used_at.map(|at| view! { "Last used " <Time at /> });
    let unused = used.is_none();
    view! {
        <Term label="Client secret">
            <div class="grid gap-1">
                <HiddenSecret hint=secret.hint />
                <span class="text-sm text-muted">
                    "Made by " {secret.created_by} " " <Time at=secret.created_at /> ". " {used}
                    {unused.then_some("Not used yet")} "."
                    {secret.reported_at.map(|at| view! { " Reported as leaked " <Time at /> ": it no longer works." })}
                </span>
            </div>
        </Term>
    }
}
