use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Tells screen readers which page has come, and remembers for which page it did.
#[derive(Clone, Copy)]
pub struct PageAnnouncer {
    words: RwSignal<String>,
    announced: StoredValue<String>,
    path: Memo<String>,
}

pub fn provide_announcer() {
    let path = use_location().pathname;
    let announced = StoredValue::new(path.get_untracked());
    provide_context(PageAnnouncer { words: RwSignal::new(String::new()), announced, path });
}

pub fn use_announcer() -> PageAnnouncer {
    expect_context()
}

impl PageAnnouncer {
    /// Whether the page is another one than announced last; says its title if so.
    pub fn arrived(self, title: &str) -> bool {
        let path = self.path.get_untracked();
        if path == self.announced.get_value() {
            return false;
        }
        self.announced.set_value(path);
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
