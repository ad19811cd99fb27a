//! How a paged list is shown: search box, count, rows, "Load more", and what to say when there are none.

use std::sync::Arc;

use leptos::prelude::*;
use wire::page::{ListedState, Total};

use super::{
    Column, ErrorState, Export, Listing, SkeletonRows, Table,
    chips::{Chips, Exports},
    listing::Status,
    rows::Rows,
};
use crate::{
    components::{Icon, Symbol},
    dom,
};

/// A [`Listing`] as a table: search box, skeleton, rows, "Load more", empty, no match, error.
#[component]
pub fn ListView<T>(
    list: Listing<T>,
    /// What is listed, in lower case and plural: "connections".
    #[prop(into)]
    noun: String,
    columns: Vec<Column<T>>,
    /// A search box with this hint: "Search by app name".
    #[prop(optional, into)]
    search: Option<String>,
    /// What to say where there is nothing yet.
    #[prop(into)]
    empty: ViewFn,
    /// Filters, of which the first is all.
    #[prop(optional)]
    chips: Vec<(Option<ListedState>, &'static str)>,
    /// The list as a file.
    #[prop(optional_no_strip)]
    export: Option<Export>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let label = noun.clone();
    let rows = move || {
        view! { <Table label=label.clone() columns=columns.clone() rows=list.items /> }
    };
    view! { <Frame list noun search empty rows=ViewFn::from(rows) chips filters=None export /> }
}

/// A [`Listing`] whose items are not rows of a table: `entry` makes the content of a list item. As in a table, what an
/// answer brings again stays the same element.
#[component]
pub fn Entries<T, Entry, Shown>(
    list: Listing<T>,
    /// What is listed, in lower case and plural: "entries".
    #[prop(into)]
    noun: String,
    entry: Entry,
    /// A search box with this hint: "Search by app name".
    #[prop(optional, into)]
    search: Option<String>,
    /// What to say where there is nothing yet.
    #[prop(into)]
    empty: ViewFn,
    /// Below the search box: what the list can be filtered by.
    #[prop(optional, into)]
    filters: Option<ViewFn>,
    /// The list as a file.
    #[prop(optional_no_strip)]
    export: Option<Export>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    Entry: Fn(T) -> Shown + Send + Sync + 'static,
    Shown: IntoView + 'static,
{
    let label = noun.clone();
    let entry = Arc::new(entry);
    let rows = move || {
        let entry = entry.clone();
        let line = move |item: T| view! { <li>{entry(item)}</li> };
        view! {
            <ul class="entries" role="list" aria-label=label.clone()>
                <Rows rows=list.items line />
            </ul>
        }
    };
    view! { <Frame list noun search empty rows=ViewFn::from(rows) chips=Vec::new() filters export /> }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Skeleton,
    Rows,
    Empty,
    NoMatch,
    Error,
}

#[component]
fn Frame<T: Clone + Send + Sync + 'static>(
    list: Listing<T>,
    noun: String,
    #[prop(optional_no_strip)] search: Option<String>,
    empty: ViewFn,
    rows: ViewFn,
    chips: Vec<(Option<ListedState>, &'static str)>,
    #[prop(optional_no_strip)] filters: Option<ViewFn>,
    #[prop(optional_no_strip)] export: Option<Export>,
) -> impl IntoView {
    let noun = StoredValue::new(noun);
    let kind = Memo::new(move |_| match list.status.get() {
        Status::Loading => Kind::Skeleton,
        Status::Failed(_) => Kind::Error,
        _ if !list.items.with(Vec::is_empty) => Kind::Rows,
        _ if list.answered.with(String::is_empty) && !list.is_filtered() => Kind::Empty,
        _ => Kind::NoMatch,
    });
    let content = move || match kind.get() {
        Kind::Skeleton => view! { <SkeletonRows /> }.into_any(),
        Kind::Error => match list.status.get() {
            Status::Failed(error) => view! { <ErrorState error retry=move |()| list.reload() /> }.into_any(),
            _ => ().into_any(),
        },
        Kind::Empty => empty.run().into_any(),
        Kind::NoMatch => view! { <NoMatch list noun /> }.into_any(),
        Kind::Rows => view! {
            <div class="listing-top">
                <Count list noun />
                {export.clone().map(|export| view! { <Exports list export /> })}
            </div>
            {rows.run()}
            <More list />
        }
        .into_any(),
    };
    view! {
        <div class="listing-frame">
            {search.map(|hint| view! { <SearchBox list hint noun kind /> })}
            {(!chips.is_empty()).then(|| view! { <Chips list chips /> })}
            {filters.map(|filters| filters.run())}
            {content}
        </div>
    }
}

/// How many there are, as far as the answers tell.
#[component]
fn Count<T: Clone + Send + Sync + 'static>(list: Listing<T>, noun: StoredValue<String>) -> impl IntoView {
    view! { <p class="listing-count">{move || how_many(list, noun)}</p> }
}

/// What [`Count`] says; tracked.
fn how_many<T: Clone + Send + Sync + 'static>(list: Listing<T>, noun: StoredValue<String>) -> String {
    let (shown, more) = (list.items.with(Vec::len), list.next.with(Option::is_some));
    let total = list.total.get();
    noun.with_value(|noun| counted(shown, more, total, noun))
}

fn counted(shown: usize, more: bool, total: Option<Total>, noun: &str) -> String {
    let one = match noun.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => noun.strip_suffix('s').unwrap_or(noun).to_owned(),
    };
    match (shown, more, total) {
        (shown, true, Some(total)) => format!("The first {shown} of {total} {noun}"),
        (shown, true, None) => format!("The first {shown} {noun}; there are more"),
        (1, false, _) => format!("1 {one}"),
        (shown, false, _) => format!("{shown} {noun}"),
    }
}

#[component]
fn More<T: Clone + Send + Sync + 'static>(list: Listing<T>) -> impl IntoView {
    let busy = move || list.status.get() == Status::LoadingMore;
    view! {
        <Show when=move || list.next.get().is_some()>
            <div class="listing-more">
                <button
                    type="button"
                    class="btn"
                    aria-disabled=move || busy().then_some("true")
                    on:click=move |_| list.more()
                >
                    {move || busy().then(|| view! { <span class="spinner" aria-hidden="true"></span> })}
                    "Load more"
                </button>
            </div>
        </Show>
    }
}

#[component]
fn SearchBox<T: Clone + Send + Sync + 'static>(
    list: Listing<T>,
    hint: String,
    noun: StoredValue<String>,
    kind: Memo<Kind>,
) -> impl IntoView {
    let id = dom::unique_id("search");
    let hidden = move || kind.get() == Kind::Empty && list.wanted.with(String::is_empty);
    let spoken = move || match kind.get() {
        Kind::Rows if !list.answered.with(String::is_empty) => how_many(list, noun),
        Kind::NoMatch => format!("No {} found", noun.get_value()),
        _ => String::new(),
    };
    view! {
        <search class="search" hidden=hidden>
            <label class="sr-only" for=id.clone()>
                {hint.clone()}
            </label>
            <Icon symbol=Symbol::Search />
            <input
                class="input"
                type="search"
                id=id
                placeholder=hint
                autocomplete="off"
                prop:value=move || list.wanted.get()
                on:input=move |event| list.search(event_target_value(&event))
            />
            <span class="sr-only" role="status">
                {spoken}
            </span>
        </search>
    }
}

/// `text`: what was searched for; `left_out`: by what, where nothing was.
fn no_match(noun: &str, text: &str, left_out: &str) -> String {
    if text.is_empty() { format!("No {noun} {left_out}") } else { format!("No {noun} match “{text}”") }
}

#[component]
fn NoMatch<T: Clone + Send + Sync + 'static>(list: Listing<T>, noun: StoredValue<String>) -> impl IntoView {
    let left_out = move || if list.state.get().is_some() { "in this state" } else { "match these filters" };
    view! {
        <div class="state">
            <p class="state-title">
                {move || no_match(&noun.get_value(), &list.answered.get(), left_out())}
            </p>
            <Show when=move || !list.answered.with(String::is_empty)>
                <button type="button" class="btn" on:click=move |_| list.search(String::new())>
                    "Clear search"
                </button>
            </Show>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_how_many() {
        assert_eq!(counted(1, false, None, "apps"), "1 app");
        assert_eq!(counted(1, false, Some(Total::exactly(1)), "entries"), "1 entry");
        assert_eq!(counted(63, false, None, "APIs"), "63 APIs");
        assert_eq!(counted(50, true, None, "connections"), "The first 50 connections; there are more");
        assert_eq!(
            counted(50, true, Some(Total::at_least(1_000)), "connections"),
            "The first 50 of 1,000+ connections"
        );
    }
}
