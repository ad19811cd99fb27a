//! A filter that a page has for its list beside the search, kept in the address: a reload and Back show the same.

use std::fmt::Display;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use web_sys::UrlSearchParams;

use super::place;

const SHOW: &str = "show";

/// The filter of the page's list. `all`: where the address names none, and then it does not stand there; `named`: the one of
/// this word.
pub fn use_filter<T>(all: T, named: fn(&str) -> Option<T>) -> RwSignal<T>
where
    T: Copy + PartialEq + Display + Send + Sync + 'static,
{
    let (query, path) = (use_location().search, use_location().pathname);
    let own_path = path.get_untracked();
    let read = move |query: &str| word(query).and_then(|word| named(&word)).unwrap_or(all);
    let filter = RwSignal::new(query.with_untracked(|query| read(query)));
    let rewrite = place::rewriter();
    Effect::new(move |before: Option<()>| {
        let found = query.with(|query| read(query));
        // Another address than we have written, of this page: a link to it, or Back.
        if before.is_some() && path.get() == own_path && found != filter.get_untracked() {
            filter.set(found);
        }
    });
    Effect::new(move |before: Option<()>| {
        let chosen = filter.get();
        let now = query.get_untracked();
        if before.is_some() && chosen != read(&now) {
            let shown = (chosen != all).then(|| chosen.to_string());
            rewrite(&write(&now, shown.as_deref()));
        }
    });
    filter
}

fn word(query: &str) -> Option<String> {
    UrlSearchParams::new_with_str(query).ok()?.get(SHOW)
}

/// The query with this word in it, or none; what else stands there stays.
fn write(query: &str, word: Option<&str>) -> String {
    let Ok(all) = UrlSearchParams::new_with_str(query) else { return query.to_owned() };
    all.delete(SHOW);
    if let Some(word) = word {
        all.set(SHOW, word);
    }
    String::from(all.to_string())
}
