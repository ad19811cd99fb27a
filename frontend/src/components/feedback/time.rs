use std::time::Duration;

use chrono::{DateTime, FixedOffset, Utc};
use leptos::{html, prelude::*};
use model::Timestamp;

use crate::dom;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The present, to half a minute.
#[derive(Clone, Copy)]
struct Clock(RwSignal<i64>);

pub fn provide_clock() {
    let now = RwSignal::new(dom::now_milliseconds());
    set_interval(move || now.set(dom::now_milliseconds()), Duration::from_secs(30));
    provide_context(Clock(now));
}

/// How long ago, or how long until, in words; `now` in milliseconds since the Unix epoch.
pub fn relative(at: Timestamp, now: i64) -> String {
    let seconds = (now - at.timestamp_millis()).div_euclid(1000);
    let words = |age: i64| match age {
        ..MINUTE => None,
        MINUTE..HOUR => Some(count(age / MINUTE, "minute")),
        HOUR..DAY => Some(count(age / HOUR, "hour")),
        _ if age < 30 * DAY => Some(count(age / DAY, "day")),
        _ => Some(String::new()),
    };
    match words(seconds.abs()) {
        None => "just now".to_owned(),
        Some(long) if long.is_empty() => at.format("%-d %b %Y").to_string(),
        Some(long) if seconds < 0 => format!("in {long}"),
        Some(long) => format!("{long} ago"),
    }
}

fn count(number: i64, unit: &str) -> String {
    if number == 1 { format!("1 {unit}") } else { format!("{number} {unit}s") }
}

/// The instant in UTC, and in the person's own time zone.
pub fn exact(at: Timestamp) -> [String; 2] {
    let local = at.with_timezone(&zone(at));
    [format!("{} UTC", date_and_time(at)), format!("{} your time", date_and_time(local))]
}

fn date_and_time<Zone: chrono::TimeZone>(at: DateTime<Zone>) -> String
where
    Zone::Offset: std::fmt::Display,
{
    at.format("%-d %b %Y, %H:%M:%S").to_string()
}

/// The offset of the person's time zone at that instant.
fn zone(at: DateTime<Utc>) -> FixedOffset {
    #[allow(clippy::cast_precision_loss, reason = "a date's milliseconds fit a double")]
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.timestamp_millis() as f64));
    #[allow(clippy::cast_possible_truncation, reason = "minutes of a day")]
    let west = date.get_timezone_offset() as i32;
    FixedOffset::west_opt(west * 60).unwrap_or(chrono::Offset::fix(&Utc))
}

/// There the exact time opens to the left, so as not to leave the screen.
fn stands_in_the_right_half(element: &web_sys::Element) -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default();
    element.get_bounding_client_rect().left() > width / 2.0
}

/// A relative time; the exact one shows on hover and on focus.
#[component]
pub fn Time(#[prop(into)] at: Timestamp) -> impl IntoView {
    let id = dom::unique_id("time");
    let now = use_context::<Clock>().map_or_else(|| RwSignal::new(dom::now_milliseconds()), |clock| clock.0);
    let node = NodeRef::<html::Span>::new();
    let at_end = RwSignal::new(false);
    let side = move || at_end.set(node.get_untracked().is_some_and(|time| stands_in_the_right_half(&time)));
    view! {
        <span
            class="time"
            tabindex="0"
            node_ref=node
            aria-describedby=id
            on:mouseenter=move |_| side()
            on:focus=move |_| side()
        >
            <time datetime=at.to_rfc3339()>{move || relative(at, now.get())}</time>
            <span id=id.clone() class="tip" class:tip-end=at_end role="tooltip">
                {exact(at).map(|line| view! { <span class="tip-line">{line}" "</span> }).collect_view()}
            </span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_read_as_people_say_them() {
        let at = DateTime::from_timestamp(1_763_700_000, 0).unwrap();
        let words = |seconds: i64| relative(at, at.timestamp_millis() + seconds * 1000);
        assert_eq!(words(59), "just now");
        assert_eq!(words(60), "1 minute ago");
        assert_eq!(words(2 * HOUR + 5), "2 hours ago");
        assert_eq!(words(-3 * DAY), "in 3 days");
        assert_eq!(words(29 * DAY), "29 days ago");
        assert_eq!(words(31 * DAY), "21 Nov 2025");
    }
}
