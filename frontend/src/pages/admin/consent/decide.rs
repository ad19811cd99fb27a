use std::collections::BTreeSet;

use chrono::DateTime;
use leptos::prelude::*;
use model::{Timestamp, app::HandOver};
use wire::admin::{Allow, Allowed, Review};

use super::{OnScreen, Outcome, outcome, refuse::Refusals};
use crate::{
    api,
    components::{
        Icon, Symbol,
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::use_organisation,
    },
    dom,
    pages::admin::{
        parts::use_tenant,
        scopes::{Choosing, Chosen, ScopesByApi},
    },
};

/// The scopes, the end date, and the buttons.
#[component]
pub fn Decide(review: Review, on_screen: OnScreen, allowed: RwSignal<Option<Allowed>>) -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation().name;
    let form = FormState::new();
    let chosen: Chosen = RwSignal::new(BTreeSet::new());
    let ends = RwSignal::new(String::new());
    let (app, version) = (review.app_id, review.version);
    let allow = move |()| {
        let ends_at = match end_of_day(&ends.get_untracked()) {
            Ok(ends_at) => ends_at,
            Err(message) => return form.refuse("ends_at", message),
        };
        let optional_scopes = chosen.get_untracked().into_iter().collect();
        let request = Allow { version, optional_scopes, ends_at };
        form.send(async move { outcome(api::admin::allow(tenant, app, request).await) }, move |answer| {
            match answer {
                Outcome::Done(answer) => {
                    allowed.set(Some(answer));
                    crate::pages::parts::settle_focus();
                }
                Outcome::Changed => on_screen.renew(version),
            }
        });
    };
    let refusing = (RwSignal::new(false), RwSignal::new(false));
    let (name, publisher, apis) = (review.name.clone(), review.publisher.name.clone(), review.apis.clone());
    let optional = apis.iter().flat_map(|api| &api.scopes).any(|scope| !scope.required);
    view! {
        <Form state=form on_submit=allow>
            <div class="panel grid gap-6">
                <ErrorSummary />
                <div class="grid gap-1">
                    <h2>{format!("What {name} asks for")}</h2>
                    <p>{format!("{name} asks to act on {place}’s data without anyone signed in.")}</p>
                    {optional
                        .then_some("Tick what you want to give beyond what is always included.")
                        .map(|words| view! { <p class="text-muted">{words}</p> })}
                </div>
                <ScopesByApi apis choosing=Choosing::Optional(chosen) asker=publisher />
                <div class="grid gap-6 border-t border-base-300 pt-6">
                    <TextField
                        name="ends_at"
                        label="Access ends on"
                        value=ends
                        kind="date"
                        optional=true
                        hint="At the end of that day in your time zone. Without a date, access lasts until you end it."
                    />
                    <p>
                        {consequence(review.hand_over, &place)}
                    </p>
                    <div class="flex flex-wrap items-center justify-end gap-3">
                        <button type="button" class="btn btn-ghost me-auto" on:click=move |_| refusing.1.set(true)>
                            <Icon symbol=Symbol::Ban />
                            "Block…"
                        </button>
                        <button type="button" class="btn" on:click=move |_| refusing.0.set(true)>
                            "Decline…"
                        </button>
                        <SubmitButton label="Allow access" />
                    </div>
                </div>
            </div>
        </Form>
        <Refusals review declining=refusing.0 blocking=refusing.1 on_screen />
    }
}

/// What allowing makes, by how the credentials reach the developer.
fn consequence(hand_over: HandOver, place: &str) -> String {
    match hand_over {
        HandOver::AdminShares => format!(
            "If you allow this, a client ID and secret for {place} are made. Whoever holds them can do the above until you disable or delete the connection."
        ),
        HandOver::DeveloperCollects => format!(
            "If you allow this, a client ID for {place} is made, and the app’s developer collects its secret. Whoever holds them can do the above until you disable or delete the connection."
        ),
        HandOver::Keyless => format!(
            "If you allow this, a client ID for {place} is made. There is no secret: the app proves itself with a key of its own, and can do the above until you disable or delete the connection."
        ),
    }
}

/// The last second of a day as the date field writes it, in the person's time zone.
fn end_of_day(date: &str) -> Result<Option<Timestamp>, &'static str> {
    if date.is_empty() {
        return Ok(None);
    }
    let milliseconds = js_sys::Date::parse(&format!("{date}T23:59:59"));
    #[allow(clippy::cast_possible_truncation, reason = "whole milliseconds of a date")]
    let milliseconds = if milliseconds.is_finite() { milliseconds as i64 } else { i64::MAX };
    let end = DateTime::from_timestamp_millis(milliseconds).ok_or("Write a date, such as 31/12/2030.")?;
    if milliseconds <= dom::now_milliseconds() {
        return Err("Choose today or a later day.");
    }
    Ok(Some(end))
}
