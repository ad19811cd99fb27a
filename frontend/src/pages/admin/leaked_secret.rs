//! Credentials of which no secret works: it was reported as leaked, or has ended.

use leptos::prelude::*;
use model::{Timestamp, connection::StoppedBy};
use wire::admin::Client;

use crate::components::feedback::{Banner, Day, Tone};

/// When the client's secret was reported as leaked, where no other of its secrets works.
pub fn leaked(client: &Client) -> Option<Timestamp> {
    stopped(client, StoppedBy::LeakedSecret)
}

/// When the client's secret ended by itself, where no other of its secrets works.
pub fn ended(client: &Client) -> Option<Timestamp> {
    stopped(client, StoppedBy::EndedSecret)
}

fn stopped(client: &Client, by: StoppedBy) -> Option<Timestamp> {
    client.secrets_stopped.as_ref().filter(|stopped| stopped.by == by).map(|stopped| stopped.at)
}

/// Says on top of a page that its secret has ended; the children are the way out.
#[component]
pub fn Ended(at: Timestamp, children: Children) -> impl IntoView {
    view! {
        <Banner tone=Tone::Caution title="The secret has ended">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <p class="min-w-0 flex-1 basis-72">
                    "Its secret ended on " <Day at />
                    ": it was as old as your organisation lets secrets become. No tokens can be issued until there is a new one."
                </p>
                {children()}
            </div>
        </Banner>
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
