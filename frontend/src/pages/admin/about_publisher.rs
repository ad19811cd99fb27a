//! Who publishes an app, with links for admins who want to know more.

use leptos::prelude::*;
use wire::admin::PublisherCard;

use crate::{
    components::outside::{ContactLink, OutsideLink},
    pages::badges::VerifiedBadge,
};

/// Who is behind an app, and where to read more and ask.
#[component]
pub fn AboutPublisher(
    publisher: PublisherCard,
    website: Option<String>,
    privacy_policy: Option<String>,
    support_contact: String,
) -> impl IntoView {
    let without = privacy_policy.is_none();
    let unverified = !publisher.verified;
    let pages = [("Website", website.or(publisher.website)), ("Privacy policy", privacy_policy)];
    let links = pages.into_iter().filter_map(|(words, address)| Some((words, address?)));
    let link = |(words, address): (&'static str, String)| view! { <li><OutsideLink address words /></li> };
    view! {
        <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
            <span>"by " <strong>{publisher.name}</strong></span>
            <VerifiedBadge verified=publisher.verified />
            <ul class="flex flex-wrap gap-x-4 gap-y-1" role="list">
                {links.map(link).collect_view()}
                {without.then(|| view! { <li class="text-muted">"No privacy policy given"</li> })}
                <li><ContactLink contact=support_contact words="Support" /></li>
            </ul>
            {unverified
                .then(|| {
                    view! {
                        <p class="basis-full text-sm text-muted">
                            "Unverified: the platform has not checked who this publisher is."
                        </p>
                    }
                })}
        </div>
    }
}
