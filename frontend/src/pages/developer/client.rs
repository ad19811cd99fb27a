//! The client that a connection made, and the secret that its developer may collect.

use leptos::prelude::*;
use model::{Timestamp, credential::AuthMethod, ids::ConnectionId};
use wire::{
    admin::IssuedCredential,
    developer::{Client, Connection},
};

use super::reader::use_publisher;
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Banner, ConfirmDialog, Time, Tone},
        layout::{Definitions, IdentifierTerm, Section, Term, use_organisation},
        list::Loader,
    },
    pages::{
        answered::{Answered, answered},
        focus::{settle_at_top, settle_focus},
        former_urls::FormerTokenUrls,
        hand_on::HandsOn,
        handed_on::HandedOn,
        issued::Issued,
        secret_facts::{SecretNotices, SecretTerm},
    },
};

#[component]
pub fn Credentials(
    facts: Connection,
    loader: Loader<Connection>,
    issued: RwSignal<Option<IssuedCredential>>,
    lost: RwSignal<bool>,
) -> impl IntoView {
    let Some(client) = facts.client.clone() else { return ().into_any() };
    let collect = client.to_collect && use_organisation().may_act;
    let (id, client_id) = (facts.id, client.client_id);
    let by = HandsOn::Developer(use_publisher(), id);
    let links =
        (client.auth_method == AuthMethod::ClientSecret).then(|| view! { <HandedOn by client=client_id /> });
    let notices = (client.secret_notices.clone(), client.to_collect);
    view! {
        <div class="mb-6 grid gap-3 empty:hidden">
            <SecretNotices notices=notices.0 to_collect=notices.1 />
        </div>
        <Section title="Credentials" lead=lead(&client)>
            <div class="grid gap-6">
                {move || match issued.get() {
                    Some(now) => view! { <Collected id now loader issued /> }.into_any(),
                    None => {
                        let collect =
                            collect.then(|| view! { <Collect facts=facts.clone() loader issued lost /> });
                        view! {
                            <div class="panel grid gap-5">
                                <ClientTerms client=client.clone() />
                                {collect}
                            </div>
                        }
                        .into_any()
                    }
                }}
            </div>
        </Section>
        {links}
    }
    .into_any()
}

const fn lead(client: &Client) -> &'static str {
    match (client.auth_method, client.to_collect) {
        (AuthMethod::PrivateKeyJwt, _) => {
            "There is no secret: your app signs an assertion for this client with its own key."
        }
        (AuthMethod::WorkloadIdentity, _) => {
            "There is no secret: your software shows the token of its platform together with this client ID."
        }
        (AuthMethod::ClientSecret, true) => {
            "The secret is made when your team collects it, and shown only once."
        }
        (AuthMethod::ClientSecret, false) => {
            "The secret is shown only once, and stored only as a fingerprint. If it is lost, an admin of the tenant can regenerate it."
        }
    }
}

#[component]
fn ClientTerms(client: Client) -> impl IntoView {
    let (method, audience) = match client.auth_method {
        AuthMethod::PrivateKeyJwt => ("private_key_jwt", Some("audience of the assertion")),
        AuthMethod::WorkloadIdentity => {
            ("The token of your platform, as client_assertion (RFC 7523)", Some("audience of the token"))
        }
        AuthMethod::ClientSecret => ("client_secret_basic or client_secret_post", None),
    };
    // While a client moves, its software asks for tokens of this audience already.
    let audience = audience.or(client.workload_last_used_at.map(|_| "audience of the token"));
    let used =
        |label: &'static str, at: Option<Timestamp>| at.map(|at| view! { <Term label><Time at /></Term> });
    view! {
        <Definitions>
            <IdentifierTerm label="Client ID" value=client.client_id.to_string() what="client ID" />
            <IdentifierTerm label="Token URL" value=client.token_endpoint what="token URL" />
            <FormerTokenUrls
                former=client.former_token_endpoints
                news="The token URL changed: use the one above for all new code, and move code that calls the former one."
            />
            {audience.map(|what| view! {
                <IdentifierTerm label="Audience (aud)" value=client.issuer what />
            })}
            <Term label="Authentication">{method}</Term>
            {client
                .secrets
                .into_iter()
                .map(|secret| view! { <SecretTerm secret /> })
                .collect_view()}
            {used("Workload last signed in", client.workload_last_used_at)}
        </Definitions>
    }
}

#[component]
fn Collect(
    facts: Connection,
    loader: Loader<Connection>,
    issued: RwSignal<Option<IssuedCredential>>,
    lost: RwSignal<bool>,
) -> impl IntoView {
    let publisher = use_publisher();
    let open = RwSignal::new(false);
    let Connection { id, app_name, tenant_name, .. } = facts;
    let title = format!("Collect the secret of {app_name} at {tenant_name}?");
    let then = move |answer: Answered<IssuedCredential>| match answer {
        Answered::Shown(now) => {
            issued.set(Some(now));
            settle_focus();
        }
        Answered::NotShown(_) => {
            lost.set(true);
            loader.reload_then(settle_at_top);
        }
    };
    view! {
        <div>
            <button type="button" class="btn btn-primary" on:click=move |_| open.set(true)>
                <Icon symbol=Symbol::Key />
                "Collect secret…"
            </button>
        </div>
        <ConfirmDialog
            open
            title
            verb="Collect secret"
            run=move || answered(api::call(api::developer::collect_secret(publisher, id)))
            then
        >
            <p>
                "The secret is made now and shown only this once. Be ready to put it where your app reads its secrets."
            </p>
        </ConfirmDialog>
    }
}

/// Says on top of the page that the secret was collected and no one has it, until it can be collected again.
#[component]
pub fn LostSecret(facts: Connection, lost: RwSignal<bool>) -> impl IntoView {
    let collected = facts.client.is_some_and(|client| !client.to_collect);
    if !collected && lost.get_untracked() {
        lost.set(false);
    }
    let words = format!(
        "It was collected, but it did not reach this page and is not kept: ask an admin of {} to regenerate it, then collect the new one.",
        facts.tenant_name
    );
    move || {
        (collected && lost.get()).then(|| {
            let words = words.clone();
            view! {
                <div class="mb-6">
                    <Banner tone=Tone::Caution title="No one has the secret">
                        {words}
                    </Banner>
                </div>
            }
        })
    }
}

#[component]
fn Collected(
    id: ConnectionId,
    now: IssuedCredential,
    loader: Loader<Connection>,
    issued: RwSignal<Option<IssuedCredential>>,
) -> impl IntoView {
    let saved = move |()| {
        loader.reload_then(move || {
            issued.set(None);
            settle_focus();
        });
    };
    view! {
        <div class="panel">
            <Issued
                title="Save these now: the secret is shown only this once."
                issued=now
                by=HandsOn::Developer(use_publisher(), id)
                advice="Keep it where your app reads its secrets. Never put it into e-mail or source code. If it is lost, the tenant’s admin has to regenerate it."
                on_saved=saved
            />
        </div>
    }
}
