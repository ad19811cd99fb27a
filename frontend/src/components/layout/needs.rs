//! What waits for the reader, for the navigation and the portal's first page: read again whenever something was changed,
//! and when the first page opens later than a minute after.

use leptos::prelude::*;
use model::need::NeedKind;
use wire::needs::NeedsYou;

use crate::{
    api::{self, ApiError},
    components::list::Loader,
    dom,
    session::{Membership, Organisation, use_session},
};

/// What others do is asked for where the last answer was asked for so long ago.
const FRESH_MILLISECONDS: i64 = 60_000;

#[derive(Clone, Copy)]
pub struct Needs {
    loader: Loader<NeedsYou>,
    /// When it was last asked for, in milliseconds since the Unix epoch.
    asked_at: StoredValue<i64>,
}

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
    let asked_at = StoredValue::new(0);
    let loader = Loader::new(move || {
        changes.track();
        asked_at.set_value(dom::now_milliseconds());
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
    provide_context(Needs { loader, asked_at });
}

/// Within a portal.
pub fn use_needs() -> Needs {
    expect_context()
}

impl Needs {
    /// What is known. It is asked for again where that failed, or is a minute ago: each change here asks by itself.
    pub fn news(self) -> Loader<NeedsYou> {
        let age = dom::now_milliseconds() - self.asked_at.get_value();
        let (known, failed) = untrack(|| (self.loader.get().is_some(), self.loader.error().is_some()));
        if failed || (known && age > FRESH_MILLISECONDS) {
            self.loader.reload();
        }
        self.loader
    }

    /// How many there are of these kinds, as far as is known. Tracked.
    pub fn count(self, kinds: &[NeedKind]) -> u64 {
        let known = self.loader.get();
        let counts = known.iter().flat_map(|needs| &needs.counts);
        counts.filter(|count| kinds.contains(&count.kind)).map(|count| count.count).sum()
    }
}
