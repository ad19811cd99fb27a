//! A button that opens a menu of links and controls.

use leptos::{ev, html, prelude::*};
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::dom;

const STOPS: &str = "a[href], button, input";

/// A button that discloses a panel of links and controls: Escape, a click elsewhere and a choice close it,
/// arrows move in it.
#[component]
pub fn Menu(
    /// What the button shows.
    #[prop(into)]
    trigger: ViewFn,
    /// What the panel is, for screen readers.
    #[prop(into)]
    label: String,
    /// The panel grows from the button's right edge.
    #[prop(optional)]
    at_end: bool,
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let (whole, panel) = (NodeRef::<html::Div>::new(), NodeRef::<html::Div>::new());
    let button = NodeRef::<html::Button>::new();
    let id = dom::unique_id("menu");
    let path = use_location().pathname;
    Effect::new(move || {
        path.track();
        open.set(false);
    });
    let key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" if open.get_untracked() => {
            event.stop_propagation();
            open.set(false);
            if let Some(button) = button.get_untracked() {
                dom::focus(&button);
            }
        }
        "ArrowDown" | "ArrowUp" => {
            if event.target().is_some_and(|target| target.dyn_ref::<web_sys::HtmlInputElement>().is_some()) {
                return;
            }
            event.prevent_default();
            open.set(true);
            let back = event.key() == "ArrowUp";
            request_animation_frame(move || step(panel, back));
        }
        _ => {}
    };
    let left = move |event: ev::FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        let inside = match whole.try_get_untracked().flatten() {
            Some(whole) => to.is_some() && whole.contains(to.as_ref()),
            // The menu itself is gone.
            None => return,
        };
        if !inside {
            open.set(false);
        }
    };
    view! {
        <div class="menu-frame" node_ref=whole on:keydown=key on:focusout=left>
            <button
                type="button"
                class="menu-button"
                node_ref=button
                aria-expanded=move || open.get().to_string()
                aria-controls=id.clone()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {trigger.run()}
            </button>
            <div
                class="menu-panel"
                class:menu-panel-end=at_end
                id=id
                node_ref=panel
                role="group"
                aria-label=label
                tabindex="-1"
                hidden=move || !open.get()
            >
                {children()}
            </div>
        </div>
    }
}

/// Moves focus to the next stop of the panel, or the one before, around its ends.
fn step(panel: NodeRef<html::Div>, back: bool) {
    let Some(panel) = panel.get_untracked() else { return };
    let Ok(found) = panel.query_selector_all(STOPS) else { return };
    let stops: Vec<HtmlElement> =
        (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect();
    let active = document().active_element();
    let here = stops.iter().position(|stop| active.as_ref() == Some(stop.unchecked_ref::<Element>()));
    let to = match (here, back) {
        (None, false) => 0,
        (None, true) => stops.len().saturating_sub(1),
        (Some(here), false) => (here + 1) % stops.len(),
        (Some(here), true) => (here + stops.len() - 1) % stops.len(),
    };
    if let Some(stop) = stops.get(to) {
        dom::focus(stop);
    }
}
