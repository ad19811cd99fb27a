//! Lists of scopes.

use leptos::prelude::*;
use model::scope::ScopeName;
use wire::developer::VersionScope;

use crate::components::list::{Column, Table};

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
        Column::new("Need", |scope: &VersionScope| {
            let need = if scope.required { "Required" } else { "Optional" };
            view! { <span class="whitespace-nowrap">{need}</span> }
        }),
        Column::new("Reason", |scope: &VersionScope| scope.reason.clone()),
    ];
    view! { <Table label="Scopes" columns rows=Signal::stored(scopes) /> }
}
