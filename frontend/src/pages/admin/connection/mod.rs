//! A connection: how it stands, what it may do, its credentials, its history and its verbs.

mod about;
mod access;
mod actions;
mod changed_details;
mod edit;
mod history;
mod lift;
mod moving;
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
    admin::{Connection as Facts, IssuedCredential},
    page::PageQuery,
    stops::Stop,
};

pub use self::update::Update;
use self::{
    about::{About, ForDevelopers},
    access::Access,
    actions::Verbs,
    changed_details::ChangedDetails,
    edit::Unused,
    history::History,
    lift::{Renew, Restore},
    moving::Moving,
    on_screen::{OnScreen, above},
    standing::standing,
};
use super::{
    client_facts::ClientFacts,
    consent::{NotOffered, TakeUp},
    lost_secrets::{LostSecret, use_lost_secrets},
    reader::{AskAdmin, use_tenant},
    receipts::Receipts,
    regenerate::open_where_asked,
    verbs::RegenerateButton,
};
use crate::{
    api,
    components::{
        feedback::{Banner, Tone},
        layout::{PageHeader, Section, use_organisation},
        list::Loaded,
    },
    pages::{
        focus::settle_focus,
        hand_on::HandsOn,
        handed_on::HandedOn,
        issued::Issued,
        parameter::load_named,
        recent_calls::RecentCalls,
        secret_facts::SecretNotices,
        stops::{ConnectionBadge, Side, StopBanner},
        usage::UsageSection,
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
            StoppedBy::LeakedSecret | StoppedBy::EndedSecret if may_act => {
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
    let (lost_secrets, shown) = (use_lost_secrets(), facts.clone());
    let is_lost = Memo::new(move |_| shown.client.as_ref().is_some_and(|client| lost_secrets.all_of(client)));
    let shown = facts.clone();
    let lead = Signal::derive(move || standing(&shown, is_lost.get()));
    let (state, stops) = (facts.state, facts.stops.clone());
    let back = above(tenant);
    let regenerating = RwSignal::new(false);
    if may_act {
        open_where_asked(regenerating);
    }
    let id = facts.id;
    let calls = facts.client.is_some().then(|| {
        view! {
            <RecentCalls ask=move || api::admin::connection_attempts(tenant, id) />
            <UsageSection ask=move |query| api::admin::connection_usage(tenant, id, query) folded=true />
        }
    });
    let notices = facts.client.clone().map(|client| {
        let way_out = may_act.then(|| ViewFn::from(move || view! { <RegenerateButton regenerating /> }));
        view! { <SecretNotices notices=client.secret_notices to_collect=client.to_collect way_out /> }
    });
    let links = facts
        .client
        .as_ref()
        .map(|client| view! { <HandedOn by=HandsOn::Admin(tenant) client=client.client_id /> });
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
        <div class="mb-6 grid gap-6 empty:hidden">
            {lost}
            {notices}
            <Stops facts=facts.clone() on_screen regenerating />
            <Newer facts=facts.clone() />
            <ChangedDetails facts=facts.clone() on_screen />
            <Unused facts=facts.clone() on_screen />
            <Refused facts=facts.clone() on_screen />
        </div>
        // What belongs on this page is a line of one of the three.
        <div class="columns">
            <div class="columns-first">
                <Access facts=facts.clone() />
            </div>
            <div class="columns-side">
                <About facts=facts.clone() />
                <Credentials facts=facts.clone() is_lost on_screen />
                {links}
                <Moving facts=facts.clone() on_screen />
                {may_act.then(|| view! { <Verbs facts=facts.clone() on_screen regenerating /> })}
                {(!may_act && facts.client.is_some()).then(|| view! { <AskAdmin to="change this connection" /> })}
                <ForDevelopers facts />
                <Receipts ask=move |query| api::admin::receipts(tenant, id, query) />
            </div>
            <div class="columns-rest">
                {calls}
                <History history=on_screen.history />
            </div>
        </div>
    }
}

#[component]
fn Credentials(facts: Facts, is_lost: Memo<bool>, on_screen: OnScreen) -> impl IntoView {
    let hand_over = facts.hand_over;
    let lead = Signal::derive(move || credentials_lead(hand_over, is_lost.get()).to_owned());
    facts.client.map(|client| {
        view! {
            <Section title="Credentials" lead>
                <div class="panel">
                    <ClientFacts client folded=true changed=move |()| on_screen.read_again() />
                </div>
            </Section>
        }
    })
}

const fn credentials_lead(hand_over: HandOver, lost: bool) -> &'static str {
    match hand_over {
        HandOver::AdminShares | HandOver::DeveloperCollects if lost => {
            "With these the app gets its tokens, once there is a secret that someone has."
        }
        HandOver::AdminShares => {
            "With these the app gets its tokens. The secret was shown once and is stored only as a fingerprint."
        }
        HandOver::DeveloperCollects => {
            "With these the app gets its tokens. Its developer reveals the secret once; it is stored only as a fingerprint."
        }
        HandOver::Keyless | HandOver::Workload => {
            "With these the app gets its tokens. There is no secret to share."
        }
    }
}

/// Tells that the app has published a newer version than this connection has.
#[component]
fn Newer(facts: Facts) -> impl IntoView {
    let connected = matches!(facts.state, StateName::Active | StateName::Paused);
    (connected && facts.latest_version > facts.version).then(|| {
        let may_act = use_organisation().may_act;
        let (who, words) = if may_act { ("your", "Review update") } else { ("an admin’s", "See update") };
        let (version, name) = (facts.latest_version, &facts.app_name);
        let title = match facts.left_version == version {
            true => format!("Version {version} of {name} was left out"),
            false => format!("Version {version} of {name} waits for {who} review"),
        };
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

/// After Regenerate: the new secret, once.
#[component]
fn NewSecret(facts: Facts, issued: IssuedCredential, on_screen: OnScreen) -> impl IntoView {
    let name = facts.app_name;
    view! {
        <PageHeader
            title=format!("New secret of {name}")
            lead="Hand it over to the developer. Whether the old one still works stands on the connection’s page."
        />
        <div class="panel">
            <Issued
                title="Secret regenerated. Save it now: it is shown only this once."
                issued
                by=HandsOn::Admin(use_tenant())
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
