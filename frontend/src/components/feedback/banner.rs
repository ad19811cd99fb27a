//! A banner: a message that stays on the page as long as it is true.

use leptos::prelude::*;

use super::Tone;
use crate::components::Icon;

/// A message that stays on the page as long as it is true.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] title: Option<String>,
    /// For a banner that appears after something went wrong: read out at once.
    #[prop(optional)]
    alert: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("banner {}", tone.class()) role=alert.then_some("alert")>
            <Icon symbol=tone.symbol() />
            <div class="banner-words">
                {title.map(|title| view! { <p class="banner-title">{title}</p> })}
                <div>{children()}</div>
            </div>
        </div>
    }
}
