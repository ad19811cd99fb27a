//! A connection: how it stands, what it may do, its credentials, its history and its verbs.

mod actions;
mod changed_details;
mod lift;
mod on_screen;
mod standing;
mod update;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::{
    app::HandOver,
    connection::{StateName, StoppedBy},
};
use wire::{
    activity::Activity,
    admin::{Connection as Facts, IssuedCredential},
    page::{Page, PageQuery},
    stops::Stop,
};

pub use self::update::Update;
use self::{
    actions::Verbs,
    changed_details::ChangedDetails,
    lift::{Renew, Restore},
    on_screen::{OnScreen, above},
    standing::standing,
};
use super::{
    about_publisher::AboutPublisher,
    client_facts::ClientFacts,
    consent::{NotOffered, TakeUp},
    lost_secrets::LostSecret,
    reader::{AskAdmin, use_tenant},
    scopes::{Choosing, ScopeItem, ScopesByApi},
    verbs::RegenerateButton,
};
use crate::{
    api,
    components::{
        Logo,
        feedback::{Banner, Day, Time, Tone},
        layout::{Definitions, IdentifierTerm, PageHeader, Section, Term, use_organisation},
        list::{EmptyState, Loaded, Loader},
    },
    pages::{
        activity::ActivityEntry,
        focus::settle_focus,
        issued::Issued,
        limits::networks_words,
        parameter::load_named,
        stops::{ConnectionBadge, Side, StopBanner, end_label},
    },
    route,
    session::use_session,
};

#[component]
pub fn Connection() -> impl IntoView {
    let tenant = use_tenant();
    let facts = load_named("connection", move |id| api::call(api::admin::connection(tenant, id)));
    let history = load_named("connection", move |id| {
        let query = PageQuery { limit: Some(10), ..PageQuery::default() };
        api::call(api::admin::connection_activity(tenant, id, query))
    });
    let on_screen = OnScreen::new(facts, history);
    let back = above(tenant);
    view! {
        <Loaded from=facts thing="The connection" back let:facts>
            {move || match on_screen.issued.get() {
                Some(issued) => view! { <NewSecret facts=facts.clone() issued on_screen /> }.into_any(),
                None => view! { <FactSheet facts=facts.clone() on_screen /> }.into_any(),
            }}
        </Loaded>
    }
}

/// What stops it, each with the way out where this side has one.
#[component]
fn Stops(facts: Facts, on_screen: OnScreen, regenerating: RwSignal<bool>) -> impl IntoView {
    let may_act = use_organisation().may_act;
    let me = use_session().me().map(|me| me.id);
    let banner = |stop: Stop| {
        let way_out = match stop.by {
            StoppedBy::Tenant if may_act => {
                Some(view! { <Restore facts=facts.clone() on_screen /> }.into_any())
            }
            StoppedBy::EndDate if may_act => {
                Some(view! { <Renew facts=facts.clone() on_screen /> }.into_any())
            }
            StoppedBy::LeakedSecret if may_act => {
                Some(view! { <RegenerateButton regenerating /> }.into_any())
            }
            _ => None,
        };
        view! {
            <StopBanner stop side=Side::Admin me other=facts.publisher.name.clone()>
                {way_out}
            </StopBanner>
        }
    };
    facts.stops.iter().cloned().map(banner).collect_view()
}

#[component]
fn FactSheet(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let tenant = use_tenant();
    let may_act = use_organisation().may_act;
    let lead = standing(&facts);
    let (state, stops) = (facts.state, facts.stops.clone());
    let back = above(tenant);
    let regenerating = RwSignal::new(false);
    let client = facts.client.clone().map(|client| {
        view! {
            <Section title="Credentials" lead=credentials_lead(facts.hand_over)>
                <div class="panel">
                    <ClientFacts client />
                </div>
            </Section>
        }
    });
    let lost = facts.client.clone().map(|client| {
        view! {
            <LostSecret client>
                {may_act.then(|| view! { <RegenerateButton regenerating /> })}
            </LostSecret>
        }
    });
    view! {
        <PageHeader title=facts.app_name.clone() lead back>
            <ConnectionBadge state stops side=Side::Admin />
        </PageHeader>
        <div class="grid gap-6">
            {lost}
            <Stops facts=facts.clone() on_screen regenerating />
            <Newer facts=facts.clone() />
            <ChangedDetails facts=facts.clone() on_screen />
            <Refused facts=facts.clone() on_screen />
            <About facts=facts.clone() />
        </div>
        <Access facts=facts.clone() />
        {client}
        <History history=on_screen.history />
        {may_act.then(|| view! { <Verbs facts=facts.clone() on_screen regenerating /> })}
        {(!may_act && facts.client.is_some())
            .then(|| view! { <div class="mt-8"><AskAdmin to="change this connection" /></div> })}
    }
}

const fn credentials_lead(hand_over: HandOver) -> &'static str {
    match hand_over {
        HandOver::AdminShares => {
            "With these the app gets its tokens. The secret was shown once and is stored only as a fingerprint."
        }
        HandOver::DeveloperCollects => {
            "With these the app gets its tokens. Its developer reveals the secret once; it is stored only as a fingerprint."
        }
        HandOver::Keyless => "With these the app gets its tokens. There is no secret to share.",
    }
}

/// Tells that the app has published a newer version than this connection has.
#[component]
fn Newer(facts: Facts) -> impl IntoView {
    let connected = matches!(facts.state, StateName::Active | StateName::Paused);
    (connected && facts.latest_version > facts.version).then(|| {
        let may_act = use_organisation().may_act;
        let (who, words) = if may_act { ("your", "Review update") } else { ("an admin’s", "See update") };
        let title = format!("Version {} of {} waits for {who} review", facts.latest_version, facts.app_name);
        view! {
            <Banner tone=Tone::Info title>
                <div class="flex flex-wrap items-center justify-between gap-3">
                    <p>
                        {format!(
                            "Version {} is allowed. Nothing changes until the new one is accepted.",
                            facts.version,
                        )}
                    </p>
                    <a class="btn" href=route::admin::update(use_tenant(), facts.id)>{words}</a>
                </div>
            </Banner>
        }
    })
}

/// The reason of a decline or block, and the way back; the way to the decision where none was taken.
#[component]
fn Refused(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let tenant = use_tenant();
    let navigate = use_navigate();
    let is_admin = use_organisation().may_act;
    let may_act = is_admin && facts.on_show;
    let Facts { id, app_id, app_name, state, reason, on_show, publisher, .. } = facts;
    let verb = if state == StateName::Blocked { "blocked" } else { "declined" };
    let title = format!("{} has {verb} {app_name}", use_organisation().name);
    let consent = route::admin::consent(tenant, app_id);
    let gone = (!on_show).then(|| view! { <NotOffered name=app_name.clone() publisher /> });
    match state {
        StateName::Awaiting => view! {
            <Banner tone=Tone::Caution title=format!("{app_name} waits for a decision")>
                {gone}
                {on_show.then(|| view! { <a class="link" href=consent>{if is_admin { "Review" } else { "See" }} " what it asks for"</a> })}
            </Banner>
        }
        .into_any(),
        StateName::Declined | StateName::Blocked => view! {
            <Banner tone=Tone::Caution title>
                <div class="grid gap-3">
                    {reason.map(|reason| view! { <p>{format!("The reason that its developer reads: “{reason}”")}</p> })}
                    {gone}
                    {may_act
                        .then(|| {
                            let blocked = state == StateName::Blocked;
                            let then = move |()| {
                                on_screen.history.reload();
                                navigate(&consent, Default::default());
                            };
                            view! { <TakeUp connection=id name=app_name blocked refused=on_screen.refused() then /> }
                        })}
                </div>
            </Banner>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

#[component]
fn About(facts: Facts) -> impl IntoView {
    let connected = matches!(facts.state, StateName::Active | StateName::Paused);
    let label = end_label(&facts.stops);
    let ends = facts.ends_at.filter(|_| connected).map(|at| view! { <Term label><Day at /></Term> });
    view! {
        <div class="panel grid gap-5">
            <div class="flex items-start gap-3">
                <Logo name=facts.app_name.clone() url=facts.logo_url />
                <div class="grid min-w-0 gap-1">
                    <p>{facts.app_summary}</p>
                    <AboutPublisher
                        publisher=facts.publisher
                        website=facts.website
                        privacy_policy=facts.privacy_policy
                        support_contact=facts.support_contact
                    />
                </div>
            </div>
            <Definitions>
                <Term label="Decided">
                    <Day at=facts.decided_at />
                    {format!(", by {}, on version {}", facts.decided_by, facts.version)}
                </Term>
                {ends}
                <Term label="Its requests come from">{networks_words(&facts.egress_networks)}</Term>
                <Term label="Last changed">
                    <Time at=facts.updated_at />
                </Term>
                <IdentifierTerm label="Connection ID" value=facts.id.to_string() what="connection ID" />
                <IdentifierTerm label="App ID" value=facts.app_id.to_string() what="app ID" />
            </Definitions>
        </div>
    }
}

/// What it may do, and beneath what it asked for and did not get.
#[component]
fn Access(facts: Facts) -> impl IntoView {
    let Facts { app_name, granted, not_granted, publisher, state, stops, .. } = facts;
    let title = match state {
        StateName::Active if stops.is_empty() => format!("What {app_name} may do"),
        StateName::Active | StateName::Paused => format!("What {app_name} may do once nothing stops it"),
        // A tombstone holds no grant; its history tells what was granted.
        _ => return ().into_any(),
    };
    let asker = publisher.name.clone();
    let item =
        move |scope| view! { <ScopeItem scope choosing=Choosing::No refused=true asker=asker.clone() /> };
    let refused = (!not_granted.is_empty()).then(|| {
        view! {
            <div class="grid gap-3 border-t border-base-300 pt-6">
                <h3>"Asked for, but not allowed"</h3>
                <ul class="grid gap-4" role="list">
                    {not_granted.into_iter().map(item).collect_view()}
                </ul>
            </div>
        }
    });
    view! {
        <Section title>
            <div class="panel grid gap-6">
                <ScopesByApi apis=granted choosing=Choosing::No asker=publisher.name />
                {refused}
            </div>
        </Section>
    }
    .into_any()
}

#[component]
fn History(history: Loader<Page<Activity>>) -> impl IntoView {
    let all = route::admin::activity(use_tenant());
    let action = move || view! { <a class="link" href=all.clone()>"All activity"</a> };
    view! {
        <Section title="Recent activity" action=ViewFn::from(action)>
            <Loaded from=history headed=true let:page>
                {if page.items.is_empty() {
                    view! { <EmptyState title="Nothing has happened yet">"Each decision and change appears here."</EmptyState> }.into_any()
                } else {
                    view! {
                        <ul class="entries" role="list">
                            {page.items.into_iter().map(|entry| view! { <li><ActivityEntry entry /></li> }).collect_view()}
                        </ul>
                    }
                    .into_any()
                }}
            </Loaded>
        </Section>
    }
}

/// After Regenerate: the new secret, once.
#[component]
fn NewSecret(facts: Facts, issued: IssuedCredential, on_screen: OnScreen) -> impl IntoView {
    let name = facts.app_name;
    view! {
        <PageHeader
            title=format!("New secret of {name}")
            lead="The old secret no longer works. Hand the new one over to the developer."
        />
        <div class="panel">
            <Issued
                title="Secret regenerated. Save it now: it is shown only this once."
                issued
                on_saved=move |()| {
                    on_screen.history.reload();
                    on_screen.facts.reload_then(move || {
                        on_screen.issued.set(None);
                        settle_focus();
                    });
                }
            />
        </div>
    }
}
