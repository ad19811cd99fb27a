//! A tenant as developers see it: its name where they may know it, and its ID.

use leptos::prelude::*;
use model::{environment::Environment, ids::TenantId};

use crate::{components::feedback::Identifier, pages::badges::SandboxBadge};

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
