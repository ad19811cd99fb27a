//! Times and days on a page: in words, with the exact time in UTC and in the reader's zone on hover and focus.

use std::time::Duration;

use chrono::{DateTime, FixedOffset, Utc};
use leptos::{html, prelude::*};
use model::{Timestamp, ids::TenantId};

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

/// How long ago, or how long until, in words; the day where that is far. `now` in milliseconds since the Unix epoch.
fn relative(at: DateTime<FixedOffset>, now: i64) -> String {
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
        Some(long) if long.is_empty() => day_of(at),
        Some(long) if seconds < 0 => format!("in {long}"),
        Some(long) => format!("{long} ago"),
    }
}

fn count(number: i64, unit: &str) -> String {
    if number == 1 { format!("1 {unit}") } else { format!("{number} {unit}s") }
}

/// The day in the person's time zone: "3 May 2026". In a page it stands as [`Day`], which tells the rest.
pub fn day(at: Timestamp) -> String {
    day_of(local(at))
}

/// [`day`] as a heading over what happened on it: "Today", "Yesterday", "3 May 2026".
pub fn day_heading(at: Timestamp) -> String {
    heading_at(local(at), dom::now_milliseconds())
}

/// `now` in milliseconds since the Unix epoch.
fn heading_at(at: DateTime<FixedOffset>, now: i64) -> String {
    let today = DateTime::from_timestamp_millis(now).map(|now| now.with_timezone(at.offset()).date_naive());
    match today.map(|today| (today - at.date_naive()).num_days()) {
        Some(0) => "Today".to_owned(),
        Some(1) => "Yesterday".to_owned(),
        _ => day_of(at),
    }
}

/// Hour and minute in the person's time zone: "14:02".
pub fn hour_and_minute(at: Timestamp) -> String {
    local(at).format("%H:%M").to_string()
}

/// The day in the person's time zone, as the browser's date field writes it: "2026-05-03".
pub fn date(at: Timestamp) -> String {
    local(at).format("%Y-%m-%d").to_string()
}

fn day_of(at: DateTime<FixedOffset>) -> String {
    at.format("%-d %b %Y").to_string()
}

/// The instant in UTC, and in the person's own time zone.
fn exact(at: DateTime<FixedOffset>) -> [String; 2] {
    [format!("{} UTC", date_and_time(at.to_utc())), format!("{} your time", date_and_time(at))]
}

fn date_and_time<Zone: chrono::TimeZone>(at: DateTime<Zone>) -> String
where
    Zone::Offset: std::fmt::Display,
{
    at.format("%-d %b %Y, %H:%M:%S").to_string()
}

fn local(at: Timestamp) -> DateTime<FixedOffset> {
    at.with_timezone(&zone(at))
}

/// The offset of the person's time zone at that instant.
fn zone(at: DateTime<Utc>) -> FixedOffset {
    #[expect(clippy::cast_precision_loss, reason = "a date's milliseconds fit a double")]
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.timestamp_millis() as f64));
    #[expect(clippy::cast_possible_truncation, reason = "minutes of a day")]
    let west = date.get_timezone_offset() as i32;
    FixedOffset::west_opt(west * 60).unwrap_or(chrono::Offset::fix(&Utc))
}

/// There the exact time opens to the left, so as not to leave the screen.
fn stands_in_the_right_half(element: &web_sys::Element) -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default();
    element.get_bounding_client_rect().left() > width / 2.0
}

/// How long ago or until; the exact time, in UTC and in the person's zone, shows on hover and on focus.
#[component]
pub fn Time(#[prop(into)] at: Timestamp) -> impl IntoView {
    let now = use_context::<Clock>().map_or_else(|| RwSignal::new(dom::now_milliseconds()), |clock| clock.0);
    let words = Signal::derive(move || relative(local(at), now.get()));
    view! { <TimeText at words /> }
}

/// A day in the person's time zone; the exact time shows as with [`Time`].
#[component]
pub fn Day(#[prop(into)] at: Timestamp) -> impl IntoView {
    view! { <TimeText at words=day(at) /> }
}

#[component]
fn TimeText(at: Timestamp, #[prop(into)] words: Signal<String>) -> impl IntoView {
    let id = dom::unique_id("time");
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
            <time datetime=at.to_rfc3339()>{words}</time>
            <span id=id.clone() class="tip" class:tip-end=at_end role="tooltip">
                {exact(local(at)).map(|line| view! { <span class="tip-line">{line}" "</span> }).collect_view()}
            </span>
        </span>
    }
}

/// The server's texts write a time as `2026-05-03 14:05 UTC`.
const WRITTEN: usize = "2026-05-03 14:05 UTC".len();
const ID: usize = "ten_01K9VXQ8M4T7R2N6B0C3D5F8GH".len();

/// A text of the server's, its times as [`Day`]s and ids of tenants as code.
#[component]
pub fn Sentence(#[prop(into)] text: String) -> impl IntoView {
    let piece = |piece| match piece {
        Piece::Words(words) => words.into_any(),
        Piece::Time(at) => view! { <Day at /> }.into_any(),
        Piece::Id(id) => view! { <code>{id.to_string()}</code> }.into_any(),
    };
    pieces(&text).into_iter().map(piece).collect_view()
}

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Time(Timestamp),
    Id(TenantId),
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(written) = text.get(at..) {
        match found(written) {
            Some((piece, length)) => {
                pieces.push(Piece::Words(text[from..at].to_owned()));
                pieces.push(piece);
                at += length;
                from = at;
            }
            None => match written.chars().next() {
                Some(letter) => at += letter.len_utf8(),
                None => break,
            },
        }
    }
    pieces.push(Piece::Words(text[from..].to_owned()));
    pieces.retain(|piece| *piece != Piece::Words(String::new()));
    pieces
}

/// What the text begins with, if that is no word, and how long it is.
fn found(text: &str) -> Option<(Piece, usize)> {
    let time = text.get(..WRITTEN).and_then(time_in_utc).map(|time| (Piece::Time(time), WRITTEN));
    let id = || Some((Piece::Id(text.get(..ID)?.parse().ok()?), ID));
    time.or_else(id)
}

fn time_in_utc(written: &str) -> Option<Timestamp> {
    let time = chrono::NaiveDateTime::parse_from_str(written, "%Y-%m-%d %H:%M UTC").ok()?;
    Some(time.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(seconds: i64) -> DateTime<FixedOffset> {
        DateTime::from_timestamp(seconds, 0).unwrap().fixed_offset()
    }

    #[test]
    fn ages_read_as_people_say_them() {
        let at = utc(1_763_700_000);
        let words = |seconds: i64| relative(at, at.timestamp_millis() + seconds * 1000);
        assert_eq!(words(59), "just now");
        assert_eq!(words(60), "1 minute ago");
        assert_eq!(words(2 * HOUR + 5), "2 hours ago");
        assert_eq!(words(-3 * DAY), "in 3 days");
        assert_eq!(words(29 * DAY), "29 days ago");
        assert_eq!(words(31 * DAY), "21 Nov 2025");
    }

    #[test]
    fn a_day_is_called_as_it_is_seen_from_the_present() {
        // 21 Nov 2025, 04:40 UTC.
        let at = utc(1_763_700_000);
        let heading = |hours: i64| heading_at(at, at.timestamp_millis() + hours * HOUR * 1000);
        assert_eq!(heading(19), "Today");
        assert_eq!(heading(20), "Yesterday");
        assert_eq!(heading(44), "21 Nov 2025");
        assert_eq!(heading(-24), "21 Nov 2025");
    }

    #[test]
    fn a_day_is_the_one_of_the_zone_in_which_it_is_read() {
        // The last second of 31 December 2030 in Los Angeles, Kathmandu and on Kiritimati.
        for (seconds, minutes_east) in
            [(1_925_020_799, -8 * 60), (1_924_971_299, 345), (1_924_941_599, 14 * 60)]
        {
            let zone = FixedOffset::east_opt(minutes_east * 60).unwrap();
            let end = utc(seconds).with_timezone(&zone);
            assert_eq!(day_of(end), "31 Dec 2030", "{minutes_east}");
            assert_eq!(relative(end, 0), "31 Dec 2030", "{minutes_east}");
            assert_eq!(exact(end)[1], "31 Dec 2030, 23:59:59 your time");
        }
        assert_eq!(exact(utc(1_925_020_799))[0], "1 Jan 2031, 07:59:59 UTC");
    }

    #[test]
    fn a_time_in_a_text_is_found() {
        let time = Piece::Time(DateTime::from_timestamp(1_925_020_740, 0).unwrap());
        let words = |text: &str| Piece::Words(text.to_owned());
        assert_eq!(
            pieces("Granted “Läse” until 2031-01-01 07:59 UTC"),
            [words("Granted “Läse” until "), time]
        );
        assert_eq!(pieces("é 2031-13-01 07:59 UTC"), [words("é 2031-13-01 07:59 UTC")]);
        assert_eq!(pieces(""), []);
        let tenant = TenantId::new(1, &[7; 10]);
        assert_eq!(
            pieces(&format!("Offered to Läse ({tenant})")),
            [words("Offered to Läse ("), Piece::Id(tenant), words(")")]
        );
    }
}
