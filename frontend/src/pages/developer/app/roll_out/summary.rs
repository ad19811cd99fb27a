//! How many tenants stand where, as a bar with its numbers beneath.

use leptos::prelude::*;
use wire::updates::{RollOut, RollOutCounts};

use super::remind::Reminding;
use crate::{
    components::{feedback::Time, layout::use_organisation},
    pages::counted::count,
};

#[component]
pub fn Summary(facts: RollOut, reminding: Reminding) -> impl IntoView {
    let may_act = use_organisation().may_act;
    let RollOut { version, published_by, published_at, note, counts, remindable, .. } = facts;
    let note = (!note.is_empty()).then(|| view! { <p class="whitespace-pre-line">{format!("“{note}”")}</p> });
    let remind = (may_act && remindable > 0).then(|| {
        let words = count(remindable as usize, "tenant", "tenants");
        let press = {
            let words = words.clone();
            move |_| reminding.all(words.clone())
        };
        view! {
            <button type="button" class="btn" on:click=press>
                {format!("Remind {words}…")}
            </button>
        }
    });
    view! {
        <div class="panel grid gap-4">
            <div class="flex flex-wrap items-start justify-between gap-4">
                <div class="grid gap-1">
                    <h2>{format!("Version {version}")}</h2>
                    <p class="text-muted">"Published " <Time at=published_at /> {format!(" by {published_by}")}</p>
                    {note}
                </div>
                {remind}
            </div>
            <Bar parts=parts(&counts) />
            <p>{words(&counts)}</p>
        </div>
    }
}

/// Each part's tone and number of tenants.
fn parts(counts: &RollOutCounts) -> [(&'static str, u32); 5] {
    [
        ("tone-positive", counts.accepted),
        ("tone-info", counts.partly),
        ("tone-caution", counts.not_now),
        ("tone-danger", counts.never),
        ("tone-neutral", counts.seen + counts.unseen),
    ]
}

/// The sentence beneath says the same in words.
#[component]
fn Bar(parts: [(&'static str, u32); 5]) -> impl IntoView {
    let all: u32 = parts.iter().map(|(_, tenants)| tenants).sum();
    let mut from = 0.0;
    let part = |(tone, tenants): (&'static str, u32)| {
        let (x, width) = (from, f64::from(tenants) * 100.0 / f64::from(all));
        from += width;
        view! { <rect class=tone x=x.to_string() y="0" width=width.to_string() height="4"></rect> }
    };
    (all > 0).then(|| {
        view! {
            <svg class="parts-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                {parts.into_iter().map(part).collect_view()}
            </svg>
        }
    })
}

/// "14 tenants: 6 accepted all, 2 in part, 2 not now, 1 never, 1 has seen it, 2 have not seen it."
fn words(counts: &RollOutCounts) -> String {
    let RollOutCounts { accepted, partly, not_now, never, seen, unseen } = *counts;
    let all = accepted + partly + not_now + never + seen + unseen;
    let have = |number: u32| if number == 1 { "has" } else { "have" };
    let some = [
        (accepted, "accepted all".to_owned()),
        (partly, "in part".to_owned()),
        (not_now, "not now".to_owned()),
        (never, "never".to_owned()),
        (seen, format!("{} seen it", have(seen))),
        (unseen, format!("{} not seen it", have(unseen))),
    ];
    let some = some.into_iter().filter(|(number, _)| *number > 0);
    let some = some.map(|(number, words)| format!("{number} {words}")).collect::<Vec<_>>().join(", ");
    let all = count(all as usize, "tenant", "tenants");
    if some.is_empty() { format!("{all} so far.") } else { format!("{all}: {some}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_someone_stands_is_named() {
        let none = RollOutCounts { accepted: 0, partly: 0, not_now: 0, never: 0, seen: 0, unseen: 0 };
        assert_eq!(words(&none), "0 tenants so far.");
        let some = RollOutCounts { accepted: 6, never: 1, seen: 1, unseen: 2, ..none };
        assert_eq!(words(&some), "10 tenants: 6 accepted all, 1 never, 1 has seen it, 2 have not seen it.");
    }
}
