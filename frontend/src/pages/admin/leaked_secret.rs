//! A secret that was reported as leaked.

use leptos::prelude::*;
use model::Timestamp;
use wire::admin::Client;

use crate::components::{
    Symbol,
    feedback::{Badge, Banner, Day, Tone},
};

/// When the client's secret was reported as leaked, where no other of its secrets works.
pub fn leaked(client: &Client) -> Option<Timestamp> {
    let reported = client.secrets.iter().map(|secret| secret.reported_at).collect::<Option<Vec<_>>>()?;
    reported.into_iter().max()
}

#[component]
pub fn LeakedBadge() -> impl IntoView {
    view! {
        <Badge tone=Tone::Danger symbol=Symbol::Alert>
            "Secret leaked"
        </Badge>
    }
}

/// Says on top of a page that its secret was reported as leaked; the children are the way out.
#[component]
pub fn Leaked(
    at: Timestamp,
    /// What stands still: "BrightBill Claims".
    #[prop(into)]
    what: String,
    children: Children,
) -> impl IntoView {
    view! {
        <Banner tone=Tone::Danger title="The secret was reported as leaked">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <p class="min-w-0 flex-1 basis-72">
                    "Someone reported it on " <Day at /> {format!(". It no longer works: {what} gets no tokens until it has a new secret.")}
                </p>
                {children()}
            </div>
        </Banner>
    }
}
