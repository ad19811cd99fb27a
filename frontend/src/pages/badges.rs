//! What is said of a tenant, a scope, a publisher, an app and a name in a word or two.

use leptos::prelude::*;
use model::{
    app::AppState,
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

/// An app's state. A suspension looks the same here and where it stops a connection.
pub const fn app_state(state: AppState) -> (Tone, Symbol, &'static str) {
    match state {
        AppState::Draft => (Tone::Neutral, Symbol::Edit, "Draft"),
        AppState::Published => (Tone::Positive, Symbol::CheckCircle, "Published"),
        AppState::Suspended => (Tone::Caution, Symbol::Ban, "Suspended"),
    }
}

#[component]
pub fn AppStateBadge(state: AppState) -> impl IntoView {
    let (tone, symbol, words) = app_state(state);
    view! {
        <Badge tone symbol>
            {words}
        </Badge>
    }
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

#[component]
pub fn AiAgentBadge(ai_agent: bool) -> impl IntoView {
    ai_agent.then(|| {
        view! {
            <Badge tone=Tone::Info symbol=Symbol::Activity>
                "AI agent"
            </Badge>
        }
    })
}

/// What admins should know of an app that is an AI agent.
#[component]
pub fn AiAgentNote(ai_agent: bool) -> impl IntoView {
    ai_agent.then(|| {
        view! {
            <p class="flex flex-wrap items-center gap-2">
                <AiAgentBadge ai_agent />
                <span>"This app decides by itself what to do with the access that it has."</span>
            </p>
        }
    })
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
