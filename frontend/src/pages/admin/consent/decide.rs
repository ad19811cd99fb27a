//! The part of the consent page on which an admin chooses scopes and an end date, and allows the app.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::app::HandOver;
use wire::admin::{Allow, Allowed, Review};

use super::{on_screen::OnScreen, refuse::DeclineOrBlock, summed_up::summed_up};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::use_toaster,
        form::{ErrorSummary, Form, FormState, SideButton, SubmitButton},
        layout::use_organisation,
    },
    pages::{
        admin::{
            end_date::EndDateField,
            lost_secrets::use_lost_secrets,
            reader::use_tenant,
            scopes::{Choosing, NamesForDevelopers, ScopesByApi, scopes_of},
        },
        answered::{Answered, answered},
        end_of_day::end_of_day,
        focus::settle_focus,
    },
    route,
};

/// The scopes, the end date, and the buttons; apart from these, what blocks.
#[component]
pub fn Decide(review: Review, on_screen: OnScreen, allowed: RwSignal<Option<Allowed>>) -> impl IntoView {
    let tenant = use_tenant();
    // A sandbox shows its own publisher's apps alone.
    let blockable = !use_organisation().sandbox;
    let place = use_organisation().name;
    let (form, toaster, navigate) = (FormState::new(), use_toaster(), use_navigate());
    let lost = use_lost_secrets();
    let chosen = on_screen.chosen_of(&review);
    let ends = on_screen.ends;
    let (app, version, details_revision) = (review.app_id, review.version, review.details_revision);
    let refused = on_screen.refused(version);
    let allow = move |()| {
        let ends_at = match end_of_day(&ends.get_untracked()) {
            Ok(ends_at) => ends_at,
            Err(message) => return form.refuse("ends_at", message),
        };
        let optional_scopes = chosen.get_untracked().into_iter().collect();
        let request = Allow { version, details_revision, optional_scopes, ends_at };
        let navigate = navigate.clone();
        let then = move |answer: Answered<Allowed>| match answer {
            Answered::NotShown(allowed) => {
                if let Some(client) = &allowed.connection.client {
                    lost.note(client);
                }
                toaster.done(format!("{} is allowed.", allowed.connection.app_name));
                navigate(&route::admin::connection(tenant, allowed.connection.id), Default::default());
            }
            Answered::Shown(answer) => {
                allowed.set(Some(answer));
                settle_focus();
            }
        };
        let call = answered(api::call(api::admin::allow(tenant, app, request)));
        form.send_or(call, then, move |error| refused.run(error));
    };
    let dialogs = (RwSignal::new(false), RwSignal::new(false));
    let whole = RwSignal::new(false);
    let (hand_over, bound) = (review.hand_over, !review.egress_networks.is_empty());
    let (name, publisher, apis) = (review.name.clone(), review.publisher.name.clone(), review.apis.clone());
    let (line, named) = (summed_up(&apis), scopes_of(&apis));
    let optional = apis.iter().flat_map(|api| &api.scopes).any(|scope| !scope.required);
    view! {
        <Form state=form on_submit=allow>
            <div class="panel grid gap-6">
                <ErrorSummary />
                <div class="grid gap-1">
                    <h2>{format!("What {name} asks for")}</h2>
                    <p class="font-semibold">{line}</p>
                    <p>{format!("{name} asks to act on the data of {place} without anyone signed in.")}</p>
                    {optional
                        .then_some("Tick what you want to give beyond what is always included.")
                        .map(|words| view! { <p class="text-muted">{words}</p> })}
                </div>
                <ScopesByApi apis choosing=Choosing::Optional(chosen) asker=publisher />
                <NamesForDevelopers scopes=named />
                <div class="grid gap-6 border-t border-base-300 pt-6">
                    <EndDateField value=ends />
                    <p>
                        {move || consequence(hand_over, &place, bound, !ends.with(String::is_empty))}
                    </p>
                    <div class="decision-actions sticky-actions">
                        <SideButton on_press=move |()| dialogs.0.set(true)>"Decline…"</SideButton>
                        <SubmitButton label="Allow access" />
                    </div>
                </div>
            </div>
            <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
                <p class="min-w-0 flex-1 basis-72 text-sm text-muted">
                    "Not wanted here at all? Block the app" {blockable.then_some(", or every app of its publisher")} "."
                </p>
                <div class="decision-actions">
                    <SideButton class="btn btn-ghost" on_press=move |()| dialogs.1.set(true)>
                        <Icon symbol=Symbol::Ban />
                        "Block…"
                    </SideButton>
                    {blockable
                        .then(|| {
                            view! {
                                <SideButton class="btn btn-ghost" on_press=move |()| whole.set(true)>
                                    <Icon symbol=Symbol::Ban />
                                    "Block publisher…"
                                </SideButton>
                            }
                        })}
                </div>
            </div>
        </Form>
        <DeclineOrBlock review declining=dialogs.0 blocking=dialogs.1 whole on_screen />
    }
}

/// What allowing makes, by how the credentials reach the developer; `bound`: from some networks alone.
fn consequence(hand_over: HandOver, place: &str, bound: bool, ends: bool) -> String {
    let from = if bound { ", from the networks named above," } else { "" };
    let end = if ends { "until access ends, or until" } else { "until" };
    let much = format!("can do the above{from} {end} you disable or delete the connection");
    match hand_over {
        HandOver::AdminShares => format!(
            "If you allow this, a client ID and secret for {place} are made. Whoever holds them {much}."
        ),
        HandOver::DeveloperCollects => format!(
            "If you allow this, a client ID for {place} is made, and the app’s developer collects its secret. Whoever holds them {much}."
        ),
        HandOver::Workload => format!(
            "If you allow this, a client ID for {place} is made. There is no secret: the software named above signs in with its platform’s own identity, and {much}."
        ),
        HandOver::Keyless => format!(
            "If you allow this, a client ID for {place} is made. There is no secret: the app proves itself with a key of its own, and {much}."
        ),
    }
}
