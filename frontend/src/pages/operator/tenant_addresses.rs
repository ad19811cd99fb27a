//! The addresses of one tenant: its slug, and what may be closed.

use leptos::prelude::*;
use model::ids::TenantId;
use wire::{
    addresses::{AddressState, TenantAddress, TenantAddresses},
    operator::Tenant,
};

use super::{
    address_change::Doing,
    address_verbs::{Close, OpenAgain},
    slug::SetSlug,
};
use crate::components::{
    Symbol,
    feedback::{Badge, Day, Identifier, Tone},
    layout::{Definitions, Section, Term},
    list::{Column, Loaded, Loader, Table},
};

#[component]
pub fn Addresses(tenant: TenantId, facts: Loader<Tenant>) -> impl IntoView {
    let doing = Doing::new(tenant, facts);
    view! {
        <Section title="Addresses" lead="Where the tenant’s partners get tokens. Every open address works.">
            <Loaded from=doing.list headed=true let:now>
                <SlugFacts now=now.clone() doing />
                <Table label="Addresses" columns=columns(doing) rows=Signal::stored(now.addresses) />
            </Loaded>
        </Section>
        <SetSlug doing />
        <Close doing />
        <OpenAgain doing />
    }
}

#[component]
fn SlugFacts(now: TenantAddresses, doing: Doing) -> impl IntoView {
    let TenantAddresses { slug, domains, .. } = now;
    let verb = if slug.is_some() { "Change slug…" } else { "Set slug…" };
    let why = (!domains).then(|| {
        view! {
            <p class="text-muted">
                "This platform gives tenants no domains: a slug makes an address once the setting " <code>"base_domain"</code>
                " names the domain whose hosts the tenants get."
            </p>
        }
    });
    view! {
        <div class="panel mb-6 grid gap-4">
            <Definitions>
                <Term label="Slug">
                    {match slug {
                        Some(slug) => view! { <Identifier value=slug what="slug" /> }.into_any(),
                        None => "None".into_any(),
                    }}
                </Term>
            </Definitions>
            {why}
            {domains
                .then(|| {
                    view! {
                        <div>
                            <button type="button" class="btn" on:click=move |_| doing.naming.set(true)>
                                {verb}
                            </button>
                        </div>
                    }
                })}
        </div>
    }
}

fn columns(doing: Doing) -> Vec<Column<TenantAddress>> {
    vec![
        Column::name("Token URL", |one: &TenantAddress| view! { <TokenUrls one=one.clone() /> }),
        Column::new("State", |one: &TenantAddress| view! { <State one=one.clone() /> }),
        Column::verbs(move |one: &TenantAddress| view! { <Verbs one=one.clone() doing /> }),
    ]
}

/// The token endpoint, and where it stands too.
#[component]
fn TokenUrls(one: TenantAddress) -> impl IntoView {
    let aliases = one.token_endpoint_aliases;
    let aliases = (!aliases.is_empty()).then(|| {
        let alias = |url: String| view! { <li><Identifier value=url what="alias of the token URL" /></li> };
        view! {
            <p class="text-sm text-muted">"Also at:"</p>
            <ul class="grid gap-1">{aliases.into_iter().map(alias).collect_view()}</ul>
        }
    });
    view! {
        <div class="grid justify-items-start gap-1">
            <Identifier value=one.token_endpoint what="token URL" />
            {aliases}
        </div>
    }
}

#[component]
fn State(one: TenantAddress) -> impl IntoView {
    let (tone, symbol, words) = match (one.state, one.current) {
        (AddressState::Open, true) => (Tone::Positive, Symbol::CheckCircle, "Current"),
        (AddressState::Open, false) => (Tone::Neutral, Symbol::Check, "Open"),
        (AddressState::Closing, _) => (Tone::Caution, Symbol::Clock, "Closing"),
        (AddressState::Closed, _) => (Tone::Neutral, Symbol::Ban, "Closed"),
    };
    let when = one.closes_at.map(|at| {
        let before = if one.state == AddressState::Closed { "Since " } else { "Answers until " };
        view! { <p class="text-sm text-muted">{before} <Day at /></p> }
    });
    view! {
        <div class="grid justify-items-start gap-1">
            <Badge tone symbol>
                {words}
            </Badge>
            {when}
        </div>
    }
}

#[component]
fn Verbs(one: TenantAddress, doing: Doing) -> impl IntoView {
    let closable = !one.current && one.state != AddressState::Closed;
    let openable = one.closes_at.is_some();
    let verb = move |label: &'static str, open: RwSignal<bool>| {
        let (whom, one) = (format!(" {}", one.issuer), one.clone());
        let start = move |_| {
            doing.address.set(Some(one.clone()));
            open.set(true);
        };
        view! {
            <button type="button" class="btn" on:click=start>
                <span>{label} <span class="sr-only">{whom}</span> "…"</span>
            </button>
        }
    };
    view! {
        <div class="flex flex-wrap gap-2">
            {closable.then(|| verb("Close", doing.closing))} {openable.then(|| verb("Open again", doing.opening))}
        </div>
    }
}
