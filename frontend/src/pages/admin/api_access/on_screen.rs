//! The state of the page of the organisation's own credentials.

use leptos::prelude::*;
use wire::{
    admin::{Credential, IssuedCredential},
    catalogue::Api,
};

use crate::{
    components::{
        feedback::{OnError, Toaster, use_toaster},
        list::Loader,
    },
    pages::{focus::settle_focus, out_of_date::unless_out_of_date},
};

/// What the verbs change, and what is typed for them: that stays when the credentials are read again.
#[derive(Clone, Copy)]
pub struct OnScreen {
    pub found: Loader<(Credential, Vec<Api>)>,
    pub issued: RwSignal<Option<IssuedCredential>>,
    /// Why they are disabled.
    pub reason: RwSignal<String>,
    toaster: Toaster,
}

impl OnScreen {
    pub fn new(found: Loader<(Credential, Vec<Api>)>) -> Self {
        let (issued, reason) = (RwSignal::new(None), RwSignal::new(String::new()));
        Self { found, issued, reason, toaster: use_toaster() }
    }

    /// Shows the state after a verb.
    pub fn changed(self, credential: Credential) {
        match untrack(|| self.found.get()) {
            Some((_, apis)) => {
                self.found.set((credential, apis));
                settle_focus();
            }
            None => self.found.reload_then(settle_focus),
        }
    }

    /// Where a verb was refused because the page is out of date, reads it again.
    pub fn refused(self) -> OnError {
        let read_again = move || self.found.reload_then(settle_focus);
        Callback::new(move |error| unless_out_of_date(error, self.toaster, read_again))
    }
}
