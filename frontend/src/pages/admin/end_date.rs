//! The day on which access ends by itself.

use chrono::DateTime;
use leptos::prelude::*;
use model::Timestamp;

use crate::{components::form::TextField, dom};

#[component]
pub fn EndDateField(
    /// As the browser's date field writes it; see [`end_of_day`].
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

/// The last second of a day as the date field writes it, in the person's time zone.
pub fn end_of_day(date: &str) -> Result<Option<Timestamp>, &'static str> {
    if date.is_empty() {
        return Ok(None);
    }
    let milliseconds = js_sys::Date::parse(&format!("{date}T23:59:59"));
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds of a date")]
    let milliseconds = if milliseconds.is_finite() { milliseconds as i64 } else { i64::MAX };
    let end = DateTime::from_timestamp_millis(milliseconds).ok_or("Write a date, such as 31/12/2030.")?;
    if milliseconds <= dom::now_milliseconds() {
        return Err("Choose today or a later day.");
    }
    Ok(Some(end))
}
