//! An app's state, who sees it and how its credentials are handed over, in words.

use leptos::prelude::*;
use model::app::{AppState, HandOver, Visibility};

use crate::components::{
    Symbol,
    feedback::{Badge, Tone},
};

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
