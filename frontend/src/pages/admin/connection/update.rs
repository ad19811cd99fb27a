//! The page on which an admin reviews a newer version of a connected app.

use std::{cmp::Reverse, collections::BTreeSet};

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::{connection::PausedBy, ids::ConnectionId, scope::ScopeName};
use wire::admin::{Accept, Connection as Facts, Review, ReviewedApi, ReviewedScope};

use super::on_screen::above;
use crate::{
    api::{self, ApiError},
    components::{
        feedback::{Banner, Tone, use_toaster},
        form::{ErrorSummary, Form, FormState, SubmitButton},
        layout::{Definitions, PageHeader, Term, use_organisation},
        list::{Loaded, Loader},
    },
    pages::{
        admin::{
            consent::{About, OnScreen, OtherDetails, Replaced},
            reader::{AskAdmin, use_tenant},
            scopes::{Choosing, ScopeItem, ScopesByApi},
        },
        focus::settle_focus,
        limits::networks_words,
        parameter::use_parameter,
    },
    route,
};

/// The review of a newer version of a connected app.
#[component]
pub fn Update() -> impl IntoView {
    let id = use_parameter::<ConnectionId>("connection");
    // What was chosen for one app is nothing for another.
    move || view! { <UpdateOf connection=id() /> }
}

#[component]
fn UpdateOf(connection: Result<ConnectionId, ApiError>) -> impl IntoView {
    let tenant = use_tenant();
    // Both at once: what is ticked is drawn again only once.
    let found = Loader::new(move || {
        let connection = connection.clone();
        async move {
            let connection = connection?;
            let facts = api::call(api::admin::connection(tenant, connection)).await?;
            Ok((facts, api::call(api::admin::update_review(tenant, connection)).await?))
        }
    });
    let on_screen = OnScreen::new(Callback::new(move |()| found.reload_then(settle_focus)));
    let back = above(tenant);
    view! {
        <Loaded from=found thing="The update" back let:found>
            <Page facts=found.0 review=found.1 on_screen />
        </Loaded>
    }
}

#[component]
fn Page(facts: Facts, review: Review, on_screen: OnScreen) -> impl IntoView {
    let tenant = use_tenant();
    let connection = route::admin::connection(tenant, facts.id);
    let back = (connection.clone(), facts.app_name.clone());
    let newer = review.version > facts.version;
    let accepted = facts.egress_networks.clone();
    let lead = if newer {
        format!("Version {} is allowed. Version {} waits for review.", facts.version, review.version)
    } else {
        format!("Version {} is allowed, and it is the newest. There is nothing to review.", facts.version)
    };
    let suspended = facts.paused_by.contains(&PausedBy::Platform);
    let content = match (newer, use_organisation().may_act && !suspended) {
        (false, _) => view! { <a class="link" href=connection>"Back to the connection"</a> }.into_any(),
        (true, true) => view! { <Choices facts review=review.clone() on_screen /> }.into_any(),
        (true, false) => {
            let held = held(&facts);
            let apis = new_first(review.apis.clone(), &held);
            view! {
                <div class="panel grid gap-6">
                    <h2>{asked_for(&review)}</h2>
                    <ScopesByApi apis choosing=Choosing::Shown asker=review.publisher.name.clone() held />
                </div>
                {if suspended {
                    view! { <Suspended name=review.name.clone() /> }.into_any()
                } else {
                    view! { <AskAdmin to="accept this update" /> }.into_any()
                }}
            }
            .into_any()
        }
    };
    view! {
        <PageHeader title=format!("Update of {}", review.name) lead back />
        <div class="grid gap-6">
            <Replaced version=review.version name=review.name.clone() on_screen />
            <OtherDetails on_screen />
            {newer.then(|| view! { <About review=review.clone() /> })}
            {(newer && accepted != review.egress_networks)
                .then(|| {
                    let offered = review.egress_networks.clone();
                    view! { <OtherNetworks accepted offered name=review.name.clone() /> }
                })}
            {content}
        </div>
    }
}

fn asked_for(review: &Review) -> String {
    format!("What {} asks for in version {}", review.name, review.version)
}

/// Why there is nothing to press.
#[component]
fn Suspended(name: String) -> impl IntoView {
    view! {
        <Banner tone=Tone::Caution title=format!("The platform has suspended {name}")>
            "This update can be accepted when the platform has restored the app."
        </Banner>
    }
}

/// Tells that requests would come from elsewhere: the old networks above the new ones.
#[component]
fn OtherNetworks(accepted: Vec<String>, offered: Vec<String>, name: String) -> impl IntoView {
    let label = if use_organisation().may_act { "Once you accept" } else { "Once an admin accepts" };
    view! {
        <Banner tone=Tone::Caution title=format!("{name} changes where its requests come from")>
            <Definitions>
                <Term label="Now">{networks_words(&accepted)}</Term>
                <Term label>{networks_words(&offered)}</Term>
            </Definitions>
        </Banner>
    }
}

fn granted(facts: &Facts) -> impl Iterator<Item = &ReviewedScope> {
    facts.granted.iter().flat_map(|api| &api.scopes)
}

fn held(facts: &Facts) -> BTreeSet<ScopeName> {
    granted(facts).map(|scope| scope.name.clone()).collect()
}

/// What is new stands first, and what needs the most care before the rest.
fn new_first(mut apis: Vec<ReviewedApi>, held: &BTreeSet<ScopeName>) -> Vec<ReviewedApi> {
    for api in &mut apis {
        api.scopes.sort_by_key(|scope| (held.contains(&scope.name), Reverse(scope.sensitivity)));
    }
    apis.sort_by_key(|api| api.scopes.iter().all(|scope| held.contains(&scope.name)));
    apis
}

#[component]
fn Choices(facts: Facts, review: Review, on_screen: OnScreen) -> impl IntoView {
    let tenant = use_tenant();
    let (form, toaster, navigate) = (FormState::new(), use_toaster(), use_navigate());
    let (id, version, title) = (facts.id, review.version, asked_for(&review));
    let details_revision = review.details_revision;
    let held = held(&facts);
    // What was allowed stays allowed unless the admin takes it away.
    let chosen = on_screen.chosen_of(&review, &held);
    let refused = on_screen.refused(version);
    let asks_for =
        |name: &ScopeName| review.apis.iter().flat_map(|api| &api.scopes).any(|scope| scope.name == *name);
    let gone: Vec<_> = granted(&facts).filter(|scope| !asks_for(&scope.name)).cloned().collect();
    let apis = new_first(review.apis.clone(), &held);
    let accept = move |()| {
        let optional_scopes = chosen.get_untracked().into_iter().collect();
        let request = Accept { version, details_revision, optional_scopes };
        let navigate = navigate.clone();
        let accepted = move |facts: Facts| {
            toaster.done(format!("{} now has version {version}.", facts.app_name));
            navigate(&route::admin::connection(tenant, id), Default::default());
        };
        form.send_or(api::call(api::admin::accept(tenant, id, request)), accepted, move |error| {
            refused.run(error)
        });
    };
    view! {
        <Form state=form on_submit=accept>
            <div class="panel grid gap-6">
                <ErrorSummary />
                <h2>{title}</h2>
                <ScopesByApi apis choosing=Choosing::Optional(chosen) asker=review.publisher.name held />
                <Gone scopes=gone />
                <div class="grid gap-4 border-t border-base-300 pt-6">
                    <Banner tone=Tone::Info>
                        "The credentials stay the same. Until you accept, the app keeps what you allowed before."
                    </Banner>
                    <div class="decision-actions">
                        <a class="btn" href=route::admin::connection(tenant, id)>"Not now"</a>
                        <SubmitButton label="Accept update" />
                    </div>
                </div>
            </div>
        </Form>
    }
}

/// What the app has, and no longer asks for.
#[component]
fn Gone(scopes: Vec<ReviewedScope>) -> impl IntoView {
    (!scopes.is_empty()).then(|| {
        let item = |scope| view! { <ScopeItem scope choosing=Choosing::No refused=true asker="Before" /> };
        view! {
            <div class="grid gap-3 border-t border-base-300 pt-6">
                <h3>"No longer asked for: it ends when you accept"</h3>
                <ul class="grid gap-4" role="list">
                    {scopes.into_iter().map(item).collect_view()}
                </ul>
            </div>
        }
    })
}
