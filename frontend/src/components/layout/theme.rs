//! The choice of the light theme, the dark theme, or the system's.

use leptos::prelude::*;

use crate::{
    components::{Icon, Symbol},
    dom,
};

/// `public/theme.js` reads the same key before the first paint.
const KEY: &str = "theme";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::System];

    const fn name(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// What the document carries and the browser remembers; nothing to follow the system.
    const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    const fn symbol(self) -> Symbol {
        match self {
            Self::System => Symbol::Monitor,
            Self::Light => Symbol::Sun,
            Self::Dark => Symbol::Moon,
        }
    }

    fn remembered() -> Self {
        let stored = dom::storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        Self::ALL.into_iter().find(|theme| theme.attribute() == stored.as_deref()).unwrap_or(Self::System)
    }

    fn apply(self) {
        let Some(root) = document().document_element() else { return };
        let storage = dom::storage();
        match self.attribute() {
            Some(name) => {
                let _ = root.set_attribute("data-theme", name);
                let _ = storage.map(|storage| storage.set_item(KEY, name));
            }
            None => {
                let _ = root.remove_attribute("data-theme");
                let _ = storage.map(|storage| storage.remove_item(KEY));
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Chosen(RwSignal<Theme>);

pub fn provide_theme() {
    let chosen = RwSignal::new(Theme::remembered());
    provide_context(Chosen(chosen));
    Effect::new(move || chosen.get().apply());
}

/// Light, dark, or what the system says.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let Chosen(chosen) = expect_context();
    let group = dom::unique_id("theme");
    let option = move |theme: Theme| {
        view! {
            <label class="theme-option" title=theme.name()>
                <input
                    type="radio"
                    name=group.clone()
                    prop:checked=move || chosen.get() == theme
                    on:change=move |_| chosen.set(theme)
                />
                <Icon symbol=theme.symbol() />
                <span class="sr-only">{theme.name()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="theme-switch">
            <legend class="sr-only">"Theme"</legend>
            {Theme::ALL.into_iter().map(option).collect_view()}
        </fieldset>
    }
}
