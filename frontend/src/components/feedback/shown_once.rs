//! The panel that shows a new secret or link once, and how a secret looks afterwards.

use leptos::prelude::*;

use super::{Banner, Breakable, CopyButton, Snippet, Tone, guard_leaving};
use crate::components::{Icon, Symbol};

/// A line of the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownOnceRow {
    /// "Client secret"
    pub label: &'static str,
    pub value: String,
    pub secret: bool,
}

impl ShownOnceRow {
    pub fn plain(label: &'static str, value: impl ToString) -> Self {
        Self { label, value: value.to_string(), secret: false }
    }

    pub fn secret(label: &'static str, value: impl ToString) -> Self {
        Self { label, value: value.to_string(), secret: true }
    }
}

pub const SEND_SAFELY: &str = "Send them to the developer in a safe way, such as a one-time link or a share from a password manager. Do not send the secret itself by e-mail.";

/// A secret, once: closes only by "I have saved it", a link by "I have sent it". Leaving the page before asks.
#[component]
pub fn ShownOnce(
    /// "Access allowed. Save these now: the secret is shown only this once."
    #[prop(into)]
    title: String,
    rows: Vec<ShownOnceRow>,
    /// Whether it is a link, to be sent and not to be kept.
    #[prop(optional)]
    link: bool,
    /// A command line that works now.
    #[prop(optional, into)]
    curl: Option<String>,
    /// What to do with it.
    #[prop(default = SEND_SAFELY.to_owned(), into)]
    advice: String,
    #[prop(into)] on_saved: Callback<()>,
    /// Ways to hand it on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let unsaved = RwSignal::new(true);
    let (done, question, consequence) = if link {
        (
            "I have sent it",
            "Leave without sending the link?",
            "It cannot be shown again. If it is lost, a new one must be made.",
        )
    } else {
        (
            "I have saved it",
            "Leave without saving the secret?",
            "It cannot be shown again. If it is lost, a new one must be generated.",
        )
    };
    guard_leaving(unsaved.into(), question, consequence);
    view! {
        <section class="shown-once" aria-label="Shown only once">
            <Banner tone=Tone::Caution title=title alert=true>
                {advice}
            </Banner>
            <dl class="shown-once-rows">
                {rows.into_iter().map(|row| view! { <Row row /> }).collect_view()}
            </dl>
            {children.map(|ways| ways())}
            {curl
                .map(|curl| {
                    view! {
                        <details class="disclosure">
                            <summary>
                                <Icon symbol=Symbol::ChevronRight />
                                "Try it with curl"
                            </summary>
                            <Snippet text=curl what="curl command" />
                        </details>
                    }
                })}
            <div class="shown-once-end">
                <button
                    type="button"
                    class="btn btn-primary"
                    on:click=move |_| {
                        unsaved.set(false);
                        on_saved.run(());
                    }
                >
                    {done}
                </button>
            </div>
        </section>
    }
}

#[component]
fn Row(row: ShownOnceRow) -> impl IntoView {
    view! {
        <div class="shown-once-row">
            <dt>{row.label}</dt>
            <dd>
                <code class:secret=row.secret>
                    <Breakable text=row.value.clone() />
                </code>
                <CopyButton text=row.value what=row.label />
            </dd>
        </div>
    }
}

/// A secret as it stands afterwards: its last characters alone.
#[component]
pub fn HiddenSecret(hint: String) -> impl IntoView {
    view! {
        <code class="whitespace-nowrap">
            <span aria-hidden="true">"••••••••"</span>
            <span class="sr-only">"Hidden, ends in "</span>
            {hint}
        </code>
    }
}
