//! The state of the consent page: the review that is shown, and what the admin has chosen and typed.

use std::collections::BTreeSet;

use leptos::prelude::*;
use wire::{
    admin::Review,
    problem::{DetailChange, ProblemCode},
};

use crate::{
    api::ApiError,
    components::feedback::{OnError, Toaster, use_toaster},
    pages::{admin::scopes::Chosen, out_of_date::unless_out_of_date},
};

/// The review on the screen, and what the person has chosen and typed: that stays when the review is read again.
#[derive(Clone, Copy)]
pub struct OnScreen {
    read_again: Callback<()>,
    /// The version that a newer one has replaced while the person was deciding.
    pub replaced: RwSignal<Option<u32>>,
    /// What the app says of itself that has changed while the person was deciding.
    pub details: RwSignal<Vec<DetailChange>>,
    chosen: Chosen,
    pub ends: RwSignal<String>,
    /// Why the app is declined or blocked.
    pub reason: RwSignal<String>,
    /// Why its publisher is blocked.
    pub publisher_reason: RwSignal<String>,
    toaster: Toaster,
}

impl OnScreen {
    pub fn new(read_again: Callback<()>) -> Self {
        Self {
            read_again,
            replaced: RwSignal::new(None),
            details: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(BTreeSet::new()),
            ends: RwSignal::new(String::new()),
            reason: RwSignal::new(String::new()),
            publisher_reason: RwSignal::new(String::new()),
            toaster: use_toaster(),
        }
    }

    /// The optional scopes of the review that are ticked: as the person left them, and at first none.
    pub fn chosen_of(self, review: &Review) -> Chosen {
        let scopes = review.apis.iter().flat_map(|api| &api.scopes);
        let optional: BTreeSet<_> =
            scopes.filter(|scope| !scope.required).map(|scope| scope.name.clone()).collect();
        self.chosen.update(|chosen| chosen.retain(|name| optional.contains(name)));
        self.chosen
    }

    /// Where a decision on this version was refused because the app has changed, shows how the app is now.
    pub fn refused(self, version: u32) -> OnError {
        Callback::new(move |error| match error {
            ApiError::Problem(problem) if changed_meanwhile(problem.code) => {
                self.details.set(problem.changed_details);
                self.replaced.set(Some(version));
                self.read_again();
                None
            }
            error => unless_out_of_date(error, self.toaster, || self.read_again()),
        })
    }

    pub fn read_again(self) {
        self.read_again.run(());
    }
}

const fn changed_meanwhile(code: ProblemCode) -> bool {
    matches!(code, ProblemCode::VersionChanged | ProblemCode::DetailsChanged)
}
