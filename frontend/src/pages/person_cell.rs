//! A person in a table: name and e-mail address.

use leptos::prelude::*;
use model::person::Email;

use crate::components::feedback::Breakable;

/// A person in a list; `you`: the reader.
#[component]
pub fn PersonCell(name: String, email: Email, you: bool) -> impl IntoView {
    view! {
        <span class="font-semibold">{name}</span>
        {you.then_some(" (you)")}
        <p class="text-sm text-muted">
            <Breakable text=email.to_string() />
        </p>
    }
}
