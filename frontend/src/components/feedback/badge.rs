//! Badges: the state of a thing in one or two words, with a colour and a symbol.

use leptos::prelude::*;
use model::connection::StateName;

use super::Tone;
use crate::components::{Icon, Symbol};

/// One or two words on a state.
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] symbol: Option<Symbol>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=format!("badge-state {}", tone.class())>
            {symbol.map(|symbol| view! { <Icon symbol /> })} {children()}
        </span>
    }
}

/// A connection's state in the words of the UI.
#[component]
pub fn StateBadge(state: StateName) -> impl IntoView {
    let (tone, symbol, words) = match state {
        StateName::Awaiting => (Tone::Caution, Symbol::Clock, "Waiting"),
        StateName::Declined => (Tone::Neutral, Symbol::Ban, "Declined"),
        StateName::Blocked => (Tone::Neutral, Symbol::Ban, "Blocked"),
        StateName::Active => (Tone::Positive, Symbol::CheckCircle, "Active"),
        StateName::Paused => (Tone::Caution, Symbol::Pause, "Stopped"),
        StateName::Deleted => (Tone::Danger, Symbol::Trash, "Deleted"),
    };
    view! {
        <Badge tone symbol>
            {words}
        </Badge>
    }
}
