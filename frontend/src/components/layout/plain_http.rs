//! The warning that a form cannot work over plain HTTP, because the browser keeps no session there.

use leptos::prelude::*;

use super::PageHeader;
use crate::{
    components::feedback::{Banner, Tone},
    dom,
};

/// Whether this browser keeps a session from here: by https, or on this very machine.
pub fn keeps_sessions() -> bool {
    window().is_secure_context()
}

/// In the place of a form that could not work: the session's cookie would not come back, and a link would be used up.
#[component]
pub fn PlainHttp(
    /// "sign in", "use this link"
    to: &'static str,
) -> impl IntoView {
    let here = window().location().origin().unwrap_or_default();
    view! {
        <PageHeader title="You can’t sign in at this address" />
        <Banner tone=Tone::Danger title=format!("You can’t {to} at {here}")>
            {format!("Browsers do not keep you signed in over plain http. Open {} at its https address, or ask its operator for it. Nothing was sent, and no link was used up.", dom::platform_name())}
        </Banner>
    }
}
