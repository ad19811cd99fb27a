//! What an app has changed in its details, old beside new.

use leptos::prelude::*;
use model::{
    Timestamp,
    app::{Detail, HandOver},
};
use wire::problem::DetailChange;

use crate::components::{Logo, feedback::Day, layout::use_organisation};

/// Old beside new.
#[component]
pub fn DetailChanges(changes: Vec<DetailChange>) -> impl IntoView {
    let may_act = use_organisation().may_act;
    let value = |text: String| if text.is_empty() { "nothing".to_owned() } else { format!("“{text}”") };
    let line = |change: DetailChange| {
        let DetailChange { detail, before, after, at } = change;
        if detail == Detail::Logo {
            return logo_change(before, after, at);
        }
        if detail == Detail::AiAgent {
            let words =
                if after == "yes" { "Marked as an AI agent" } else { "No longer marked as an AI agent" };
            return view! { <li>{words} " on " <Day at /></li> }.into_any();
        }
        if detail == Detail::HandOver {
            return hand_over_change(&after, at, may_act);
        }
        let words = match detail {
            Detail::Name => "Renamed".to_owned(),
            other => format!("Changed the {}", other.in_words()),
        };
        view! {
            <li class="wrap-anywhere">
                {words} " from " {value(before)} " to " <strong>{value(after)}</strong> " on " <Day at />
            </li>
        }
        .into_any()
    };
    view! { <ul class="bullets">{changes.into_iter().map(line).collect_view()}</ul> }
}

/// The new picture beside the old one.
fn logo_change(before: String, after: String, at: Timestamp) -> AnyView {
    let words = match (before.is_empty(), after.is_empty()) {
        (true, _) => "Added a logo",
        (_, true) => "Removed the logo",
        _ => "Changed the logo",
    };
    let picture = |caption: &'static str, address: String| {
        address.starts_with('/').then(|| {
            view! {
                <span class="flex items-center gap-2">
                    <span class="text-sm text-muted">{caption}</span>
                    <Logo name="?" url=Some(address) />
                </span>
            }
        })
    };
    view! {
        <li>
            {words} " on " <Day at />
            <div class="mt-1 flex flex-wrap items-center gap-x-5 gap-y-2">
                {picture("Before", before)} {picture("Now", after)}
            </div>
        </li>
    }
    .into_any()
}

/// What it is now, for whoever may act and for viewers: the values are codes.
fn hand_over_change(after: &str, at: Timestamp, may_act: bool) -> AnyView {
    let words = match after.parse() {
        Ok(HandOver::AdminShares) if may_act => "The secret is shown to you once, and you share it",
        Ok(HandOver::AdminShares) => "The secret is shown to an admin once, who shares it",
        Ok(HandOver::DeveloperCollects) if may_act => {
            "The developer collects the secret, and you do not see it"
        }
        Ok(HandOver::DeveloperCollects) => "The developer collects the secret, and no admin sees it",
        Ok(HandOver::Keyless) => "The app signs its requests, and there is no secret",
        Ok(HandOver::Workload) => "The app signs in with its platform’s identity, and there is no secret",
        Err(_) => "The app gets its credentials in another way",
    };
    view! {
        <li>{words} ": since " <Day at /></li>
    }
    .into_any()
}
