//! What waits for the reader, for the navigation and the portal's first page: read again whenever something was changed.

use leptos::prelude::*;
use model::need::NeedKind;
use wire::needs::NeedsYou;

use crate::{
    api::{self, ApiError},
    components::list::Loader,
    session::{Membership, Organisation, use_session},
};

#[derive(Clone, Copy)]
pub struct Needs(Loader<NeedsYou>);

/// Told of each call that has changed something.
#[derive(Clone, Copy)]
struct Changes(Trigger);

/// For the whole program: calls are sent from pages of every portal.
pub fn provide_changes() {
    let changes = Trigger::new();
    api::client::when_changed(move || changes.notify());
    provide_context(Changes(changes));
}

pub fn provide_needs(place: &Organisation) {
    let membership = place.membership;
    let (session, Changes(changes)) = (use_session(), expect_context());
    let loader = Loader::new(move || {
        changes.track();
        // Signing out is a change too, and then there is no one to ask for.
        let signed_in = untrack(|| session.me().is_some());
        async move {
            match membership {
                _ if !signed_in => Err(ApiError::SignedOut),
                Membership::Tenant(id, _) => api::call(api::admin::needs_you(id)).await,
                Membership::Publisher(id, _) => api::call(api::developer::needs_you(id)).await,
                Membership::Operator => api::call(api::operator::needs_you()).await,
            }
        }
    });
    provide_context(Needs(loader));
}

/// Within a portal.
pub fn use_needs() -> Needs {
    expect_context()
}

impl Needs {
    /// What is known, after it was asked for again where it was known before.
    pub fn news(self) -> Loader<NeedsYou> {
        if untrack(|| self.0.get().is_some() || self.0.error().is_some()) {
            self.0.reload();
        }
        self.0
    }

    /// How many there are of these kinds, as far as is known. Tracked.
    pub fn count(self, kinds: &[NeedKind]) -> u64 {
        let known = self.0.get();
        let counts = known.iter().flat_map(|needs| &needs.counts);
        counts.filter(|count| kinds.contains(&count.kind)).map(|count| count.count).sum()
    }
}
