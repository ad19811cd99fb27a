//! The choice of scopes for a new version, each with the reason that the developer gives.

use leptos::prelude::*;
use model::scope::ScopeState;
use wire::{
    catalogue::{Api, Scope},
    developer::{AppVersion, WantedScope},
    texts::ScopeReason,
};

use crate::{
    api::ApiError,
    components::{
        Icon, Symbol,
        feedback::{Badge, Tone},
        form::{Checkbox, Choice, Fieldset, RadioGroup, TextArea},
        outside::OutsideLink,
    },
    pages::{badges::ScopeBadges, counted::count},
};

/// So many scopes need no search.
const FEW: usize = 6;

/// A scope of the catalogue, and whether and why the app asks for it.
#[derive(Clone)]
struct Pick {
    scope: Scope,
    chosen: RwSignal<bool>,
    required: RwSignal<bool>,
    reason: RwSignal<String>,
}

/// The picks of one Api.
#[derive(Clone)]
struct Group {
    name: String,
    description: String,
    docs_url: Option<String>,
    picks: Vec<Pick>,
}

/// All that can be chosen, and what is.
#[derive(Clone, Copy)]
pub struct Picks(StoredValue<Vec<Group>>);

impl Picks {
    /// Starts from what the newest version asks for.
    pub fn new(catalogue: &[Api], newest: Option<&AppVersion>) -> Self {
        let group = |api: &Api| Group {
            name: api.name.clone(),
            description: api.description.clone(),
            docs_url: api.docs_url.clone(),
            picks: api.scopes.iter().filter_map(|scope| pick(scope, newest)).collect(),
        };
        let groups = catalogue.iter().map(group).filter(|group| !group.picks.is_empty());
        Self(StoredValue::new(groups.collect()))
    }

    /// What the request asks for, in the catalogue's order.
    pub fn wanted(self) -> Vec<WantedScope> {
        untrack(|| self.wanted_tracked())
    }

    /// "3 scopes, 2 of them required". Tracked.
    pub fn counted(self) -> String {
        let wanted = self.wanted_tracked();
        let required = wanted.iter().filter(|scope| scope.required).count();
        format!("{}, {required} required", count(wanted.len(), "scope", "scopes"))
    }

    pub fn wanted_tracked(self) -> Vec<WantedScope> {
        let wanted = |pick: &Pick| WantedScope {
            name: pick.scope.name.clone(),
            required: pick.required.get(),
            reason: pick.reason.with(|reason| reason.trim().into()),
        };
        self.0.with_value(|groups| {
            let picks = groups.iter().flat_map(|group| &group.picks);
            picks.filter(|pick| pick.chosen.get()).map(wanted).collect()
        })
    }
}

/// None for a deprecated scope that the app has not asked for: no one can ask for it any more.
fn pick(scope: &Scope, newest: Option<&AppVersion>) -> Option<Pick> {
    let before = newest.and_then(|version| version.scopes.iter().find(|asked| asked.name == scope.name));
    let active = scope.state == ScopeState::Active;
    (active || before.is_some()).then(|| Pick {
        scope: scope.clone(),
        chosen: RwSignal::new(active && before.is_some()),
        required: RwSignal::new(before.is_none_or(|asked| asked.required)),
        reason: RwSignal::new(before.map(|asked| asked.reason.clone()).unwrap_or_default()),
    })
}

fn reason_field(scope: &impl std::fmt::Display) -> String {
    format!("reason-{scope}")
}

fn scope_field(scope: &impl std::fmt::Display) -> String {
    format!("scope-{scope}")
}

/// Names each problem after the field on the page: the server counts the scopes of the request.
pub fn name_fields(error: ApiError, wanted: &[WantedScope]) -> ApiError {
    let ApiError::Problem(mut problem) = error else { return error };
    for wrong in &mut problem.errors {
        let named = wrong.field.strip_prefix("scopes[").and_then(|rest| rest.split_once(']'));
        let Some((number, rest)) = named else { continue };
        let Some(scope) = number.parse().ok().and_then(|number: usize| wanted.get(number)) else { continue };
        wrong.field = if rest == ".reason" { reason_field(&scope.name) } else { scope_field(&scope.name) };
    }
    ApiError::Problem(problem)
}

#[component]
pub fn Picker(picks: Picks) -> impl IntoView {
    let groups = picks.0.get_value();
    let find = RwSignal::new(String::new());
    let many = groups.iter().map(|group| group.picks.len()).sum::<usize>() > FEW;
    let nothing = groups.is_empty().then(|| {
        view! { <p class="text-muted">"The platform operator has not added any scopes to the catalogue yet."</p> }
    });
    view! {
        <Fieldset
            name="scopes"
            legend="Scopes"
            hint="Ask for as little as your app needs. An admin cannot leave out a required scope; your app must also work without the optional ones. Admins read your reason beside each scope."
        >
            {nothing}
            {many.then(|| view! { <Find find /> })}
            {groups.into_iter().map(|group| view! { <GroupView group find /> }).collect_view()}
        </Fieldset>
    }
}

/// Whether a search finds a scope: each word is a part of its name or its title.
fn finds(scope: &Scope, text: &str) -> bool {
    let words = format!("{} {}", scope.name, scope.title).to_lowercase();
    text.to_lowercase().split_whitespace().all(|word| words.contains(word))
}

#[component]
fn Find(find: RwSignal<String>) -> impl IntoView {
    view! {
        <search class="search">
            <Icon symbol=Symbol::Search />
            <input
                class="input"
                type="search"
                aria-label="Search scopes"
                placeholder="Search scopes"
                autocomplete="off"
                prop:value=move || find.get()
                on:input=move |event| find.set(event_target_value(&event))
                on:keydown=|event| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                    }
                }
            />
        </search>
    }
}

#[component]
fn GroupView(group: Group, find: RwSignal<String>) -> impl IntoView {
    let Group { name, description, docs_url, picks } = group;
    let scopes: Vec<_> = picks.iter().map(|pick| pick.scope.clone()).collect();
    let hidden = move || find.with(|text| !scopes.iter().any(|scope| finds(scope, text)));
    view! {
        <section class="panel grid gap-5" hidden=hidden>
            <div>
                <h2>{name.clone()}</h2>
                <p class="text-muted">{description}</p>
                {docs_url
                    .map(|address| {
                        let words = format!("Documentation of {name}");
                        view! { <p class="text-sm"><OutsideLink address words /></p> }
                    })}
            </div>
            {picks.into_iter().map(|pick| view! { <PickView pick find /> }).collect_view()}
        </section>
    }
}

#[component]
fn PickView(pick: Pick, find: RwSignal<String>) -> impl IntoView {
    let Pick { scope, chosen, required, reason } = pick;
    let searched = scope.clone();
    let hidden = move || find.with(|text| !finds(&searched, text));
    let deprecated = scope.state == ScopeState::Deprecated;
    let name = scope.name.to_string();
    let shown = name.clone();
    let of_need = name.clone();
    let need = move || {
        let needs = vec![Choice::new(true, "Required"), Choice::new(false, "Optional")];
        view! {
            <div class="segmented">
                <RadioGroup name=format!("need-{of_need}") label=format!("Need for {of_need}") value=required choices=needs />
            </div>
        }
    };
    let details = move || {
        view! {
            <div class="ml-7 border-l-2 border-base-300 pl-4">
                <TextArea
                    name=reason_field(&shown)
                    label=format!("Reason for {shown}")
                    value=reason
                    rows=2
                    hint="For the admin: what your app does with it."
                    rule=ScopeReason::RULE
                />
            </div>
        }
    };
    view! {
        <div class="grid gap-3" hidden=hidden>
            <div class="flex flex-wrap items-start justify-between gap-3">
                <div class="grid min-w-0 flex-1 basis-72 gap-1">
                    <Checkbox
                        name=scope_field(&name)
                        label=format!("{} ({name})", scope.title)
                        value=chosen
                        hint=scope.sentence
                        disabled=deprecated
                    />
                    <div class="ml-7 flex flex-wrap items-center gap-2">
                        <ScopeBadges action=scope.action sensitivity=scope.sensitivity />
                        {deprecated
                            .then(|| {
                                view! {
                                    <Badge tone=Tone::Caution symbol=Symbol::Warning>
                                        "Deprecated"
                                    </Badge>
                                    <span class="text-sm text-muted">"A new version cannot ask for it."</span>
                                }
                            })}
                    </div>
                </div>
                {move || chosen.get().then(&need)}
            </div>
            {move || chosen.get().then(&details)}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use wire::problem::{FieldProblem, Problem, ProblemCode};

    use super::*;

    #[test]
    fn a_problem_is_named_after_its_scope() {
        let wrong = |field: &str| FieldProblem { field: field.to_owned(), message: String::new() };
        let problem = Problem {
            kind: String::new(),
            title: String::new(),
            status: 422,
            code: ProblemCode::Invalid,
            detail: String::new(),
            errors: ["scopes[1].reason", "scopes[0].name", "scopes[7].reason", "note"].map(wrong).into(),
            current_version: None,
            made: None,
            changed_details: Vec::new(),
            document_problems: Vec::new(),
            request_id: String::new(),
        };
        let wanted = ["a.read", "b.read"].map(|name| WantedScope {
            name: name.parse().unwrap(),
            required: true,
            reason: "".into(),
        });
        let ApiError::Problem(named) = name_fields(ApiError::Problem(Box::new(problem)), &wanted) else {
            panic!("a problem stays one");
        };
        let fields: Vec<_> = named.errors.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["reason-b.read", "scope-a.read", "scopes[7].reason", "note"]);
    }
}
