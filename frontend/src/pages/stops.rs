//! The stops of a connection in words: which of the six, who, when, why, and whom to ask.

use leptos::prelude::*;
use model::{
    connection::{StateName, StoppedBy},
    ids::PersonId,
};
use wire::stops::{Stop, Suspension};

use crate::{
    components::{
        Symbol,
        feedback::{Badge, Banner, Day, StateBadge, Tone},
        outside::ContactLink,
    },
    session::use_session,
};

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Admin,
    Developer,
}

/// `mine`: the reader did it.
const fn badge(by: StoppedBy, side: Side, mine: bool) -> (Tone, Symbol, &'static str) {
    match (by, side) {
        (StoppedBy::Tenant, Side::Admin) => (Tone::Caution, Symbol::Pause, "Disabled"),
        (StoppedBy::Tenant, Side::Developer) => (Tone::Caution, Symbol::Pause, "Disabled by the tenant"),
        (StoppedBy::Developer, Side::Admin) => (Tone::Caution, Symbol::Pause, "Paused by its developer"),
        (StoppedBy::Developer, Side::Developer) if mine => (Tone::Caution, Symbol::Pause, "Disabled by you"),
        (StoppedBy::Developer, Side::Developer) => (Tone::Caution, Symbol::Pause, "Disabled by your team"),
        (StoppedBy::Platform, _) => (Tone::Caution, Symbol::Ban, "Suspended by the platform"),
        (StoppedBy::EndDate, _) => (Tone::Caution, Symbol::Clock, "Ended"),
        (StoppedBy::LeakedSecret, _) => (Tone::Danger, Symbol::Alert, "Secret leaked"),
        (StoppedBy::EndedSecret, _) => (Tone::Caution, Symbol::Clock, "Secret ended"),
    }
}

/// A connection's state; where it is stopped, a badge for each stop.
#[component]
pub fn ConnectionBadge(state: StateName, stops: Vec<Stop>, side: Side) -> impl IntoView {
    if stops.is_empty() {
        return view! { <StateBadge state /> }.into_any();
    }
    let me = use_session().me().map(|me| me.id);
    let one = |stop: Stop| {
        let (tone, symbol, words) = badge(stop.by, side, is_by(&stop, me));
        view! {
            <Badge tone symbol>
                {words}
            </Badge>
        }
    };
    view! { <span class="flex flex-wrap gap-1">{stops.into_iter().map(one).collect_view()}</span> }.into_any()
}

/// What stops it, within a sentence: "paused by its developer, secret leaked"; none where nothing does.
pub fn stopped_by<'a>(stops: impl IntoIterator<Item = &'a Stop>, side: Side) -> Option<String> {
    let words: Vec<_> = stops.into_iter().map(|stop| badge(stop.by, side, false).2.to_lowercase()).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// What stops it besides this stop, as [`stopped_by`] says it.
pub fn stopped_besides(stops: &[Stop], by: StoppedBy, side: Side) -> Option<String> {
    stopped_by(stops.iter().filter(|stop| stop.by != by), side)
}

/// What stands before the day on which access ends.
pub fn end_label(stops: &[Stop]) -> &'static str {
    if stops.iter().any(|stop| stop.by == StoppedBy::EndDate) { "Access ended" } else { "Access ends" }
}

/// A connection's state in a list; where it is stopped, a line for each stop: its badge, who, when and why.
#[component]
pub fn ConnectionStanding(
    state: StateName,
    stops: Vec<Stop>,
    side: Side,
    me: Option<PersonId>,
) -> impl IntoView {
    if stops.is_empty() {
        return view! { <StateBadge state /> }.into_any();
    }
    let line = move |stop: Stop| {
        let (tone, symbol, words) = badge(stop.by, side, is_by(&stop, me));
        let reason = stop.reason.clone();
        let reason = reason.map(|reason| view! { <p class="text-sm text-muted">{format!("“{reason}”")}</p> });
        view! {
            <li class="flex flex-wrap items-center gap-x-2">
                <Badge tone symbol>
                    {words}
                </Badge>
                <StopRemarks stops=vec![stop] me />
                {reason}
            </li>
        }
    };
    view! { <ul class="grid gap-2" role="list">{stops.into_iter().map(line).collect_view()}</ul> }.into_any()
}

/// Who and when, beside the badge in a list.
#[component]
pub fn StopRemarks(stops: Vec<Stop>, me: Option<PersonId>) -> impl IntoView {
    let remark = move |stop: Stop| {
        let platform = (stop.by == StoppedBy::Platform).then(|| "the platform".to_owned());
        let ended = stop.by == StoppedBy::EndDate;
        let words = |who| if ended { format!("As {who} set it") } else { format!("By {who}") };
        let who = whom(&stop, me).or(platform).map(words);
        let between = (who.is_some() && stop.at.is_some()).then_some(", ");
        view! {
            <p class="text-sm text-muted">{who} {between} {stop.at.map(|at| view! { <Day at /> })}</p>
        }
    };
    let told = stops.into_iter().filter(|stop| stop.who.is_some() || stop.at.is_some());
    told.map(remark).collect_view()
}

fn is_by(stop: &Stop, person: Option<PersonId>) -> bool {
    stop.person_id.is_some() && stop.person_id == person
}

/// "you", or the name.
fn whom(stop: &Stop, me: Option<PersonId>) -> Option<String> {
    if is_by(stop, me) { Some("you".to_owned()) } else { stop.who.clone() }
}

/// What stands before the day, and what after the reason.
#[derive(Debug, PartialEq, Eq)]
struct Words {
    before: String,
    after: String,
}

fn words(stop: &Stop, side: Side, me: Option<PersonId>, other: &str) -> Words {
    let who = |unknown: &str| whom(stop, me).unwrap_or_else(|| unknown.to_owned());
    let (before, after) = match (stop.by, side) {
        (StoppedBy::Tenant, Side::Admin) => {
            let after = "It comes back when an admin restores it.".to_owned();
            (format!("Disabled by {}", who("your organisation")), after)
        }
        (StoppedBy::Tenant, Side::Developer) => {
            (format!("Disabled by {}", who(other)), "Only its admins can restore it.".to_owned())
        }
        (StoppedBy::Developer, Side::Admin) => {
            (format!("Paused by {}", who(other)), "It comes back when they resume it.".to_owned())
        }
        (StoppedBy::Developer, Side::Developer) => (
            format!("Disabled by {}", who("your team")),
            "It comes back when your team restores it.".to_owned(),
        ),
        (StoppedBy::Platform, _) => (
            "Suspended".to_owned(),
            "That holds at every tenant until the platform restores the app.".to_owned(),
        ),
        (StoppedBy::EndDate, Side::Admin) => {
            ("Ended".to_owned(), format!("That is the end date that {} set.", who("your organisation")))
        }
        (StoppedBy::EndDate, Side::Developer) => (
            "Ended".to_owned(),
            format!("That is the end date that {other} set. Ask its admins.", other = who(other)),
        ),
        (StoppedBy::LeakedSecret, Side::Admin) => (
            "Reported as leaked".to_owned(),
            "The secret no longer works: the app needs a new one.".to_owned(),
        ),
        (StoppedBy::LeakedSecret, Side::Developer) => (
            "Reported as leaked".to_owned(),
            format!(
                "The secret no longer works. Ask the admins of {other} to regenerate it, and find out where it leaked."
            ),
        ),
        (StoppedBy::EndedSecret, Side::Admin) => (
            "Its secret ended".to_owned(),
            "It was as old as your organisation lets secrets become: the app needs a new one.".to_owned(),
        ),
        (StoppedBy::EndedSecret, Side::Developer) => (
            "Its secret ended".to_owned(),
            format!(
                "It was as old as {other} lets secrets become. Ask its admins to regenerate it, and put the new one in place."
            ),
        ),
    };
    Words { before, after }
}

/// A stop on top of the connection's page; the children are the way out of it.
#[component]
pub fn StopBanner(
    stop: Stop,
    side: Side,
    me: Option<PersonId>,
    /// The other organisation's name: the publisher's for an admin, the tenant's for a developer.
    #[prop(into)]
    other: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (tone, _, title) = badge(stop.by, side, is_by(&stop, me));
    let Words { before, after } = words(&stop, side, me, &other);
    let asked = stop.by == StoppedBy::Platform || stop.ask.is_some();
    view! {
        <Banner tone title>
            <div class="flex flex-wrap items-center justify-between gap-3">
                <div class="grid min-w-0 flex-1 basis-72 gap-1">
                    <p>{before} {stop.at.map(|at| view! { " on " <Day at /> })} "."</p>
                    {stop.reason.map(|reason| view! { <p class="whitespace-pre-line">{format!("“{reason}”")}</p> })}
                    <p>{after} {asked.then(|| view! { " " <Questions ask=stop.ask /> })}</p>
                </div>
                {children.map(|way_out| way_out())}
            </div>
        </Banner>
    }
}

/// The platform's hold over an app, for its developers.
#[component]
pub fn SuspensionWords(suspension: Option<Suspension>) -> impl IntoView {
    let (at, reason, ask) = match suspension {
        Some(Suspension { at, reason, ask, .. }) => (Some(at), Some(reason), ask),
        None => (None, None, None),
    };
    view! {
        <div class="grid gap-1">
            <p>"Suspended" {at.map(|at| view! { " on " <Day at /> })} "."</p>
            {reason
                .filter(|reason| !reason.is_empty())
                .map(|reason| view! { <p class="whitespace-pre-line">{format!("“{reason}”")}</p> })}
            <p>"No tenant can allow this app, and its connections get no access tokens. " <Questions ask /></p>
        </div>
    }
}

/// Whom to ask, as a link.
#[component]
fn Questions(#[prop(optional_no_strip)] ask: Option<String>) -> impl IntoView {
    match ask {
        Some(contact) => view! { "Questions: " <ContactLink contact /> }.into_any(),
        None => "Ask the platform’s operator.".into_any(),
    }
}

#[cfg(test)]
mod tests {
    use model::app::AppState;

    use super::*;
    use crate::pages::badges::app_state;

    fn stop(by: StoppedBy, who: Option<&str>, person: Option<PersonId>) -> Stop {
        Stop { by, at: None, who: who.map(str::to_owned), person_id: person, reason: None, ask: None }
    }

    #[test]
    fn each_stop_has_words_of_its_own() {
        for side in [Side::Admin, Side::Developer] {
            let badges: Vec<_> = StoppedBy::ALL.iter().map(|by| badge(*by, side, true).2).collect();
            let mut others = badges.clone();
            others.sort_unstable();
            others.dedup();
            assert_eq!(others.len(), badges.len(), "{badges:?}");
        }
    }

    #[test]
    fn a_suspension_has_one_tone() {
        for side in [Side::Admin, Side::Developer] {
            let (of_app, ..) = app_state(AppState::Suspended);
            assert_eq!(badge(StoppedBy::Platform, side, false).0, of_app);
        }
    }

    #[test]
    fn what_stays_when_one_stop_is_lifted_is_said() {
        let stops = [StoppedBy::Tenant, StoppedBy::Developer, StoppedBy::LeakedSecret];
        let stops = stops.map(|by| stop(by, None, None));
        let besides = |stops: &[Stop], by| stopped_besides(stops, by, Side::Admin);
        assert_eq!(
            besides(&stops, StoppedBy::Tenant).as_deref(),
            Some("paused by its developer, secret leaked")
        );
        assert_eq!(besides(&stops[..1], StoppedBy::Tenant), None);
        assert_eq!(
            stopped_besides(&stops[..2], StoppedBy::Tenant, Side::Developer).as_deref(),
            Some("disabled by your team")
        );
        assert_eq!(stopped_by(&stops[2..], Side::Developer).as_deref(), Some("secret leaked"));
    }

    #[test]
    fn access_that_has_ended_is_said_to_have() {
        assert_eq!(end_label(&[stop(StoppedBy::Tenant, None, None)]), "Access ends");
        assert_eq!(end_label(&[stop(StoppedBy::EndDate, None, None)]), "Access ended");
    }

    #[test]
    fn the_reader_is_you_and_others_have_names() {
        let (me, other) = (PersonId::new(1, &[1; 10]), PersonId::new(2, &[2; 10]));
        let before = |stop: &Stop, side| words(stop, side, Some(me), "BrightBill").before;
        let own = stop(StoppedBy::Tenant, Some("Dana Reyes"), Some(me));
        assert_eq!(before(&own, Side::Admin), "Disabled by you");
        let colleague = stop(StoppedBy::Tenant, Some("Sam Ode"), Some(other));
        assert_eq!(before(&colleague, Side::Admin), "Disabled by Sam Ode");
        // Before it was kept who did it.
        assert_eq!(
            before(&stop(StoppedBy::Tenant, None, None), Side::Admin),
            "Disabled by your organisation"
        );
        let developer = stop(StoppedBy::Developer, Some("BrightBill"), None);
        assert_eq!(before(&developer, Side::Admin), "Paused by BrightBill");
        let own = stop(StoppedBy::Developer, Some("Dana Reyes"), Some(me));
        assert_eq!(before(&own, Side::Developer), "Disabled by you");
        assert_eq!(badge(own.by, Side::Developer, is_by(&own, Some(me))).2, "Disabled by you");
        assert_eq!(badge(own.by, Side::Developer, is_by(&own, Some(other))).2, "Disabled by your team");
        let unknown = stop(StoppedBy::Developer, None, None);
        assert_eq!(before(&unknown, Side::Developer), "Disabled by your team");
        let ended = stop(StoppedBy::EndDate, Some("Dana Reyes"), Some(me));
        assert_eq!(words(&ended, Side::Admin, Some(me), "").after, "That is the end date that you set.");
    }
}
