//! A list's filter by state, and the list as a file: links above its rows.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wire::{
    activity::{HistoryFilter, HistoryQuery},
    page::{ExportFormat, ListedState, PageQuery},
};

use super::{
    Listing,
    place::{Filtered, Place},
};

/// The address of a file of the list, by the query of its operation.
#[derive(Clone)]
pub struct Export(Arc<dyn Fn(PageQuery, HistoryFilter) -> String + Send + Sync>);

impl Export {
    /// `address`: the path of the operation with this query, as its `Call` has it.
    pub fn new(address: impl Fn(PageQuery) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(move |page, _: HistoryFilter| address(page)))
    }

    /// As [`Self::new`], of a history.
    pub fn of_history(address: impl Fn(HistoryQuery) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(move |page, filter: HistoryFilter| address(filter.query(page))))
    }
}

/// A chip for each state; all that the list has, where none is chosen.
#[component]
pub(super) fn Chips<T: Clone + Send + Sync + 'static>(
    list: Listing<T>,
    chips: Vec<(Option<ListedState>, &'static str)>,
) -> impl IntoView {
    let path = use_location().pathname;
    let chip = move |(state, words): (Option<ListedState>, &'static str)| {
        let address = move || {
            let search = list.wanted.get().trim().to_owned();
            let query = Place { search, state, ..Place::default() }.write("", Filtered::ByState);
            let path = path.get();
            if query.is_empty() { path } else { format!("{path}?{query}") }
        };
        let chosen = move || (list.state.get() == state).then_some("true");
        view! { <li><a class="chip" href=address aria-current=chosen>{words}</a></li> }
    };
    view! { <ul class="chips" role="list" aria-label="Show">{chips.into_iter().map(chip).collect_view()}</ul> }
}

/// Links to what the search and the filter find, as files.
#[component]
pub(super) fn Exports<T: Clone + Send + Sync + 'static>(list: Listing<T>, export: Export) -> impl IntoView {
    let link = move |(format, words): (ExportFormat, &'static str)| {
        let Export(address) = export.clone();
        let href = move || {
            let text = list.answered.get();
            let q = (!text.is_empty()).then_some(text);
            let page = PageQuery { q, state: list.state.get(), format: Some(format), ..PageQuery::default() };
            address(page, list.filter.get())
        };
        view! { <a class="link" href=href rel="external" download="">{words}</a> }
    };
    let formats = [(ExportFormat::Csv, "Export CSV"), (ExportFormat::JsonLines, "JSON Lines")];
    view! { <span class="exports">{formats.into_iter().map(link).collect_view()}</span> }
}
