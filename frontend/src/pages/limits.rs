//! What bounds a client: the networks that it asks from, and how often it may ask.

use leptos::prelude::*;
use wire::limits::Limits;

use crate::{
    components::{feedback::Time, layout::Term},
    pages::counted::count,
};

/// "192.0.2.0/24, 198.51.100.7/32", or anywhere.
pub fn networks_words(networks: &[String]) -> String {
    if networks.is_empty() { "anywhere".to_owned() } else { networks.join(", ") }
}

fn counted(number: impl TryInto<usize>, one: &str, many: &str) -> String {
    count(number.try_into().unwrap_or(usize::MAX), one, many)
}

/// What a client may ask for, and whether it asked for more.
#[component]
pub fn LimitTerm(limits: Limits) -> impl IntoView {
    let Limits { tokens_per_minute, refused_this_hour, refused_at } = limits;
    let limit = tokens_per_minute
        .map_or_else(|| "None".to_owned(), |most| counted(most, "token a minute", "tokens a minute"));
    let refused = refused_at.map(|at| {
        view! {
            ". Last refused "
            <Time at />
            {(refused_this_hour > 0).then(|| format!(", {} this hour", counted(refused_this_hour, "time", "times")))}
        }
    });
    view! { <Term label="Rate limit">{limit} {refused}</Term> }
}
