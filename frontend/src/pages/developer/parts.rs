//! Parts that several pages of the developer portal share.

use leptos::prelude::*;
use model::{
    app::{AppState, HandOver, Visibility},
    environment::Environment,
    ids::{PublisherId, TenantId},
    role::PublisherRole,
    scope::ScopeName,
};
use wire::{developer::VersionScope, page::PageQuery};

use crate::{
    api,
    components::{
        Symbol,
        feedback::{Badge, Banner, Identifier, Tone},
        layout::use_organisation,
        list::{Column, Loader, Table},
    },
    pages::parts::SandboxBadge,
};

/// The publisher of the address. The frame has found it among the person's own.
pub fn use_publisher() -> PublisherId {
    expect_context()
}

/// Tells a viewer that they may only look, and whom to ask. Nothing for others.
#[component]
pub fn ViewerNote() -> impl IntoView {
    (!use_organisation().may_act).then(|| view! { <Note /> })
}

#[component]
fn Note() -> impl IntoView {
    let publisher = use_publisher();
    let members = Loader::new(move || api::call(api::developer::members(publisher, PageQuery::default())));
    let owners = move || {
        let members = members.get().map(|page| page.items).unwrap_or_default();
        let owners = members.into_iter().filter(|member| member.role == PublisherRole::Owner);
        let names: Vec<_> = owners.map(|owner| format!("{} ({})", owner.name, owner.email)).collect();
        (!names.is_empty()).then(|| format!(" Ask an owner for more: {}.", names.join(", ")))
    };
    view! {
        <div class="mb-6">
            <Banner tone=Tone::Info title="You are a viewer here">
                "You see everything in this portal and change nothing."
                {owners}
            </Banner>
        </div>
    }
}

#[component]
pub fn AppStateBadge(state: AppState) -> impl IntoView {
    let (tone, symbol, words) = match state {
        AppState::Draft => (Tone::Neutral, Symbol::Edit, "Draft"),
        AppState::Published => (Tone::Positive, Symbol::CheckCircle, "Published"),
        AppState::Suspended => (Tone::Danger, Symbol::Ban, "Suspended"),
    };
    view! {
        <Badge tone symbol>
            {words}
        </Badge>
    }
}

pub const fn visibility_words(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Targeted => "Only named tenants",
        Visibility::Listed => "Every live tenant",
    }
}

pub const fn hand_over_words(hand_over: HandOver) -> &'static str {
    match hand_over {
        HandOver::AdminShares => "The tenant’s admin shares the secret",
        HandOver::DeveloperCollects => "Your team collects the secret",
        HandOver::Keyless => "Keyless: your app signs its requests",
    }
}

/// A tenant by its name where it is known, its id, and a word where it is a sandbox.
#[component]
pub fn TenantName(
    name: Option<String>,
    id: TenantId,
    kind: Environment,
    /// Where the name leads.
    #[prop(optional, into)]
    href: Option<String>,
) -> impl IntoView {
    let known = name.map(|name| match href {
        Some(href) => view! { <a class="link" href=href>{name}</a> }.into_any(),
        None => view! { <span class="font-semibold">{name}</span> }.into_any(),
    });
    // Nothing stands above the id of a tenant whose name is not known.
    let first = (known.is_some() || kind == Environment::Sandbox).then(
        || view! { <span class="flex flex-wrap items-center gap-2">{known} <SandboxBadge kind /></span> },
    );
    view! {
        <div class="grid justify-items-start">
            {first}
            <span class="min-[80rem]:[&_code]:whitespace-nowrap">
                <Identifier value=id.to_string() what=format!("tenant ID {id}") />
            </span>
        </div>
    }
}

#[component]
pub fn ScopeNames(names: Vec<ScopeName>) -> impl IntoView {
    view! {
        <ul class="grid gap-1" role="list">
            {names.into_iter().map(|name| view! { <li><code>{name.to_string()}</code></li> }).collect_view()}
        </ul>
    }
}

/// What a version asks for.
#[component]
pub fn VersionScopes(scopes: Vec<VersionScope>) -> impl IntoView {
    let columns = vec![
        Column::name("Scope", |scope: &VersionScope| {
            view! {
                <div class="grid">
                    <span class="font-semibold">{scope.title.clone()}</span>
                    <code>{scope.name.to_string()}</code>
                </div>
            }
        }),
        Column::new("Need", |scope: &VersionScope| if scope.required { "Required" } else { "Optional" }),
        Column::new("Reason", |scope: &VersionScope| scope.reason.clone()),
    ];
    view! { <Table label="Scopes" columns rows=Signal::stored(scopes) /> }
}
