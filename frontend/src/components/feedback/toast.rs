//! Toasts: short messages beside the page, which say what has just worked or failed.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::Tone;
use crate::components::{Icon, Symbol};

const SHOWN_FOR: Duration = Duration::from_secs(8);
/// What is so new goes along when its page is left: what it tells of has led to the next one.
const NEW_FOR: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, PartialEq)]
struct Toast {
    number: u32,
    tone: Tone,
    words: String,
}

/// Says what has just happened, beside the page and to screen readers; reached by [`use_toaster`].
#[derive(Clone, Copy)]
pub struct Toaster {
    toasts: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
    /// The number of the last one that is not new any more.
    old: StoredValue<u32>,
}

pub fn provide_toaster() {
    let (next, old) = (StoredValue::new(0), StoredValue::new(0));
    provide_context(Toaster { toasts: RwSignal::new(Vec::new()), next, old });
}

pub fn use_toaster() -> Toaster {
    expect_context()
}

/// None outside of the app.
pub fn try_use_toaster() -> Option<Toaster> {
    use_context()
}

impl Toaster {
    /// Something worked: "BrightBill Claims is restored." It takes the place of what was said to have worked before.
    pub fn done(self, words: impl Into<String>) {
        self.show(Tone::Positive, words.into());
    }

    /// Something worked in part, and the person has to do the rest: "Ann is invited, but the link is lost."
    pub fn unfinished(self, words: impl Into<String>) {
        self.show(Tone::Caution, words.into());
    }

    /// Something went wrong where no better place can say so.
    pub fn failed(self, words: impl ToString) {
        self.show(Tone::Danger, words.to_string());
    }

    fn show(self, tone: Tone, words: String) {
        self.next.update_value(|next| *next += 1);
        let number = self.next.get_value();
        self.toasts.update(|toasts| {
            if tone == Tone::Positive {
                // What worked before may not be true any more: "It is disabled.", "It is restored."
                toasts.retain(|toast| toast.tone != Tone::Positive);
            }
            toasts.push(Toast { number, tone, words });
        });
        // What the person has to do something about stays until it is read and closed.
        if tone == Tone::Positive {
            set_timeout(move || self.old.set_value(number), NEW_FOR);
            set_timeout(move || self.close(number), SHOWN_FOR);
        }
    }

    /// What has worked on the page before is told.
    fn page_turned(self) {
        let old = self.old.get_value();
        self.toasts
            .update(|toasts| toasts.retain(|toast| toast.tone != Tone::Positive || toast.number > old));
    }

    fn close(self, number: u32) {
        let _ = self.toasts.try_update(|toasts| toasts.retain(|toast| toast.number != number));
    }
}

/// Where toasts appear; stands once, in the app, before the page: where there is no room beside it, it makes room.
#[component]
pub fn Toasts() -> impl IntoView {
    let toaster = use_toaster();
    let path = use_location().pathname;
    Effect::new(move |before: Option<()>| {
        path.track();
        if before.is_some() {
            toaster.page_turned();
        }
    });
    view! {
        <div class="toasts" role="status" aria-live="polite" aria-atomic="false">
            <For each=move || toaster.toasts.get() key=|toast| toast.number let(toast)>
                <div class=format!("toast-card {}", toast.tone.class())>
                    <Icon symbol=toast.tone.symbol() />
                    <p>{toast.words}</p>
                    <button
                        type="button"
                        class="btn btn-ghost btn-compact"
                        on:click=move |_| toaster.close(toast.number)
                    >
                        <Icon symbol=Symbol::Close />
                        <span class="sr-only">"Close this message"</span>
                    </button>
                </div>
            </For>
        </div>
    }
}
