//! The state of the connection page: the connection that is shown, and what the admin has typed.

use leptos::prelude::*;
use model::ids::TenantId;
use wire::{
    activity::Activity,
    admin::{Connection as Facts, IssuedCredential},
    page::Page,
};

use crate::{
    components::{
        feedback::{OnError, Toaster, use_toaster},
        list::Loader,
    },
    pages::{
        admin::lost_secrets::{LostSecrets, SECRET_NOT_SHOWN, use_lost_secrets},
        focus::{settle_at_top, settle_focus},
        out_of_date::unless_out_of_date,
    },
    route,
};

/// Address and name of the page above.
pub fn above(tenant: TenantId) -> (String, String) {
    (route::admin::integrations(tenant), "Integrations & API access".to_owned())
}

/// What the verbs change, and what is typed for them: that stays when the connection is read again.
#[derive(Clone, Copy)]
pub struct OnScreen {
    pub facts: Loader<Facts>,
    pub history: Loader<Page<Activity>>,
    pub issued: RwSignal<Option<IssuedCredential>>,
    /// Why it is disabled.
    pub reason: RwSignal<String>,
    /// The end that renewed access gets.
    pub ends: RwSignal<String>,
    lost: LostSecrets,
    toaster: Toaster,
}

impl OnScreen {
    pub fn new(facts: Loader<Facts>, history: Loader<Page<Activity>>) -> Self {
        Self {
            facts,
            history,
            issued: RwSignal::new(None),
            reason: RwSignal::new(String::new()),
            ends: RwSignal::new(String::new()),
            lost: use_lost_secrets(),
            toaster: use_toaster(),
        }
    }

    /// Shows the state after a verb.
    pub fn changed(self, facts: Facts) {
        self.facts.set(facts);
        self.history.reload();
        settle_focus();
    }

    /// A new secret was lost with its answer: the page says so as long as there is no other.
    pub fn secret_lost(self) {
        self.history.reload();
        self.facts.reload_then(move || {
            match untrack(|| self.facts.get()).and_then(|facts| facts.client) {
                Some(client) => self.lost.note(&client),
                None => self.toaster.failed(SECRET_NOT_SHOWN),
            }
            settle_at_top();
        });
    }

    /// Shows what a verb has changed, where its answer does not say.
    pub fn read_again(self) {
        self.history.reload();
        self.facts.reload_then(settle_focus);
    }

    /// Where a verb was refused because the page is out of date, reads it again.
    pub fn refused(self) -> OnError {
        Callback::new(move |error| unless_out_of_date(error, self.toaster, || self.read_again()))
    }
}
