//! What waits for the reader, read once for the navigation and the portal's first page.

use leptos::prelude::*;
use model::need::NeedKind;
use wire::needs::NeedsYou;

use crate::{
    api,
    components::list::Loader,
    session::{Membership, Organisation},
};

#[derive(Clone, Copy)]
pub struct Needs(Loader<NeedsYou>);

pub fn provide_needs(place: &Organisation) {
    let membership = place.membership;
    let loader = Loader::new(move || async move {
        match membership {
            Membership::Tenant(id, _) => api::call(api::admin::needs_you(id)).await,
            Membership::Publisher(id, _) => api::call(api::developer::needs_you(id)).await,
            Membership::Operator => api::call(api::operator::needs_you()).await,
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
