//! What a history is filtered by: fields that set it, and a chip for each filter, which takes it off.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wire::activity::{ActionGroup, Activity, HistoryFilter};

use crate::{
    components::{Icon, Symbol, layout::use_organisation, list::Listing},
    dom,
    session::Portal,
};

/// The kinds of actions that a portal's histories have.
const fn groups(portal: Portal) -> &'static [ActionGroup] {
    use ActionGroup::{
        Apps, Catalogue, Connections, Credentials, Installation, Organisations, People, SignIns, Webhooks,
    };
    match portal {
        Portal::Admin | Portal::Developer => {
            &[Connections, Apps, Credentials, People, SignIns, Webhooks, Organisations]
        }
        Portal::Operator => &[Organisations, Apps, Catalogue, People, SignIns, Credentials, Installation],
    }
}

const fn words(group: ActionGroup) -> &'static str {
    match group {
        ActionGroup::Connections => "Connections",
        ActionGroup::Apps => "Apps and versions",
        ActionGroup::Credentials => "Credentials and secrets",
        ActionGroup::People => "People and invitations",
        ActionGroup::SignIns => "Sign-ins",
        ActionGroup::Webhooks => "Webhooks",
        ActionGroup::Organisations => "Organisations",
        ActionGroup::Catalogue => "APIs, scopes and issuers",
        ActionGroup::Installation => "Keys and restored databases",
    }
}

/// Above a history: what it shows, and what it may show.
#[component]
pub fn ActivityFilters(list: Listing<Activity>) -> impl IntoView {
    view! {
        <div class="filters">
            <Kind list />
            <DayField list end=End::First />
            <DayField list end=End::Last />
        </div>
        <Applied list />
    }
}

#[component]
fn Kind(list: Listing<Activity>) -> impl IntoView {
    let id = dom::unique_id("kind");
    let groups = groups(use_organisation().portal());
    let option = move |group: &ActionGroup| {
        let group = *group;
        view! {
            <option value=group.as_str() prop:selected=move || list.filter().action == Some(group)>
                {words(group)}
            </option>
        }
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>"What was done"</label>
            <select
                class="select"
                id=id
                on:change=move |event| {
                    let chosen = event_target_value(&event).parse().ok();
                    list.filter_by(|filter| filter.action = chosen);
                }
            >
                <option value="" prop:selected=move || list.filter().action.is_none()>"Everything"</option>
                {groups.iter().map(option).collect_view()}
            </select>
        </div>
    }
}

/// An end of the days that a history shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Last,
}

impl End {
    fn day(self, filter: HistoryFilter) -> String {
        let day = match self {
            Self::First => filter.from,
            Self::Last => filter.to,
        };
        day.unwrap_or_default()
    }

    fn put(self, filter: &mut HistoryFilter, day: Option<String>) {
        match self {
            Self::First => filter.from = day,
            Self::Last => filter.to = day,
        }
    }
}

/// A day in UTC, as the browser's date field writes it.
#[component]
fn DayField(list: Listing<Activity>, end: End) -> impl IntoView {
    let id = dom::unique_id("day");
    let label = match end {
        End::First => "From (UTC)",
        End::Last => "To (UTC)",
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <input
                class="input"
                type="date"
                id=id
                prop:value=move || end.day(list.filter())
                on:change=move |event| {
                    let day = Some(event_target_value(&event)).filter(|day| !day.is_empty());
                    list.filter_by(|filter| end.put(filter, day));
                }
            />
        </div>
    }
}

/// A filter in words, and what is left without it.
type Chip = (String, HistoryFilter);

fn chips(filter: &HistoryFilter, entries: &[Activity]) -> Vec<Chip> {
    let all = || filter.clone();
    let chips = [
        filter.action.map(|group| (words(group).to_owned(), HistoryFilter { action: None, ..all() })),
        filter.person.map(|person| {
            let entry = entries.iter().find(|entry| entry.actor_id == Some(person));
            let name = entry.map_or_else(|| person.to_string(), |entry| entry.actor.clone());
            (format!("By {name}"), HistoryFilter { person: None, ..all() })
        }),
        filter.app.map(|app| {
            let of_app = |entry: &&Activity| entry.app_id == Some(app) && names_its_app(entry);
            let entry = entries.iter().find(of_app);
            let name = entry.map_or_else(|| app.to_string(), |entry| entry.object_name.clone());
            (format!("App: {name}"), HistoryFilter { app: None, ..all() })
        }),
        filter.from.clone().map(|day| (format!("From {day}"), HistoryFilter { from: None, ..all() })),
        filter.to.clone().map(|day| (format!("To {day}"), HistoryFilter { to: None, ..all() })),
    ];
    chips.into_iter().flatten().collect()
}

/// Whether the thing that an entry names is the app, or a connection, which is called as its app.
fn names_its_app(entry: &Activity) -> bool {
    entry.object.starts_with("app_") || entry.object.starts_with("con_")
}

/// A chip for each filter, and one that takes all of them off.
#[component]
fn Applied(list: Listing<Activity>) -> impl IntoView {
    let path = use_location().pathname;
    let applied = Memo::new(move |_| chips(&list.filter(), &list.items()));
    let chip = move |(name, rest): Chip| {
        let address = move || list.filtered_address(&path.get(), rest.clone());
        view! {
            <li>
                <a class="chip chip-applied" href=address aria-label=format!("Remove the filter {name}")>
                    {name.clone()}
                    <Icon symbol=Symbol::Close />
                </a>
            </li>
        }
    };
    let none = move || list.filtered_address(&path.get(), HistoryFilter::default());
    view! {
        <Show when=move || applied.with(|chips| !chips.is_empty())>
            <ul class="chips" role="list" aria-label="Filters">
                {move || applied.get().into_iter().map(chip).collect_view()}
                <li>
                    <a class="chip" href=none>"Clear all"</a>
                </li>
            </ul>
        </Show>
    }
}

/// Of an entry: links to what the same person did, and to what was done about the same app.
#[component]
pub fn Similar(list: Listing<Activity>, entry: Activity) -> impl IntoView {
    let path = use_location().pathname;
    let link = move |filter: HistoryFilter, words: &'static str| {
        let address = move || list.filtered_address(&path.get(), filter.clone());
        view! { <a class="link" href=address>{words}</a> }
    };
    let person = entry.actor_id.map(|person| {
        move || {
            let filter = list.filter();
            (filter.person != Some(person))
                .then(|| link(HistoryFilter { person: Some(person), ..filter }, "Only this person"))
        }
    });
    let app = entry.app_id.map(|app| {
        move || {
            let filter = list.filter();
            (filter.app != Some(app))
                .then(|| link(HistoryFilter { app: Some(app), ..filter }, "Only this app"))
        }
    });
    view! {
        {person}
        {app}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_filter_has_a_chip_that_leaves_the_others() {
        let filter = HistoryFilter {
            action: Some(ActionGroup::People),
            from: Some("2026-05-03".into()),
            ..HistoryFilter::default()
        };
        let names: Vec<_> = chips(&filter, &[]).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["People and invitations", "From 2026-05-03"]);
        let rest: Vec<_> = chips(&filter, &[]).into_iter().map(|(_, rest)| chips(&rest, &[]).len()).collect();
        assert_eq!(rest, [1, 1]);
        assert!(chips(&HistoryFilter::default(), &[]).is_empty());
    }
}
