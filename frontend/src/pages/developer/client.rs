//! The client that a connection made, and the secret that its developer may collect.

use leptos::prelude::*;
use model::{credential::AuthMethod, ids::ConnectionId};
use wire::{
    admin::IssuedCredential,
    developer::{Client, Connection},
};

use super::parts::use_publisher;
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Banner, ConfirmDialog, Identifier, ShownOnce, ShownOnceRow, Time, Tone},
        layout::{Definitions, Section, Term, use_organisation},
        list::Loader,
    },
    pages::parts::settle_focus,
};

#[component]
pub fn Credentials(facts: Connection, loader: Loader<Connection>) -> impl IntoView {
    let Some(client) = facts.client.clone() else { return ().into_any() };
    let issued = RwSignal::new(None::<IssuedCredential>);
    let reported = client.reported_at.map(|at| {
        view! {
            <Banner tone=Tone::Danger title="Its secret was found by somebody">
                <p>
                    "It was presented as found " <Time at />
                    ". It no longer works. Ask the tenant’s admin to regenerate it, and find out where it leaked."
                </p>
            </Banner>
        }
    });
    let collect = client.to_collect && use_organisation().may_act;
    let title = format!("Collect the secret of {} at {}?", facts.app_name, facts.tenant_name);
    view! {
        <Section title="Credentials" lead=lead(&client)>
            <div class="grid gap-6">
                {reported}
                {move || match issued.get() {
                    Some(now) => view! { <Collected now loader /> }.into_any(),
                    None => {
                        let collect = collect
                            .then(|| view! { <Collect connection=facts.id title=title.clone() issued /> });
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
    }
    .into_any()
}

const fn lead(client: &Client) -> &'static str {
    match (client.auth_method, client.to_collect) {
        (AuthMethod::PrivateKeyJwt, _) => {
            "There is no secret: your app signs an assertion for this client with its own key."
        }
        (AuthMethod::ClientSecret, true) => {
            "The tenant has allowed the app. Collecting the secret makes it, and shows it once."
        }
        (AuthMethod::ClientSecret, false) => {
            "The secret was shown once, and is stored only as a fingerprint."
        }
    }
}

#[component]
fn ClientTerms(client: Client) -> impl IntoView {
    let keyless = client.auth_method == AuthMethod::PrivateKeyJwt;
    view! {
        <Definitions>
            <Term label="Client ID">
                <Identifier value=client.client_id.to_string() what="client ID" />
            </Term>
            <Term label="Token URL">
                <Identifier value=client.token_endpoint what="token URL" />
            </Term>
            {keyless.then(|| view! {
                <Term label="Audience (aud)">
                    <Identifier value=client.issuer what="audience of the assertion" />
                </Term>
            })}
            <Term label="Authentication">
                {if keyless { "private_key_jwt" } else { "client_secret_basic or client_secret_post" }}
            </Term>
        </Definitions>
    }
}

#[component]
fn Collect(
    connection: ConnectionId,
    title: String,
    issued: RwSignal<Option<IssuedCredential>>,
) -> impl IntoView {
    let publisher = use_publisher();
    let open = RwSignal::new(false);
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
            run=move || api::developer::collect_secret(publisher, connection)
            then=move |now: IssuedCredential| {
                issued.set(Some(now));
                settle_focus();
            }
        >
            <p>
                "The secret is made now and shown only this once. Have the place ready where your app reads its secrets."
            </p>
        </ConfirmDialog>
    }
}

#[component]
fn Collected(now: IssuedCredential, loader: Loader<Connection>) -> impl IntoView {
    let IssuedCredential { tenant_id, client_id, client_secret, token_endpoint, scope, curl, .. } = now;
    view! {
        <div class="panel">
            <ShownOnce
                title="Save these now: the secret is shown only this once."
                rows=vec![
                    ShownOnceRow::plain("Tenant ID", tenant_id),
                    ShownOnceRow::plain("Client ID", client_id),
                    ShownOnceRow::secret("Client secret", client_secret.unwrap_or_default()),
                    ShownOnceRow::plain("Token URL", token_endpoint),
                    ShownOnceRow::plain("Scopes", scope),
                ]
                curl
                advice="Keep it where your app reads its secrets. Not in e-mail, and not in source code. If it is lost, the tenant’s admin has to regenerate it."
                on_saved=move |()| {
                    loader.reload();
                    settle_focus();
                }
            />
        </div>
    }
}
