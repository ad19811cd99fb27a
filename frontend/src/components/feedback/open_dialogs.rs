//! Which dialogs are open, for the page beneath them.

use leptos::prelude::*;

/// All dialogs that stand somewhere; each is open while its signal holds.
#[derive(Clone, Copy)]
pub struct OpenDialogs(RwSignal<Vec<RwSignal<bool>>>);

pub fn provide_open_dialogs() {
    provide_context(OpenDialogs(RwSignal::new(Vec::new())));
}

impl OpenDialogs {
    /// Tracked.
    pub fn any(self) -> bool {
        self.0.with(|all| all.iter().any(|open| open.try_get() == Some(true)))
    }

    /// Knows of the dialog until the component that calls this is gone.
    pub(super) fn add(self, open: RwSignal<bool>) {
        self.0.update(|all| all.push(open));
        on_cleanup(move || {
            let _ = self.0.try_update(|all| all.retain(|one| *one != open));
        });
    }
}
