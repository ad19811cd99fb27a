//! The dialog that asks whether to leave a page on which something would be lost.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};

use super::{
    Dialog,
    leave::{Wanted, use_leave_guard},
};

/// The question; stands once, in the app.
#[component]
pub fn LeaveDialog() -> impl IntoView {
    let guard = use_leave_guard();
    let navigate = use_navigate();
    let location = use_location();
    Effect::new(move || {
        let search = location.search.get();
        let query = if search.is_empty() { String::new() } else { format!("?{search}") };
        guard.here.set_value(location.pathname.get() + &query);
    });
    // What was under way has ended: the page shows what became of it.
    Effect::new(move || {
        if guard.asking.get() && !guard.still() {
            guard.asking.set(false);
        }
    });
    let leave = move || {
        guard.asking.set(false);
        guard.reasons.set(Vec::new());
        match guard.wanted.get_value() {
            Wanted::Link(path) => navigate(&path, Default::default()),
            Wanted::Action(action) => action.run(()),
            Wanted::History => {
                let _ = window().history().and_then(|history| history.back());
            }
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
