//! The day on which access ends by itself.

use leptos::prelude::*;

use crate::components::form::TextField;

#[component]
pub fn EndDateField(
    /// As the browser's date field writes it; see `end_of_day`.
    value: RwSignal<String>,
) -> impl IntoView {
    view! {
        <TextField
            name="ends_at"
            label="Access ends on"
            value
            kind="date"
            optional=true
            hint="At the end of that day in your time zone. Without a date, access lasts until you end it."
        />
    }
}
