//! The same program in several languages, as tabs that remember which language the reader chose.

use leptos::{ev, prelude::*};
use wire::docs::GuideSnippet;

use crate::{components::feedback::Snippet, dom};

const KEY: &str = "language";

/// The reader's language, for all tabs of a page and for the next page.
#[derive(Clone, Copy)]
pub struct Language(RwSignal<String>);

impl Language {
    pub fn remembered() -> Self {
        let stored = dom::storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        Self(RwSignal::new(stored.unwrap_or_default()))
    }

    fn choose(self, language: &str) {
        let _ = dom::storage().map(|storage| storage.set_item(KEY, language));
        self.0.set(language.to_owned());
    }

    /// Which of these it is; the first where it is none. Tracked.
    fn among(self, names: &[String]) -> usize {
        self.0.with(|chosen| names.iter().position(|name| name == chosen).unwrap_or(0))
    }
}

#[component]
pub fn LanguageTabs(
    snippets: Vec<GuideSnippet>,
    language: Language,
    /// Fills in what is the reader's own; tracked.
    #[prop(into)]
    filled: Callback<(String,), String>,
) -> impl IntoView {
    let (names, texts): (Vec<_>, Vec<_>) =
        snippets.into_iter().map(|snippet| (snippet.language, snippet.text)).unzip();
    let stem = dom::unique_id("language");
    let panel = format!("{stem}-panel");
    let names = StoredValue::new(names);
    let texts = StoredValue::new(texts);
    let chosen = Memo::new(move |_| names.with_value(|names| language.among(names)));
    let tab_id = move |at: usize| format!("{stem}-{at}");
    let to = {
        let tab_id = tab_id.clone();
        move |at: usize| {
            names.with_value(|names| names.get(at).into_iter().for_each(|name| language.choose(name)));
            dom::focus_id(&tab_id(at));
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        let (here, last) = (chosen.get_untracked(), names.with_value(Vec::len).saturating_sub(1));
        let at = match event.key().as_str() {
            "ArrowRight" if here == last => 0,
            "ArrowRight" => here + 1,
            "ArrowLeft" if here == 0 => last,
            "ArrowLeft" => here - 1,
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        to(at);
    };
    let tab = {
        let (tab_id, panel) = (tab_id.clone(), panel.clone());
        move |(at, name): (usize, String)| {
            let own = name.clone();
            view! {
                <button
                    type="button"
                    role="tab"
                    id=tab_id(at)
                    aria-controls=panel.clone()
                    aria-selected=move || (chosen.get() == at).to_string()
                    tabindex=move || if chosen.get() == at { "0" } else { "-1" }
                    on:click=move |_| language.choose(&own)
                >
                    {name}
                </button>
            }
        }
    };
    let shown = move || {
        let at = chosen.get();
        let text = texts.with_value(|texts| texts.get(at).cloned().unwrap_or_default());
        let name = names.with_value(|names| names.get(at).cloned().unwrap_or_default());
        view! { <Snippet text=filled.run((text,)) what=format!("{name} example") /> }
    };
    let tabs = names.get_value().into_iter().enumerate().map(tab).collect_view();
    view! {
        <div class="language-tabs">
            <div role="tablist" aria-label="Language" on:keydown=key>
                {tabs}
            </div>
            <div role="tabpanel" id=panel aria-labelledby=move || tab_id(chosen.get())>
                {shown}
            </div>
        </div>
    }
}
