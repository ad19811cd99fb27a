use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use wire::page::{Page, PageQuery};

use super::{ErrorState, SkeletonRows, Table};
use crate::{
    api::ApiError,
    components::{Icon, Symbol},
    dom,
};

const TYPING: Duration = Duration::from_millis(250);

type Call<T> = Pin<Box<dyn Future<Output = Result<Page<T>, ApiError>>>>;
type Ask<T> = Arc<dyn Fn(PageQuery) -> Call<T>>;

#[derive(Debug, Clone, PartialEq)]
enum Status {
    Loading,
    Ready,
    LoadingMore,
    Failed(ApiError),
}

/// A list from the server: pages by cursor, search, and the state that it is in.
pub struct Listing<T: Send + Sync + 'static> {
    items: RwSignal<Vec<T>>,
    status: RwSignal<Status>,
    next: RwSignal<Option<String>>,
    wanted: RwSignal<String>,
    /// The search that the items answer.
    answered: RwSignal<String>,
    asked: StoredValue<u32>,
    ask: StoredValue<Ask<T>, LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Listing<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Listing<T> {}

impl<T: Clone + Send + Sync + 'static> Listing<T> {
    /// `ask` calls the operation with the query of a page.
    pub fn new<Fetch>(ask: impl Fn(PageQuery) -> Fetch + 'static) -> Self
    where
        Fetch: Future<Output = Result<Page<T>, ApiError>> + 'static,
    {
        let ask: Ask<T> = Arc::new(move |query| Box::pin(ask(query)));
        let listing = Self {
            items: RwSignal::new(Vec::new()),
            status: RwSignal::new(Status::Loading),
            next: RwSignal::new(None),
            wanted: RwSignal::new(String::new()),
            answered: RwSignal::new(String::new()),
            asked: StoredValue::new(0),
            ask: StoredValue::new_local(ask),
        };
        listing.fetch(None);
        listing
    }

    /// From the first page again; what is shown stays until the answer.
    pub fn reload(self) {
        self.fetch(None);
    }

    /// Tracked.
    pub fn items(self) -> Vec<T> {
        self.items.get()
    }

    fn search(self, text: String) {
        self.wanted.set(text);
        let number = self.stamp();
        set_timeout(
            move || {
                if self.asked.try_get_value() == Some(number) {
                    self.fetch(None);
                }
            },
            TYPING,
        );
    }

    fn more(self) {
        if self.status.get_untracked() == Status::Ready {
            self.status.set(Status::LoadingMore);
            self.fetch(self.next.get_untracked());
        }
    }

    /// Marks what was asked before as out of date.
    fn stamp(self) -> u32 {
        self.asked.update_value(|asked| *asked += 1);
        self.asked.get_value()
    }

    fn fetch(self, cursor: Option<String>) {
        let number = self.stamp();
        let more = cursor.is_some();
        let text = self.wanted.get_untracked().trim().to_owned();
        let q = (!text.is_empty()).then(|| text.clone());
        let call = self.ask.with_value(|ask| ask(PageQuery { cursor, limit: None, q }));
        spawn_local(async move {
            let answer = call.await;
            if self.asked.try_get_value() == Some(number) {
                self.answered.set(text);
                self.take(answer, more);
            }
        });
    }

    fn take(self, answer: Result<Page<T>, ApiError>, more: bool) {
        match answer {
            Ok(page) => {
                self.next.set(page.next_cursor);
                if more {
                    self.items.update(|items| items.extend(page.items));
                } else {
                    self.items.set(page.items);
                }
                self.status.set(Status::Ready);
            }
            Err(error) => self.status.set(Status::Failed(error)),
        }
    }
}

/// A [`Listing`] on the page: search box, skeleton, rows, "Load more", empty, no match, error.
///
/// With `columns` the rows are [`TableRow`](super::TableRow)s of [`Cell`](super::Cell)s; without, `row` makes
/// the content of a list item.
#[component]
pub fn ListView<T, Row, Shown>(
    list: Listing<T>,
    /// What is listed, in lower case and plural: "connections".
    #[prop(into)]
    noun: String,
    #[prop(optional)] columns: Vec<&'static str>,
    row: Row,
    /// A search box with this hint: "Search by app name".
    #[prop(optional, into)]
    search: Option<String>,
    /// What to say where there is nothing yet.
    #[prop(into)]
    empty: ViewFn,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    Row: Fn(T) -> Shown + Send + Sync + 'static,
    Shown: IntoView + 'static,
{
    let row = StoredValue::new(Arc::new(move |item: T| row(item).into_any()) as RowFn<T>);
    let noun = StoredValue::new(noun);
    let columns = StoredValue::new(columns);
    let kind = Memo::new(move |_| match list.status.get() {
        Status::Loading => Kind::Skeleton,
        Status::Failed(_) => Kind::Error,
        _ if !list.items.with(Vec::is_empty) => Kind::Rows,
        _ if list.answered.with(String::is_empty) => Kind::Empty,
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
        Kind::Rows => view! { <Rows list noun columns row /> }.into_any(),
    };
    view! {
        <div class="listing-frame">
            {search.map(|hint| view! { <SearchBox list hint noun kind /> })} {content}
        </div>
    }
}

type RowFn<T> = Arc<dyn Fn(T) -> AnyView + Send + Sync>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Skeleton,
    Rows,
    Empty,
    NoMatch,
    Error,
}

#[component]
fn Rows<T: Clone + Send + Sync + 'static>(
    list: Listing<T>,
    noun: StoredValue<String>,
    columns: StoredValue<Vec<&'static str>>,
    row: StoredValue<RowFn<T>>,
) -> impl IntoView {
    let rows = move || list.items.get().into_iter().map(|item| row.get_value()(item)).collect_view();
    let body = if columns.with_value(Vec::is_empty) {
        let items = move || {
            list.items.get().into_iter().map(|item| view! { <li>{row.get_value()(item)}</li> }).collect_view()
        };
        view! { <ul class="entries" role="list" aria-label=noun.get_value()>{items}</ul> }.into_any()
    } else {
        view! { <Table label=noun.get_value() columns=columns.get_value()>{rows}</Table> }.into_any()
    };
    let busy = move || list.status.get() == Status::LoadingMore;
    view! {
        {body}
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
        Kind::Rows if !list.answered.with(String::is_empty) => {
            format!("{} {} found", list.items.with(Vec::len), noun.get_value())
        }
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

#[component]
fn NoMatch<T: Clone + Send + Sync + 'static>(list: Listing<T>, noun: StoredValue<String>) -> impl IntoView {
    view! {
        <div class="state">
            <p class="state-title">
                {move || format!("No {} match “{}”", noun.get_value(), list.answered.get())}
            </p>
            <button type="button" class="btn" on:click=move |_| list.search(String::new())>
                "Clear search"
            </button>
        </div>
    }
}
