//! The facts of a client that admins may see at any time: client ID, authentication, secrets by their hints.

use leptos::prelude::*;
use model::{credential::AuthMethod, ids::CredentialId};
use wire::admin::{Client, SecretHint};

use super::{client_identifiers::ClientIdentifiers, reader::use_tenant};
use crate::{
    api,
    components::{
        feedback::{ConfirmDialog, Time, use_toaster},
        layout::{Definitions, Term, use_organisation},
    },
    pages::{limits::LimitTerm, out_of_date::unless_out_of_date, secret_facts::SecretTerm},
};

/// A client as one sees it afterwards: everything but its secret. `changed` reads the page again.
#[component]
pub fn ClientFacts(
    client: Client,
    #[prop(into)] changed: Callback<()>,
    /// The identifiers stand elsewhere on the page.
    #[prop(optional)]
    folded: bool,
) -> impl IntoView {
    let identified = client.clone();
    let Client {
        client_id,
        auth_method,
        secrets,
        created_by,
        created_at,
        regenerated_by,
        regenerated_at,
        limits,
        ..
    } = client;
    let Client { workload_last_used_at, to_collect, .. } = client;
    let may_act = use_organisation().may_act;
    let keyless = auth_method != AuthMethod::ClientSecret;
    let waits = to_collect && !secrets.is_empty();
    let waits = waits
        .then(|| view! { <Term label="New client secret">"None yet: its developer collects it."</Term> });
    let without = secrets.is_empty().then(|| {
        let words = match auth_method {
            AuthMethod::PrivateKeyJwt => "None: the app signs its requests with a key of its own.",
            AuthMethod::WorkloadIdentity => "None: the app signs in with its platform’s identity.",
            AuthMethod::ClientSecret => "None yet: its developer collects it.",
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
            {(!folded).then(|| view! { <ClientIdentifiers client=identified /> })}
            {without}
            {waits}
            {secrets
                .into_iter()
                .map(|secret| {
                    let retire = (secret.replaced && may_act)
                        .then(|| view! { <Retire client=client_id secret=secret.clone() changed /> });
                    view! { <SecretTerm secret>{retire}</SecretTerm> }
                })
                .collect_view()}
            {workload_last_used_at.map(|at| view! { <Term label="Workload last signed in"><Time at /></Term> })}
            <Term label="Generated">
                <Time at=created_at />
                {format!(" by {created_by}")}
            </Term>
            {(!keyless).then(|| view! { <Term label="Last regenerated">{regenerated} {never.then_some("Never")}</Term> })}
            <LimitTerm limits />
        </Definitions>
    }
}

/// The button that retires an old secret before its end, and its question.
#[component]
fn Retire(client: CredentialId, secret: SecretHint, changed: Callback<()>) -> impl IntoView {
    let tenant = use_tenant();
    let (open, toaster) = (RwSignal::new(false), use_toaster());
    let SecretHint { id, hint, .. } = secret;
    let refused = Callback::new(move |error| unless_out_of_date(error, toaster, move || changed.run(())));
    let title = format!("Retire the old secret that ends in {hint}?");
    view! {
        <button type="button" class="btn" on:click=move |_| open.set(true)>
            "Retire now…"
        </button>
        <ConfirmDialog
            open
            title
            refused
            verb="Retire secret"
            destroys=true
            run=move || api::call(api::admin::retire_old_secret(tenant, client, id))
            then=move |()| {
                toaster.done("The old secret is retired.");
                changed.run(());
            }
        >
            <p>
                "It stops working within a second: software that still uses it gets no more tokens. Tokens that there are stay valid until they end. This action cannot be undone."
            </p>
        </ConfirmDialog>
    }
}

#[cfg(test)]
pub(super) mod examples;
