//! A long text that people wrote: its first lines, and the rest of it at a click.

use leptos::prelude::*;

use crate::dom;

/// Letters of a text that is shown whole: about three lines.
const SHORT: usize = 280;
/// Lines that the style sheet leaves of a folded one.
const LINES: usize = 3;

/// All of it stands there for screen readers and on paper, folded or not.
#[component]
pub fn FoldedText(
    #[prop(into)] text: String,
    /// What it is: "description".
    what: &'static str,
) -> impl IntoView {
    if !is_long(&text) {
        return view! { <p class="whitespace-pre-line">{text}</p> }.into_any();
    }
    let (id, whole) = (dom::unique_id("folded"), RwSignal::new(false));
    let verb = move || match whole.get() {
        true => format!("Show less of the {what}"),
        false => format!("Show the whole {what}"),
    };
    view! {
        <div class="grid gap-2">
            <p id=id.clone() class="whitespace-pre-line" class:folded-text=move || !whole.get()>
                {text}
            </p>
            <button
                type="button"
                class="btn w-fit"
                aria-controls=id
                aria-expanded=move || whole.get().to_string()
                on:click=move |_| whole.update(|whole| *whole = !*whole)
            >
                {verb}
            </button>
        </div>
    }
    .into_any()
}

fn is_long(text: &str) -> bool {
    text.chars().count() > SHORT || text.trim_end().lines().count() > LINES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_long_by_its_letters_or_by_its_lines() {
        assert!(!is_long(""));
        assert!(!is_long(&"ä".repeat(280)));
        assert!(is_long(&"ä".repeat(281)));
        assert!(!is_long("one\ntwo\nthree\n"));
        assert!(is_long("one\ntwo\n\nfour"));
    }
}
