//! The end of a day that a person has chosen.

use chrono::DateTime;
use model::Timestamp;

use crate::{api::ApiError, components::feedback::date, dom, pages::typed::wrong_field};

/// The last second of a day as the browser's date field writes it, in the person's time zone; none where the field is
/// empty.
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

/// The day of an end, as the browser's date field writes it; empty where there is none.
pub fn day_of_end(end: Option<Timestamp>) -> String {
    end.map(date).unwrap_or_default()
}

/// The end that the field `ends_at` asks for. Where its day is still that of `kept`, the end stays as it is.
pub fn edited_end(kept: Option<Timestamp>, typed: &str) -> Result<Option<Timestamp>, ApiError> {
    if typed == day_of_end(kept) {
        return Ok(kept);
    }
    end_of_day(typed).map_err(|wrong| wrong_field("ends_at", wrong))
}

/// So many days from now.
pub fn days_ahead(days: i64) -> Option<Timestamp> {
    DateTime::from_timestamp_millis(dom::now_milliseconds() + days * 86_400_000)
}
