//! Scopes as an admin reads and chooses them.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::scope::{ScopeName, ScopeState};
use wire::{
    admin::{ReviewedApi, ReviewedScope},
    catalogue,
};

use crate::{
    components::{
        Icon, Symbol,
        feedback::{Badge, Tone},
        form::FormState,
    },
    dom,
    pages::badges::ScopeBadges,
};

/// The optional scopes that are ticked.
pub type Chosen = RwSignal<BTreeSet<ScopeName>>;

/// How a scope stands on the page: fixed, or a choice.
#[derive(Clone, Copy)]
pub enum Choosing {
    /// Nothing to choose: what is.
    No,
    /// What is asked for, for whoever only looks: nothing is ticked.
    Shown,
    /// Required ones are fixed, optional ones have a box.
    Optional(Chosen),
    /// Each has a box.
    Each(Chosen),
}

/// The catalogue's words, as if a developer had asked for the scopes without a reason.
pub fn of_catalogue(
    apis: Vec<catalogue::Api>,
    wanted: impl Fn(&catalogue::Scope) -> bool,
) -> Vec<ReviewedApi> {
    let scope = |scope: catalogue::Scope| ReviewedScope {
        name: scope.name,
        title: scope.title,
        sentence: scope.sentence,
        action: scope.action,
        sensitivity: scope.sensitivity,
        state: scope.state,
        required: false,
        reason: String::new(),
    };
    let api = |api: catalogue::Api| ReviewedApi {
        name: api.name,
        description: api.description,
        docs_url: api.docs_url,
        scopes: api.scopes.into_iter().filter(&wanted).map(scope).collect(),
    };
    apis.into_iter().map(api).filter(|api| !api.scopes.is_empty()).collect()
}

/// All scopes of these APIs.
pub fn scopes_of(apis: &[ReviewedApi]) -> Vec<ReviewedScope> {
    apis.iter().flat_map(|api| &api.scopes).cloned().collect()
}

/// The names by which developers know these scopes, folded.
#[component]
pub fn NamesForDevelopers(scopes: Vec<ReviewedScope>) -> impl IntoView {
    (!scopes.is_empty()).then(|| {
        view! {
            <details class="disclosure">
                <summary>
                    <Icon symbol=Symbol::ChevronRight />
                    "For developers"
                </summary>
                <ScopeNames scopes />
            </details>
        }
    })
}

/// "Read patients: patients.read", a line each.
#[component]
pub fn ScopeNames(scopes: Vec<ReviewedScope>) -> impl IntoView {
    let line = |scope: ReviewedScope| {
        view! { <li class="wrap-anywhere">{scope.title} ": " <code>{scope.name.to_string()}</code></li> }
    };
    view! {
        <ul class="grid gap-1" role="list">
            {scopes.into_iter().map(line).collect_view()}
        </ul>
    }
}

/// Scopes grouped by API, each group under its name.
#[component]
pub fn ScopesByApi(
    apis: Vec<ReviewedApi>,
    choosing: Choosing,
    /// Who gave the reasons; empty where there are none.
    #[prop(optional, into)]
    asker: String,
    /// Stands right under the page's title: the names are headings of the second level, not the third.
    #[prop(optional)]
    top: bool,
    /// For developers: each with the name that they know it by.
    #[prop(optional)]
    named: bool,
) -> impl IntoView {
    let api = move |api: ReviewedApi| {
        let asker = asker.clone();
        let scope =
            move |scope: ReviewedScope| view! { <ScopeItem scope choosing asker=asker.clone() named /> };
        let heading = match top {
            true => view! { <h2 class="text-base">{api.name}</h2> }.into_any(),
            false => view! { <h3>{api.name}</h3> }.into_any(),
        };
        view! {
            <div class="grid gap-3">
                <div>
                    {heading}
                    <p class="text-sm text-muted">{api.description}</p>
                </div>
                <ul class="grid gap-4" role="list">
                    {api.scopes.into_iter().map(scope).collect_view()}
                </ul>
            </div>
        }
    };
    view! { <div class="grid gap-6">{apis.into_iter().map(api).collect_view()}</div> }
}

/// One scope: its title, what it lets one do, why it is wanted, and whether it is a choice.
#[component]
pub fn ScopeItem(
    scope: ReviewedScope,
    choosing: Choosing,
    #[prop(optional, into)] asker: String,
    /// A word or two beside its title.
    #[prop(optional)]
    remark: Option<&'static str>,
    /// Not allowed.
    #[prop(optional)]
    refused: bool,
    /// For developers: with the name that they know it by.
    #[prop(optional)]
    named: bool,
) -> impl IntoView {
    let id = dom::unique_id("scope");
    let chosen = match choosing {
        Choosing::Each(chosen) => Some(chosen),
        Choosing::Optional(chosen) if !scope.required => Some(chosen),
        _ => None,
    };
    let need = match choosing {
        Choosing::Optional(_) | Choosing::Shown if scope.required => Some("Always included"),
        Choosing::Optional(_) | Choosing::Shown => Some("Optional"),
        _ => None,
    };
    let words = format!("{id}-words");
    let mark = match chosen {
        Some(chosen) => {
            view! { <Tick id=id.clone() words=words.clone() name=scope.name.clone() chosen /> }.into_any()
        }
        None if matches!(choosing, Choosing::Shown) && !scope.required => {
            view! { <span class="unticked" aria-hidden="true"></span> }.into_any()
        }
        None if refused => {
            view! { <span class="mt-0.5 text-muted"><Icon symbol=Symbol::Close /></span> }.into_any()
        }
        None => view! { <span class="mt-0.5 text-primary"><Icon symbol=Symbol::Check /></span> }.into_any(),
    };
    let title = match chosen {
        Some(_) => view! { <label class="font-semibold" for=id>{scope.title}</label> }.into_any(),
        None => view! { <span class="font-semibold">{scope.title}</span> }.into_any(),
    };
    let deprecated = scope.state == ScopeState::Deprecated;
    let name = named.then_some(scope.name);
    view! {
        <li class="flex items-start gap-3">
            {mark}
            <div class="grid min-w-0 flex-1 gap-1">
                <div class="flex flex-wrap items-center gap-x-2 gap-y-1">
                    {title} <ScopeBadges action=scope.action sensitivity=scope.sensitivity />
                    {deprecated.then(|| view! { <Badge symbol=Symbol::Clock>"Being retired"</Badge> })}
                    {remark.map(|words| view! { <Badge tone=Tone::Info>{words}</Badge> })}
                    {need.map(|need| view! { <span class="sm:ms-auto text-sm text-muted">{need}</span> })}
                </div>
                <ScopeWords id=words sentence=scope.sentence reason=scope.reason asker name />
            </div>
        </li>
    }
}

/// What a scope lets its holder do, and why it is wanted.
#[component]
pub fn ScopeWords(
    /// Of the element with the words.
    id: String,
    sentence: String,
    /// Empty where there is none.
    reason: String,
    /// Who gave the reason.
    asker: String,
    /// For developers.
    name: Option<ScopeName>,
) -> impl IntoView {
    let reason =
        (!reason.is_empty()).then(|| view! { <p class="text-muted">{format!("{asker}: “{reason}”")}</p> });
    view! {
        <div id=id class="grid gap-1">
            <p>{sentence}</p>
            {reason}
        </div>
        {name.map(|name| view! { <code class="text-muted">{name.to_string()}</code> })}
    }
}

#[component]
fn Tick(id: String, words: String, name: ScopeName, chosen: Chosen) -> impl IntoView {
    let form = use_context::<FormState>();
    let own = name.clone();
    view! {
        <input
            type="checkbox"
            class="checkbox mt-0.5"
            id=id
            aria-describedby=words
            prop:checked=move || chosen.with(|chosen| chosen.contains(&own))
            on:change=move |event| {
                chosen.update(|chosen| {
                    if event_target_checked(&event) {
                        chosen.insert(name.clone());
                    } else {
                        chosen.remove(&name);
                    }
                });
                if let Some(form) = form {
                    form.touch();
                }
            }
        />
    }
}
