//! The version as an admin will read it, with the components of the admin's own pages.

use leptos::prelude::*;
use wire::updates::PublishingCheck;

use crate::{
    components::layout::Section,
    pages::{
        admin::{
            consent::About,
            scopes::{Choosing, ScopesByApi},
        },
        update::{Answering, UpdateContents},
    },
};

/// The first version stands on the page of consent, each later one on that of the update.
#[component]
pub fn Preview(check: PublishingCheck) -> impl IntoView {
    let update = check.preview;
    let first = update.accepted_version == 0;
    let (lead, contents) = if first {
        let review = update.review;
        let (apis, asker) = (review.apis.clone(), review.publisher.name.clone());
        let contents = view! {
            <About review preview=true />
            <div class="panel grid gap-4">
                <ScopesByApi apis choosing=Choosing::Shown asker named=true />
            </div>
        };
        ("As an admin sees it who has not connected the app.", contents.into_any())
    } else {
        let contents = view! { <UpdateContents update answering=Answering::Preview /> };
        ("As an admin sees it who granted everything in the previous version.", contents.into_any())
    };
    view! {
        <Section title="What an admin will see" lead>
            <div class="grid gap-6">{contents}</div>
        </Section>
    }
}
