//! Where one is in a list: its search, its filters and how many rows are open stand in the address, how far one has scrolled in
//! the browser's history. So Back and a reload show the same.

use std::{cell::Cell, str::FromStr, time::Duration};

use leptos::{ev, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;
use wire::{
    activity::HistoryFilter,
    page::{DEFAULT_LIMIT, ListedState},
};

use crate::dom;

const SEARCH: &str = "q";
const STATE: &str = "state";
const ROWS: &str = "rows";
const ACTION: &str = "action";
const PERSON: &str = "person";
const APP: &str = "app";
const FROM: &str = "from";
const TO: &str = "to";
/// More are not opened again at once.
const MOST_ROWS: usize = 2_000;
const SCROLL: &str = "scroll";
const AT: &str = "at";
const STILL: Duration = Duration::from_millis(100);

thread_local! {
    /// Whether the page's list is there. Before that and after, the browser scrolls, not the person.
    static STANDING: Cell<bool> = const { Cell::new(false) };
    /// Whether the person has scrolled, and it is not kept yet.
    static SCROLLED: Cell<bool> = const { Cell::new(false) };
}

/// What of a list stands in the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub search: String,
    pub state: Option<ListedState>,
    /// Of a history; nothing where the list is none.
    pub filter: HistoryFilter,
    /// At least a page's.
    pub rows: usize,
}

/// What of a list stands in the address, beside its search and its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filtered {
    ByState,
    /// A history, by its filter.
    ByHistory,
}

impl Default for Place {
    fn default() -> Self {
        let filter = HistoryFilter::default();
        Self { search: String::new(), state: None, filter, rows: DEFAULT_LIMIT as usize }
    }
}

impl Place {
    /// `query` is what stands behind `?`.
    fn read(query: &str, filtered: Filtered) -> Self {
        let Ok(all) = UrlSearchParams::new_with_str(query) else { return Self::default() };
        let rows = all.get(ROWS).and_then(|rows| rows.parse().ok()).unwrap_or_default();
        let (state, filter) = match filtered {
            Filtered::ByState => (word(&all, STATE), HistoryFilter::default()),
            Filtered::ByHistory => (None, history_filter(&all)),
        };
        Self {
            search: all.get(SEARCH).unwrap_or_default(),
            state,
            filter,
            rows: usize::clamp(rows, DEFAULT_LIMIT as usize, MOST_ROWS),
        }
    }

    /// The query with this place in it; what else stands there stays.
    pub fn write(&self, query: &str, filtered: Filtered) -> String {
        let Ok(all) = UrlSearchParams::new_with_str(query) else { return query.to_owned() };
        let set = |name: &str, value: Option<String>| {
            all.delete(name);
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                all.set(name, &value);
            }
        };
        set(SEARCH, Some(self.search.clone()));
        match filtered {
            Filtered::ByState => set(STATE, self.state.map(|state| state.to_string())),
            Filtered::ByHistory => {
                let HistoryFilter { action, person, app, from, to } = self.filter.clone();
                set(ACTION, action.map(|action| action.to_string()));
                set(PERSON, person.map(|person| person.to_string()));
                set(APP, app.map(|app| app.to_string()));
                set(FROM, from);
                set(TO, to);
            }
        }
        set(ROWS, (self.rows > DEFAULT_LIMIT as usize).then(|| self.rows.to_string()));
        String::from(all.to_string())
    }
}

/// The filter that an address asks for; what is none is left out.
fn history_filter(all: &UrlSearchParams) -> HistoryFilter {
    let day = |name: &str| all.get(name).filter(|day| !day.is_empty());
    HistoryFilter {
        action: word(all, ACTION),
        person: word(all, PERSON),
        app: word(all, APP),
        from: day(FROM),
        to: day(TO),
    }
}

fn word<T: FromStr>(all: &UrlSearchParams, name: &str) -> Option<T> {
    all.get(name).and_then(|text| text.parse().ok())
}

/// Puts a place into the address.
type Write = Box<dyn Fn(&Place)>;

/// The place of a page's list, kept in its address.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    pub place: Memo<Place>,
    write: StoredValue<Write, LocalStorage>,
}

/// Puts a query in the place of the one in the page's address.
pub(super) fn rewriter() -> impl Fn(&str) + 'static {
    let path = use_location().pathname;
    let navigate = use_navigate();
    move |query: &str| {
        let path = path.get_untracked();
        let address = if query.is_empty() { path } else { format!("{path}?{query}") };
        let options = NavigateOptions { replace: true, scroll: false, resolve: false, ..Default::default() };
        navigate(&address, options);
        request_animation_frame(keep_now);
    }
}

impl Kept {
    pub fn new(filtered: Filtered) -> Self {
        let query = use_location().search;
        let rewrite = rewriter();
        let place = Memo::new(move |_| query.with(|query| Place::read(query, filtered)));
        let write = move |place: &Place| rewrite(&place.write(&query.get_untracked(), filtered));
        Self { place, write: StoredValue::new_local(Box::new(write)) }
    }

    pub fn write(self, place: &Place) {
        if *place != self.place.get_untracked() {
            self.write.with_value(|write| write(place));
        }
    }
}

/// Where the person was on this page, in pixels, where they come back to it. Until `arrive`, nothing is kept.
pub(super) fn coming_back() -> Option<f64> {
    STANDING.set(false);
    let state = window().history().ok()?.state().ok()?;
    let read = |name: &str| js_sys::Reflect::get(&state, &JsValue::from_str(name)).ok();
    let at = read(AT)?.as_string()?;
    read(SCROLL)?.as_f64().filter(|_| at == dom::current_path())
}

/// The rows are there again.
pub(super) fn arrive(scroll: Option<f64>) {
    let Some(scroll) = scroll else { return STANDING.set(true) };
    // The rows stand on the page one frame later.
    request_animation_frame(move || {
        request_animation_frame(move || {
            window().scroll_to_with_x_and_y(0.0, scroll);
            STANDING.set(true);
        });
    });
}

/// The list is gone, while the address may still be its own.
pub(super) fn leave() {
    STANDING.set(false);
}

/// Keeps how far one has scrolled with the page's entry in the history, for as long as the app lives: as soon as they
/// stand still, or press something, which may lead elsewhere.
pub fn keep_scroll() {
    let last = StoredValue::new(0_u32);
    let pressed = window_event_listener(ev::pointerdown, |_| keep_scrolled());
    let typed = window_event_listener(ev::keydown, |_| keep_scrolled());
    let scrolled = window_event_listener(ev::scroll, move |_| {
        SCROLLED.set(true);
        last.update_value(|number| *number = number.wrapping_add(1));
        let number = last.get_value();
        set_timeout(
            move || {
                if last.try_get_value() == Some(number) {
                    keep_now();
                }
            },
            STILL,
        );
    });
    on_cleanup(move || [pressed, typed, scrolled].into_iter().for_each(|listener| listener.remove()));
}

fn keep_scrolled() {
    if SCROLLED.get() {
        keep_now();
    }
}

fn keep_now() {
    SCROLLED.set(false);
    if !STANDING.get() {
        return;
    }
    let Ok(history) = window().history() else { return };
    let scroll = window().scroll_y().unwrap_or_default();
    let state = js_sys::Object::new();
    let set = |name: &str, value: JsValue| js_sys::Reflect::set(&state, &JsValue::from_str(name), &value);
    let kept = set(SCROLL, scroll.into()).and(set(AT, dom::current_path().into()));
    if kept.is_ok() {
        let _ = history.replace_state(&state, "");
    }
}
