//! A connection: how it stands, what it may do, its credentials, its history and its verbs.

mod actions;
mod standing;
mod update;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::{app::HandOver, connection::StateName, ids::ConnectionId};
use wire::{
    activity::Activity,
    admin::{Connection as Facts, IssuedCredential},
    page::{Page, PageQuery},
};

pub use self::update::Update;
use self::{actions::Verbs, standing::standing};
use super::{
    consent::TakeUp,
    parts::{AboutPublisher, AskAdmin, ClientFacts, Issued, Logo, day, use_tenant},
    scopes::{Choosing, ScopeItem, ScopesByApi},
};
use crate::{
    api,
    components::{
        feedback::{Banner, Identifier, StateBadge, Time, Tone},
        layout::{Definitions, PageHeader, Section, Term, use_organisation},
        list::{EmptyState, Loaded, Loader},
    },
    pages::{
        activity::ActivityEntry,
        parts::{networks_words, settle_focus, use_parameter},
    },
    route,
    session::use_session,
};

/// What the verbs change.
#[derive(Clone, Copy)]
struct OnScreen {
    facts: Loader<Facts>,
    history: Loader<Page<Activity>>,
    issued: RwSignal<Option<IssuedCredential>>,
}

impl OnScreen {
    /// Shows the state after a verb.
    fn changed(self, facts: Facts) {
        self.facts.set(facts);
        self.history.reload();
        settle_focus();
    }
}

#[component]
pub fn Connection() -> impl IntoView {
    let tenant = use_tenant();
    let id = use_parameter::<ConnectionId>("connection");
    let facts = Loader::new(move || {
        let id = id();
        async move { api::admin::connection(tenant, id?).await }
    });
    let history = Loader::new(move || {
        let id = id();
        let query = PageQuery { limit: Some(10), ..PageQuery::default() };
        async move { api::admin::connection_activity(tenant, id?, query).await }
    });
    let on_screen = OnScreen { facts, history, issued: RwSignal::new(None) };
    view! {
        <Loaded from=facts let:facts>
            {move || match on_screen.issued.get() {
                Some(issued) => view! { <NewSecret facts=facts.clone() issued on_screen /> }.into_any(),
                None => view! { <FactSheet facts=facts.clone() on_screen /> }.into_any(),
            }}
        </Loaded>
    }
}

#[component]
fn FactSheet(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let tenant = use_tenant();
    let may_act = use_organisation().may_act;
    let me = use_session().me().map(|me| me.id);
    let place = use_organisation().name;
    let lead = {
        let facts = facts.clone();
        let entries = move || on_screen.history.get().map(|page| page.items).unwrap_or_default();
        Signal::derive(move || standing(&facts, &entries(), me, &place))
    };
    let back = (route::admin::integrations(tenant), "Integrations & API access".to_owned());
    let client = facts.client.clone().map(|client| {
        view! {
            <Section title="Credentials" lead=credentials_lead(facts.hand_over)>
                <div class="panel">
                    <ClientFacts client />
                </div>
            </Section>
        }
    });
    view! {
        <PageHeader title=facts.app_name.clone() lead back>
            <StateBadge state=facts.state />
        </PageHeader>
        <div class="grid gap-6">
            <Newer facts=facts.clone() />
            <Refused facts=facts.clone() on_screen />
            <About facts=facts.clone() />
        </div>
        <Access facts=facts.clone() />
        {client}
        <History history=on_screen.history />
        {may_act.then(|| view! { <Verbs facts=facts.clone() on_screen /> })}
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
        let title = format!("Version {} of {} waits for your review", facts.latest_version, facts.app_name);
        view! {
            <Banner tone=Tone::Info title>
                <div class="flex flex-wrap items-center justify-between gap-3">
                    <p>
                        {format!(
                            "You allowed version {}. Nothing changes until you accept the new one.",
                            facts.version,
                        )}
                    </p>
                    <a class="btn" href=route::admin::update(use_tenant(), facts.id)>"Review update"</a>
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
    let may_act = use_organisation().may_act;
    let Facts { id, app_id, app_name, state, reason, .. } = facts;
    let consent = route::admin::consent(tenant, app_id);
    match state {
        StateName::Awaiting => view! {
            <Banner tone=Tone::Caution title=format!("{app_name} waits for a decision")>
                <a class="link" href=consent>"Review what it asks for"</a>
            </Banner>
        }
        .into_any(),
        StateName::Declined | StateName::Blocked => view! {
            <Banner tone=Tone::Caution title="The reason that its developer reads">
                <div class="grid gap-3">
                    <p>{reason.map(|reason| format!("“{reason}”"))}</p>
                    {may_act
                        .then(|| {
                            let blocked = state == StateName::Blocked;
                            let then = move |()| {
                                on_screen.history.reload();
                                navigate(&consent, Default::default());
                            };
                            view! { <TakeUp connection=id name=app_name blocked then /> }
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
    let ends = facts.ends_at.map(|at| view! { <Term label="Access ends"><Time at /></Term> });
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
                    {format!("{}, by {}, on version {}", day(facts.decided_at), facts.decided_by, facts.version)}
                </Term>
                {ends}
                <Term label="Its requests come from">{networks_words(&facts.egress_networks)}</Term>
                <Term label="Last changed">
                    <Time at=facts.updated_at />
                </Term>
                <Term label="Connection ID">
                    <Identifier value=facts.id.to_string() what="connection ID" />
                </Term>
                <Term label="App ID">
                    <Identifier value=facts.app_id.to_string() what="app ID" />
                </Term>
            </Definitions>
        </div>
    }
}

/// What it may do, and beneath what it asked for and did not get.
#[component]
fn Access(facts: Facts) -> impl IntoView {
    let Facts { app_name, granted, not_granted, publisher, state, .. } = facts;
    let title = match state {
        StateName::Active => format!("What {app_name} may do"),
        StateName::Paused => format!("What {app_name} may do when it is restored"),
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
                    on_screen.issued.set(None);
                    on_screen.facts.reload();
                    on_screen.history.reload();
                    settle_focus();
                }
            />
        </div>
    }
}
