//! Asks before a page is left on which something would be lost.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{AddEventListenerOptions, HtmlAnchorElement};

use crate::dom;

#[derive(Clone, Copy)]
pub(super) struct Reason {
    number: u32,
    holds: Signal<bool>,
    pub question: &'static str,
    pub consequence: &'static str,
}

/// Where the person wanted to go.
#[derive(Clone)]
pub(super) enum Wanted {
    Link(String),
    /// Back or Forward: the entry just below the one that we have put on top.
    History,
    /// What a button does that ends the page, such as signing out.
    Action(Callback<()>),
}

/// What would be lost by leaving, and where the person wanted to go.
#[derive(Clone, Copy)]
pub struct LeaveGuard {
    pub(super) reasons: RwSignal<Vec<Reason>>,
    next: StoredValue<u32>,
    pub(super) wanted: StoredValue<Wanted>,
    pub(super) asking: RwSignal<bool>,
    /// The number of the reason that is being asked about.
    about: StoredValue<u32>,
    /// Path and query of the page on the screen.
    pub(super) here: StoredValue<String>,
}

/// Asks once before this page is left while `holds`. Ends with the component that calls it.
pub fn guard_leaving(holds: Signal<bool>, question: &'static str, consequence: &'static str) {
    let Some(guard) = use_context::<LeaveGuard>() else { return };
    guard.next.update_value(|next| *next += 1);
    let number = guard.next.get_value();
    guard.reasons.update(|reasons| reasons.push(Reason { number, holds, question, consequence }));
    on_cleanup(move || {
        let _ = guard.reasons.try_update(|reasons| reasons.retain(|reason| reason.number != number));
    });
}

impl LeaveGuard {
    /// The page is left whatever would be lost.
    pub fn let_go(self) {
        self.reasons.set(Vec::new());
    }

    pub(super) fn reason(self) -> Option<Reason> {
        let reasons = self.reasons.try_get_untracked()?;
        reasons.into_iter().rev().find(|reason| reason.holds.try_get_untracked() == Some(true))
    }

    fn ask(self, reason: Reason, wanted: Wanted) {
        self.about.set_value(reason.number);
        self.wanted.set_value(wanted);
        self.asking.set(true);
    }

    /// Runs what ends the page, such as signing out; asks first where something would be lost.
    pub fn before(self, action: Callback<()>) {
        match self.reason() {
            Some(reason) => self.ask(reason, Wanted::Action(action)),
            None => action.run(()),
        }
    }

    /// Whether what is being asked about would still be lost. Tracked.
    pub(super) fn still(self) -> bool {
        let about = self.about.get_value();
        self.reasons.with(|reasons| {
            reasons.iter().any(|reason| reason.number == about && reason.holds.try_get() == Some(true))
        })
    }
}

pub fn use_leave_guard() -> LeaveGuard {
    expect_context()
}

/// Provides the guard and listens: to links, to Back and Forward, to closing the tab.
pub fn provide_leave_guard() {
    let guard = LeaveGuard {
        reasons: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        wanted: StoredValue::new(Wanted::History),
        asking: RwSignal::new(false),
        about: StoredValue::new(0),
        here: StoredValue::new(dom::current_path()),
    };
    provide_context(guard);
    listen("beforeunload", move |event| {
        if guard.reason().is_some() {
            event.prevent_default();
        }
    });
    listen("click", move |event| {
        let Some(path) = link_to_another_page(event) else { return };
        if let Some(reason) = guard.reason() {
            event.prevent_default();
            event.stop_immediate_propagation();
            guard.ask(reason, Wanted::Link(path));
        }
    });
    listen("popstate", move |event| {
        let stay = guard.here.get_value();
        let wanted = dom::current_path();
        if path_of(&stay) == path_of(&wanted) {
            return;
        }
        let Some(reason) = guard.reason() else { return };
        event.stop_immediate_propagation();
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&stay));
        }
        guard.ask(reason, Wanted::History);
    });
}

fn path_of(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

/// Before the router hears it, for as long as the app lives.
fn listen(event: &str, heard: impl Fn(&web_sys::Event) + 'static) {
    let heard = wasm_bindgen::closure::Closure::<dyn Fn(web_sys::Event)>::new(move |event| heard(&event));
    let options = AddEventListenerOptions::new();
    options.set_capture(true);
    let _ = window().add_event_listener_with_callback_and_add_event_listener_options(
        event,
        heard.as_ref().unchecked_ref(),
        &options,
    );
    heard.forget();
}

/// The path that a plain click on a link of ours leads to.
fn link_to_another_page(event: &web_sys::Event) -> Option<String> {
    let click = event.dyn_ref::<ev::MouseEvent>()?;
    if click.button() != 0 || click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key() {
        return None;
    }
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let link = target.closest("a[href]").ok()??.dyn_into::<HtmlAnchorElement>().ok()?;
    let here = window().location();
    let leaves = link.target().is_empty()
        && Some(link.origin()) == here.origin().ok()
        && Some(link.pathname()) != here.pathname().ok();
    leaves.then(|| link.pathname() + &link.search())
}
