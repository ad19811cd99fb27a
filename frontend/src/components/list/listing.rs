//! A list that the server gives in pages, its search and its filters.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use wire::{
    activity::{HistoryFilter, HistoryQuery},
    page::{DEFAULT_LIMIT, ListedState, MAX_LIMIT, Page, PageQuery, Total},
};

use super::{
    asked::Asked,
    place::{self, Filtered, Kept, Place},
};
use crate::api::ApiError;

const TYPING: Duration = Duration::from_millis(250);

type Call<T> = Pin<Box<dyn Future<Output = Result<Page<T>, ApiError>>>>;
type Ask<T> = Arc<dyn Fn(PageQuery, HistoryFilter) -> Call<T>>;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Status {
    Loading,
    Ready,
    LoadingMore,
    Failed(ApiError),
}

/// A list from the server: pages by cursor, search, and the state that it is in.
pub struct Listing<T: Send + Sync + 'static> {
    pub(super) items: RwSignal<Vec<T>>,
    pub(super) status: RwSignal<Status>,
    pub(super) next: RwSignal<Option<String>>,
    /// How many there are, shown or not, where the server says so.
    pub(super) total: RwSignal<Option<Total>>,
    /// Of which state they are; all, where none is chosen.
    pub(super) state: RwSignal<Option<ListedState>>,
    /// Of a history: what it is filtered by.
    pub(super) filter: RwSignal<HistoryFilter>,
    /// What stands in the search box.
    pub(super) wanted: RwSignal<String>,
    /// The search that the items answer.
    pub(super) answered: RwSignal<String>,
    asked: Asked,
    ask: StoredValue<Ask<T>, LocalStorage>,
    kept: Option<Kept>,
    /// Pixels to scroll to when the rows are there.
    scroll: StoredValue<Option<f64>>,
}

impl<T: Send + Sync + 'static> Clone for Listing<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Listing<T> {}

impl<T: Clone + Send + Sync + 'static> Listing<T> {
    /// The list of the page: its search and its open rows stand in the page's address. `ask` calls the operation with
    /// the query of a page.
    pub fn new<Fetch>(ask: impl Fn(PageQuery) -> Fetch + 'static) -> Self
    where
        Fetch: Future<Output = Result<Page<T>, ApiError>> + 'static,
    {
        let ask: Ask<T> = Arc::new(move |page, _| Box::pin(ask(page)));
        Self::kept(ask, Filtered::ByState)
    }

    /// As [`Self::new`], of a history: its filter stands in the page's address too.
    pub fn of_history<Fetch>(ask: impl Fn(HistoryQuery) -> Fetch + 'static) -> Self
    where
        Fetch: Future<Output = Result<Page<T>, ApiError>> + 'static,
    {
        let ask: Ask<T> = Arc::new(move |page, filter: HistoryFilter| Box::pin(ask(filter.query(page))));
        Self::kept(ask, Filtered::ByHistory)
    }

    fn kept(ask: Ask<T>, filtered: Filtered) -> Self {
        let kept = Kept::new(filtered);
        let listing = Self::make(ask, Some(kept));
        Effect::new(move |before: Option<()>| {
            let place = kept.place.get();
            // Another address than we have written: a link to the same page, or Back.
            if before.is_some() && place != listing.place() {
                listing.wanted.set(place.search);
                listing.state.set(place.state);
                listing.filter.set(place.filter);
                listing.fetch(place.rows);
            }
        });
        on_cleanup(place::leave);
        listing
    }

    /// One more list on a page: the address does not tell of it.
    #[cfg(feature = "component-tests")]
    pub fn beside<Fetch>(ask: impl Fn(PageQuery) -> Fetch + 'static) -> Self
    where
        Fetch: Future<Output = Result<Page<T>, ApiError>> + 'static,
    {
        let ask: Ask<T> = Arc::new(move |page, _| Box::pin(ask(page)));
        Self::make(ask, None)
    }

    fn make(ask: Ask<T>, kept: Option<Kept>) -> Self {
        let place = kept.map(|kept| kept.place.get_untracked()).unwrap_or_default();
        let scroll = kept.and_then(|_| place::coming_back());
        let listing = Self {
            items: RwSignal::new(Vec::new()),
            status: RwSignal::new(Status::Loading),
            next: RwSignal::new(None),
            total: RwSignal::new(None),
            state: RwSignal::new(place.state),
            filter: RwSignal::new(place.filter),
            wanted: RwSignal::new(place.search),
            answered: RwSignal::new(String::new()),
            asked: Asked::new(),
            ask: StoredValue::new_local(ask),
            kept,
            scroll: StoredValue::new(scroll),
        };
        listing.fetch(place.rows);
        listing
    }

    /// As many rows as before, from the first again; what is shown stays until the answer.
    pub fn reload(self) {
        self.fetch(self.place().rows);
    }

    /// As [`Self::reload`], and goes on when the answer is there: the row of what had focus may go with it.
    pub fn reload_then(self, then: impl FnOnce() + 'static) {
        self.asked.then(then);
        self.reload();
    }

    /// Tracked.
    pub fn items(self) -> Vec<T> {
        self.items.get()
    }

    /// Whether nothing follows what is shown. Tracked.
    pub fn is_whole(self) -> bool {
        self.next.with(Option::is_none)
    }

    /// What a history is filtered by. Tracked.
    pub fn filter(self) -> HistoryFilter {
        self.filter.get()
    }

    /// Filters a history by something else; what is searched for stays.
    pub fn filter_by(self, change: impl FnOnce(&mut HistoryFilter)) {
        self.filter.update(change);
        // At once: what the server refuses can be taken off by its link.
        if let Some(kept) = self.kept {
            kept.write(&self.place());
        }
        self.fetch(DEFAULT_LIMIT as usize);
    }

    /// The address of this history, at this path, with another filter. Tracked.
    pub fn filtered_address(self, path: &str, filter: HistoryFilter) -> String {
        let search = self.wanted.get().trim().to_owned();
        let query = Place { search, filter, ..Place::default() }.write("", Filtered::ByHistory);
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// Whether a filter leaves something out. Tracked.
    pub(super) fn is_filtered(self) -> bool {
        self.state.get().is_some() || self.filter.with(|filter| *filter != HistoryFilter::default())
    }

    pub(super) fn search(self, text: String) {
        self.wanted.set(text);
        let number = self.asked.stamp();
        set_timeout(
            move || {
                if self.asked.counts(number) {
                    self.fetch(DEFAULT_LIMIT as usize);
                }
            },
            TYPING,
        );
    }

    pub(super) fn more(self) {
        // What stands in the search box is about to be asked for, or on its way.
        let searching = self.place().search != self.answered.get_untracked();
        if searching || self.status.get_untracked() != Status::Ready {
            return;
        }
        self.status.set(Status::LoadingMore);
        let number = self.asked.stamp();
        let (cursor, found) = (self.next.get_untracked(), self.found(self.answered.get_untracked()));
        let ask = self.ask.get_value();
        spawn_local(async move {
            let answer = rows(&ask, cursor, &found, 1).await;
            if self.asked.counts(number) {
                self.take(answer, true);
            }
        });
    }

    /// What the address should say.
    fn place(self) -> Place {
        let least = Place::default().rows;
        let rows = self.items.with_untracked(Vec::len).max(least);
        let search = self.wanted.get_untracked().trim().to_owned();
        Place { search, state: self.state.get_untracked(), filter: self.filter.get_untracked(), rows }
    }

    /// The query of a search among those that are filtered.
    fn found(self, text: String) -> (PageQuery, HistoryFilter) {
        let q = (!text.is_empty()).then_some(text);
        let page = PageQuery { q, state: self.state.get_untracked(), ..PageQuery::default() };
        (page, self.filter.get_untracked())
    }

    /// At least so many rows, from the first, where there are as many.
    fn fetch(self, least: usize) {
        let number = self.asked.stamp();
        let text = self.wanted.get_untracked().trim().to_owned();
        let (ask, found) = (self.ask.get_value(), self.found(text.clone()));
        spawn_local(async move {
            let answer = rows(&ask, None, &found, least).await;
            if self.asked.counts(number) {
                self.answered.set(text);
                self.take(answer, false);
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
                    self.total.set(page.total);
                    self.items.set(page.items);
                }
                self.status.set(Status::Ready);
                if let Some(kept) = self.kept {
                    kept.write(&self.place());
                }
                place::arrive(self.scroll.get_value());
                self.scroll.set_value(None);
            }
            Err(error) => self.status.set(Status::Failed(error)),
        }
        self.asked.answered();
    }
}

/// Asks for pages until there are at least so many rows (of the first page: any), or no more.
async fn rows<T>(
    ask: &Ask<T>,
    cursor: Option<String>,
    (found, filter): &(PageQuery, HistoryFilter),
    least: usize,
) -> Result<Page<T>, ApiError> {
    let query = |cursor, lacking: usize| {
        let limit = u32::try_from(lacking).unwrap_or(MAX_LIMIT).clamp(DEFAULT_LIMIT, MAX_LIMIT);
        PageQuery { cursor, limit: (limit != DEFAULT_LIMIT).then_some(limit), ..found.clone() }
    };
    let mut page = ask(query(cursor, least), filter.clone()).await?;
    // A page may hold fewer rows than were asked for, and be followed by more.
    let least = if least > DEFAULT_LIMIT as usize { least } else { 1 };
    while page.items.len() < least && page.next_cursor.is_some() {
        let next = ask(query(page.next_cursor.take(), least - page.items.len()), filter.clone()).await?;
        page.items.extend(next.items);
        page.next_cursor = next.next_cursor;
    }
    Ok(page)
}
