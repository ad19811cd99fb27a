//! What a connection may do, and beneath what its app asked for and did not get.

use leptos::prelude::*;
use model::connection::StateName;
use wire::admin::{Connection as Facts, ReviewedApi, ReviewedScope};

use crate::{
    components::{Icon, Symbol, layout::Section},
    pages::{
        admin::scopes::{Choosing, ScopeItem, ScopesByApi},
        counted::count,
    },
};

/// So many scopes are all in sight.
const MOST: usize = 8;
/// Of more, so many are.
const IN_SIGHT: usize = 6;

#[component]
pub fn Access(facts: Facts) -> impl IntoView {
    let Facts { app_name, granted, not_granted, publisher, state, stops, .. } = facts;
    let title = match state {
        StateName::Active if stops.is_empty() => format!("What {app_name} may do"),
        StateName::Active | StateName::Paused => format!("What {app_name} may do once it runs again"),
        // A tombstone holds no grant; its history tells what was granted.
        _ => return ().into_any(),
    };
    let asker = publisher.name;
    let (seen, rest) = in_sight(granted);
    let scopes: Vec<_> = rest.iter().flat_map(|api| &api.scopes).cloned().collect();
    let more = (!rest.is_empty()).then(|| {
        let asker = asker.clone();
        view! { <More scopes><ScopesByApi apis=rest choosing=Choosing::No asker /></More> }
    });
    let refused =
        (!not_granted.is_empty()).then(|| view! { <NotAllowed scopes=not_granted asker=asker.clone() /> });
    view! {
        <Section title>
            <div class="panel grid gap-6">
                <ScopesByApi apis=seen choosing=Choosing::No asker />
                {more}
                {refused}
            </div>
        </Section>
    }
    .into_any()
}

#[component]
fn NotAllowed(scopes: Vec<ReviewedScope>, asker: String) -> impl IntoView {
    let mut seen = scopes;
    let folded = seen.split_off(kept(seen.len()));
    let named = folded.clone();
    let more = (!folded.is_empty()).then(|| {
        let asker = asker.clone();
        view! { <More scopes=named><Refused scopes=folded asker /></More> }
    });
    view! {
        <div class="grid gap-3 border-t border-base-300 pt-6">
            <h3>"Asked for, but not allowed"</h3>
            <Refused scopes=seen asker />
            {more}
        </div>
    }
}

#[component]
fn Refused(scopes: Vec<ReviewedScope>, asker: String) -> impl IntoView {
    let item =
        move |scope| view! { <ScopeItem scope choosing=Choosing::No refused=true asker=asker.clone() /> };
    view! {
        <ul class="grid gap-4" role="list">
            {scopes.into_iter().map(item).collect_view()}
        </ul>
    }
}

/// Further scopes, folded under their titles.
#[component]
fn More(scopes: Vec<ReviewedScope>, children: Children) -> impl IntoView {
    let titles = scopes.iter().map(|scope| scope.title.as_str()).collect::<Vec<_>>().join(", ");
    view! {
        <details class="disclosure">
            <summary>
                <Icon symbol=Symbol::ChevronRight />
                {count(scopes.len(), "more permission", "more permissions")}
                <span class="font-normal text-muted">{titles}</span>
            </summary>
            <div>{children()}</div>
        </details>
    }
}

/// How many of so many scopes are in sight.
const fn kept(all: usize) -> usize {
    if all > MOST { IN_SIGHT } else { all }
}

/// The scopes that are in sight, and those that are folded, each under their APIs.
fn in_sight(apis: Vec<ReviewedApi>) -> (Vec<ReviewedApi>, Vec<ReviewedApi>) {
    let mut left = kept(apis.iter().map(|api| api.scopes.len()).sum());
    let (mut seen, mut folded) = (Vec::new(), Vec::new());
    for mut api in apis {
        let rest = api.scopes.split_off(api.scopes.len().min(left));
        left -= api.scopes.len();
        if !rest.is_empty() {
            folded.push(ReviewedApi { scopes: rest, ..api.clone() });
        }
        if !api.scopes.is_empty() {
            seen.push(api);
        }
    }
    (seen, folded)
}

#[cfg(test)]
mod tests {
    use model::scope::{ScopeAction, ScopeState, Sensitivity};

    use super::*;

    fn api(number: usize) -> ReviewedApi {
        let scope = ReviewedScope {
            name: "patients.read".parse().unwrap(),
            title: String::new(),
            sentence: String::new(),
            action: ScopeAction::Read,
            sensitivity: Sensitivity::Normal,
            state: ScopeState::Active,
            required: false,
            reason: String::new(),
        };
        let scopes = vec![scope; number];
        ReviewedApi { name: String::new(), description: String::new(), docs_url: None, scopes }
    }

    #[test]
    fn many_scopes_are_folded_under_their_apis() {
        let numbers = |apis: &[ReviewedApi]| apis.iter().map(|api| api.scopes.len()).collect::<Vec<_>>();
        let (seen, folded) = in_sight(vec![api(5), api(3)]);
        assert_eq!((numbers(&seen), numbers(&folded)), (vec![5, 3], vec![]));
        let (seen, folded) = in_sight(vec![api(5), api(3), api(2)]);
        assert_eq!((numbers(&seen), numbers(&folded)), (vec![5, 1], vec![2, 2]));
    }
}
