//! Asks before a page is left on which something would be lost.

use leptos::{ev, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use wasm_bindgen::JsCast;
use web_sys::{AddEventListenerOptions, HtmlAnchorElement};

use super::Dialog;
use crate::dom;

#[derive(Clone, Copy)]
struct Reason {
    number: u32,
    holds: Signal<bool>,
    question: &'static str,
    consequence: &'static str,
}

/// What would be lost by leaving, and where the person wanted to go.
#[derive(Clone, Copy)]
pub struct LeaveGuard {
    reasons: RwSignal<Vec<Reason>>,
    next: StoredValue<u32>,
    wanted: RwSignal<Option<String>>,
    asking: RwSignal<bool>,
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
    fn reason(self) -> Option<Reason> {
        let reasons = self.reasons.try_get_untracked()?;
        reasons.into_iter().rev().find(|reason| reason.holds.try_get_untracked() == Some(true))
    }

    fn ask(self, wanted: String) {
        self.wanted.set(Some(wanted));
        self.asking.set(true);
    }
}

/// Provides the guard and listens: to links, to Back and Forward, to closing the tab.
pub fn provide_leave_guard() {
    let guard = LeaveGuard {
        reasons: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        wanted: RwSignal::new(None),
        asking: RwSignal::new(false),
    };
    provide_context(guard);
    listen("beforeunload", move |event| {
        if guard.reason().is_some() {
            event.prevent_default();
        }
    });
    listen("click", move |event| {
        let Some(path) = link_to_another_page(event) else { return };
        if guard.reason().is_some() {
            event.prevent_default();
            event.stop_immediate_propagation();
            guard.ask(path);
        }
    });
    let here = use_location();
    listen("popstate", move |event| {
        if window().location().pathname().ok() == here.pathname.try_get_untracked()
            || guard.reason().is_none()
        {
            return;
        }
        event.stop_immediate_propagation();
        let wanted = dom::current_path();
        let stay = here.pathname.get_untracked() + &query(&here.search.get_untracked());
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&stay));
        }
        guard.ask(wanted);
    });
}

fn query(search: &str) -> String {
    if search.is_empty() { String::new() } else { format!("?{search}") }
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

/// The question; stands once, in the app.
#[component]
pub fn LeaveDialog() -> impl IntoView {
    let guard: LeaveGuard = expect_context();
    let navigate = use_navigate();
    let leave = move || {
        guard.asking.set(false);
        guard.reasons.set(Vec::new());
        if let Some(path) = guard.wanted.get_untracked() {
            navigate(&path, NavigateOptions::default());
        }
    };
    let title = Signal::derive(move || {
        guard.asking.track();
        guard.reason().map_or("Leave this page?", |reason| reason.question).to_owned()
    });
    view! {
        <Dialog open=guard.asking title>
            <div class="dialog-body">
                <p>{guard.reason().map(|reason| reason.consequence)}</p>
            </div>
            <div class="dialog-actions">
                <button type="button" class="btn" on:click=move |_| guard.asking.set(false)>
                    "Stay here"
                </button>
                <button type="button" class="btn btn-danger" on:click={
                    let leave = leave.clone();
                    move |_| leave()
                }>"Leave"</button>
            </div>
        </Dialog>
    }
}
