//! Announces each new page to screen readers.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::dom;

/// Tells screen readers which page has come, and remembers for which page it did.
#[derive(Clone, Copy)]
pub struct PageAnnouncer {
    words: RwSignal<String>,
    announced: StoredValue<String>,
    moved: StoredValue<bool>,
    path: Memo<String>,
}

pub fn provide_announcer() {
    let path = use_location().pathname;
    let announced = StoredValue::new(path.get_untracked());
    let (words, moved) = (RwSignal::new(String::new()), StoredValue::new(false));
    provide_context(PageAnnouncer { words, announced, moved, path });
}

pub fn use_announcer() -> PageAnnouncer {
    expect_context()
}

impl PageAnnouncer {
    /// Whether the page's heading should take focus: the page is another one than announced last, whose title is
    /// then said; or it was made again around the person's focus, as when the organisation changes.
    pub fn arrived(self, title: &str) -> bool {
        let path = self.path.get_untracked();
        if path == self.announced.get_value() {
            return self.moved.get_value() && dom::focus_is_lost();
        }
        self.announced.set_value(path);
        self.moved.set_value(true);
        self.words.set(title.to_owned());
        true
    }
}

/// Where the words stand; once, in the app.
#[component]
pub fn Announcer() -> impl IntoView {
    let announcer = use_announcer();
    view! {
        <p class="sr-only" role="status" aria-live="polite">
            {move || announcer.words.get()}
        </p>
    }
}
