//! Buttons that copy a text to the clipboard, and the ids and commands that carry such a button.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use super::Breakable;
use crate::{
    components::{Icon, Symbol},
    dom,
};

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Untried,
    Copied,
    Refused,
}

/// Puts a text on the clipboard and says so, to the eye and to a screen reader.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it is, for screen readers: "Copy client ID".
    #[prop(into)]
    what: String,
    /// Shows only the symbol.
    #[prop(optional)]
    compact: bool,
    #[prop(default = "Copy")] label: &'static str,
) -> impl IntoView {
    let (outcome, tries) = (RwSignal::new(Outcome::Untried), StoredValue::new(0_u32));
    let copy = move |_| {
        let text = text.get_untracked();
        outcome.set(Outcome::Untried);
        tries.update_value(|tries| *tries += 1);
        let this = tries.get_value();
        spawn_local(async move {
            outcome.set(if dom::copy(text).await { Outcome::Copied } else { Outcome::Refused });
            let untried = move || {
                if tries.try_get_value() == Some(this) {
                    let _ = outcome.try_set(Outcome::Untried);
                }
            };
            set_timeout(untried, Duration::from_secs(3));
        });
    };
    let words = move || match outcome.get() {
        Outcome::Untried => label,
        Outcome::Copied => "Copied",
        Outcome::Refused => "Select and copy by hand",
    };
    let symbol = move || match outcome.get() {
        Outcome::Copied => view! { <Icon symbol=Symbol::Check /> },
        _ => view! { <Icon symbol=Symbol::Copy /> },
    };
    let spoken = what.clone();
    view! {
        <button type="button" class="btn btn-copy" class:btn-compact=compact on:click=copy>
            {symbol}
            <span class:sr-only=move || compact && outcome.get() == Outcome::Untried>{words}</span>
            <span class="sr-only">{format!(" {what}")}</span>
        </button>
        <span class="sr-only" role="status">
            {move || match outcome.get() {
                Outcome::Untried => String::new(),
                Outcome::Copied => format!("Copied {spoken}"),
                Outcome::Refused => format!("The browser did not let us copy {spoken}"),
            }}
        </span>
    }
}

/// An id, in monospace with a copy button.
#[component]
pub fn Identifier(
    #[prop(into)] value: String,
    /// What it is: "tenant ID".
    #[prop(into)]
    what: String,
) -> impl IntoView {
    view! {
        <span class="identifier">
            <code>
                <Breakable text=value.clone() />
            </code>
            <CopyButton text=value what compact=true />
        </span>
    }
}

/// A command or a piece of configuration, with a copy button.
#[component]
pub fn Snippet(
    #[prop(into)] text: String,
    /// What it is: "curl command".
    #[prop(into)]
    what: String,
) -> impl IntoView {
    view! {
        <div class="snippet">
            <pre tabindex="0" role="group" aria-label=what.clone()>
                <code>{text.clone()}</code>
            </pre>
            <CopyButton text what />
        </div>
    }
}
