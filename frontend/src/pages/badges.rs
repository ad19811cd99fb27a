//! What is said of a tenant, a scope, a publisher and a name in a word or two.

use leptos::prelude::*;
use model::{
    environment::Environment,
    scope::{ScopeAction, Sensitivity},
};

use crate::components::{
    Symbol,
    feedback::{Badge, Banner, Tone},
};

#[component]
pub fn SandboxBadge(kind: Environment) -> impl IntoView {
    (kind == Environment::Sandbox).then(|| {
        view! {
            <Badge tone=Tone::Info symbol=Symbol::Flask>
                "Sandbox"
            </Badge>
        }
    })
}

/// What a scope does with the data, and how much harm it could do.
#[component]
pub fn ScopeBadges(action: ScopeAction, sensitivity: Sensitivity) -> impl IntoView {
    let (tone, symbol, words) = match action {
        ScopeAction::Read => (Tone::Neutral, Symbol::Book, "Read"),
        ScopeAction::Change => (Tone::Info, Symbol::Edit, "Change"),
        ScopeAction::Delete => (Tone::Danger, Symbol::Trash, "Delete"),
    };
    let sensitivity = match sensitivity {
        Sensitivity::Normal => None,
        Sensitivity::Sensitive => Some((Symbol::Shield, "Sensitive")),
        Sensitivity::Critical => Some((Symbol::Warning, "Critical")),
    };
    view! {
        <Badge tone symbol>
            {words}
        </Badge>
        {sensitivity
            .map(|(symbol, words)| {
                view! {
                    <Badge tone=Tone::Caution symbol>
                        {words}
                    </Badge>
                }
            })}
    }
}

#[component]
pub fn VerifiedBadge(verified: bool) -> impl IntoView {
    let (tone, symbol, words) = if verified {
        (Tone::Positive, Symbol::CheckCircle, "Verified publisher")
    } else {
        (Tone::Neutral, Symbol::Info, "Unverified publisher")
    };
    view! {
        <Badge tone symbol>
            {words}
        </Badge>
    }
}

/// Why a name may mislead.
#[component]
pub fn NameWarnings(warnings: Vec<String>) -> impl IntoView {
    (!warnings.is_empty()).then(|| {
        view! {
            <Banner tone=Tone::Caution title="Check this name carefully">
                {warnings.into_iter().map(|warning| view! { <p>{warning}</p> }).collect_view()}
            </Banner>
        }
    })
}
