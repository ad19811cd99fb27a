use leptos::prelude::*;

use crate::{components::layout::PageHeader, route};

/// A one-time link that is used, expired, taken back or was never made: nobody can tell from outside which.
#[component]
pub fn UnusableLink(
    /// How such a link works, and what may have become of this one.
    why: &'static str,
    /// What to do where it has done its work, and where it has not.
    ways_on: [&'static str; 2],
) -> impl IntoView {
    view! {
        <PageHeader title="This link cannot be used" />
        <div class="grid gap-4">
            <p>{why}</p>
            <ul class="bullets">{ways_on.into_iter().map(|way| view! { <li>{way}</li> }).collect_view()}</ul>
            <p>
                <a class="btn btn-primary" href=route::SIGN_IN>
                    "Go to sign-in"
                </a>
            </p>
        </div>
    }
}
