//! A short history: one line an entry, under the day on which it happened.

use leptos::prelude::*;
use wire::activity::Activity;

use super::activity::{MoreOfIt, WhatHappened};
use crate::components::feedback::{Day, day_heading, hour_and_minute};

/// Entries, newest first, grouped by day; a click on a line shows the rest of it.
#[component]
pub fn ActivityByDay(entries: Vec<Activity>) -> impl IntoView {
    let day = |(heading, entries): (String, Vec<Activity>)| {
        view! {
            <h3 class="day-heading">{heading}</h3>
            <ul role="list">{entries.into_iter().map(|entry| view! { <Line entry /> }).collect_view()}</ul>
        }
    };
    let days = by_day(entries, |entry| day_heading(entry.at));
    view! { <div class="entries days">{days.into_iter().map(day).collect_view()}</div> }
}

/// Neighbours of one day, under its heading.
fn by_day<T>(entries: Vec<T>, heading: impl Fn(&T) -> String) -> Vec<(String, Vec<T>)> {
    let mut days: Vec<(String, Vec<T>)> = Vec::new();
    for entry in entries {
        let day = heading(&entry);
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, of_day)) => of_day.push(entry),
            None => days.push((day, vec![entry])),
        }
    }
    days
}

#[component]
fn Line(entry: Activity) -> impl IntoView {
    let at = entry.at;
    view! {
        <li>
            <details class="day-entry">
                <summary>
                    <time class="day-time" datetime=at.to_rfc3339()>{hour_and_minute(at)}</time>
                    <span><WhatHappened entry=entry.clone() /></span>
                </summary>
                <div class="grid gap-1">
                    <MoreOfIt entry />
                    <p class="text-sm text-muted"><Day at />{format!(", {}", hour_and_minute(at))}</p>
                </div>
            </details>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_day_stand_together() {
        let days = by_day(vec!["b2", "b1", "a2"], |entry| entry[..1].to_owned());
        assert_eq!(days, [("b".to_owned(), vec!["b2", "b1"]), ("a".to_owned(), vec!["a2"])]);
        assert!(by_day(Vec::<&str>::new(), |entry| (*entry).to_owned()).is_empty());
    }
}
