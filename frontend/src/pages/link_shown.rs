//! A one-time link that was made just now: shown once, with whom it is for and when it expires.

use leptos::prelude::*;
use model::{Timestamp, person::Email};

use crate::components::{
    Icon, Symbol,
    feedback::{ShownOnce, ShownOnceRow, Time},
};

#[component]
pub fn LinkShown(
    /// "Set-up link"
    label: &'static str,
    /// Whose it is.
    email: Email,
    link: String,
    expires_at: Timestamp,
    /// What it does for whoever opens it.
    #[prop(into)]
    advice: String,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="grid gap-4">
            <ShownOnce
                title=format!("Send this link to {email} now: it is shown only this once.")
                rows=vec![ShownOnceRow::secret(label, link)]
                link=true
                advice
                on_saved
            />
            <p class="flex items-center gap-2 text-sm text-muted">
                <Icon symbol=Symbol::Clock />
                <span>"The link expires " <Time at=expires_at /> "."</span>
            </p>
        </div>
    }
}
