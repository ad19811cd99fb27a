//! The page of one connection, as the app's developer sees it.

use leptos::prelude::*;
use model::connection::{PausedBy, StateName, StoppedBy};
use wire::{admin::IssuedCredential, developer::Connection as Facts, stops::Stop};

use super::{
    client::{Credentials, LostSecret},
    reader::{ViewerNote, use_publisher},
    scopes::ScopeNames,
};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{ConfirmDialog, Day, OnError, Time, use_toaster},
        layout::{Definitions, IdentifierTerm, PageHeader, Section, Term, use_organisation},
        list::{Loaded, Loader},
    },
    pages::{
        badges::SandboxBadge,
        focus::settle_focus,
        limits::LimitTerm,
        out_of_date::unless_out_of_date,
        parameter::load_named,
        pause::PauseDialog,
        recent_calls::RecentCalls,
        stops::{ConnectionBadge, Side, StopBanner, end_label, stopped_besides, stopped_by},
        usage::UsageSection,
    },
    route,
    session::use_session,
};

#[component]
pub fn Connection() -> impl IntoView {
    let publisher = use_publisher();
    let connection = load_named("connection", move |id| api::call(api::developer::connection(publisher, id)));
    // Outlive what a change of the connection draws again: a secret that is shown once, and what is typed.
    let reason = RwSignal::new(String::new());
    let issued = RwSignal::new(None::<IssuedCredential>);
    let lost = RwSignal::new(false);
    view! {
        <Loaded
            from=connection
            thing="The connection"
            back=(route::developer::connections(publisher), "Connections".to_owned())
            let:facts
        >
            <Top facts=facts.clone() loader=connection reason lost />
            <ViewerNote />
            <LostSecret facts=facts.clone() lost />
            <Stops facts=facts.clone() loader=connection />
            // What belongs on this page is a line of one of the three.
            <div class="columns">
                <div class="columns-first">
                    <Credentials facts=facts.clone() loader=connection issued lost />
                    <Grant facts=facts.clone() />
                </div>
                <div class="columns-side">
                    <FactSheet facts=facts.clone() />
                </div>
                <div class="columns-rest">
                    <Calls facts />
                </div>
            </div>
        </Loaded>
    }
}

#[component]
fn Top(facts: Facts, loader: Loader<Facts>, reason: RwSignal<String>, lost: RwSignal<bool>) -> impl IntoView {
    let (may_act, shown) = (use_organisation().may_act, facts.clone());
    let lead = Signal::derive(move || standing(&shown, may_act, lost.get()));
    let back = (route::developer::connections(use_publisher()), "Connections".to_owned());
    view! {
        <PageHeader
            title=format!("{} · {}", facts.tenant_name, facts.app_name)
            lead
            back
        >
            <Verb facts loader reason />
        </PageHeader>
    }
}

/// How it stands, in a sentence. `lost`: no one has the secret that was collected.
fn standing(facts: &Facts, may_act: bool, lost: bool) -> String {
    let (app, tenant) = (&facts.app_name, &facts.tenant_name);
    match facts.state {
        StateName::Awaiting => format!("{tenant} has not decided yet."),
        StateName::Declined => format!("{tenant} has declined {app}. Its admin can reconsider."),
        StateName::Blocked => format!("{tenant} has blocked {app}. Its admin can unblock it."),
        _ if !facts.stops.is_empty() => format!("{app} gets no access tokens for {tenant}."),
        StateName::Active => match &facts.client {
            Some(client) if client.to_collect && !client.secrets.is_empty() => {
                format!(
                    "{app} gets access tokens for {tenant} with its old secret, for a time. The new one is to be collected."
                )
            }
            Some(client) if client.to_collect && !may_act => {
                format!(
                    "{tenant} has allowed {app}. It gets access tokens once your team has collected the secret."
                )
            }
            Some(client) if client.to_collect => {
                format!(
                    "{tenant} has allowed {app}. It gets access tokens with the secret that you collect below."
                )
            }
            Some(_) if lost => {
                format!("{tenant} has allowed {app}, but no one has its secret: it gets no tokens with it.")
            }
            _ => format!("{app} can get access tokens for {tenant}."),
        },
        StateName::Paused => format!("{app} gets no access tokens for {tenant}."),
        StateName::Deleted => {
            format!("{tenant} has deleted this connection. Its credentials are destroyed; the history stays.")
        }
    }
}

/// What stops it, each with the way out where this side has one.
#[component]
fn Stops(facts: Facts, loader: Loader<Facts>) -> impl IntoView {
    let may_act = use_organisation().may_act;
    let me = use_session().me().map(|me| me.id);
    let banner = |stop: Stop| {
        let way_out = (may_act && stop.by == StoppedBy::Developer)
            .then(|| view! { <Restore facts=facts.clone() loader /> });
        view! {
            <StopBanner stop side=Side::Developer me other=facts.tenant_name.clone()>
                {way_out}
            </StopBanner>
        }
    };
    (!facts.stops.is_empty()).then(|| {
        view! { <div class="mb-6 grid gap-3">{facts.stops.iter().cloned().map(banner).collect_view()}</div> }
    })
}

/// Where a verb was refused because the page is out of date, reads it again.
fn refused(loader: Loader<Facts>) -> OnError {
    let toaster = use_toaster();
    Callback::new(move |error| unless_out_of_date(error, toaster, || loader.reload_then(settle_focus)))
}

/// The developer's own stop.
#[component]
fn Verb(facts: Facts, loader: Loader<Facts>, reason: RwSignal<String>) -> impl IntoView {
    if !use_organisation().may_act {
        return ().into_any();
    }
    let mine = facts.paused_by.contains(&PausedBy::Developer);
    match facts.state {
        StateName::Active | StateName::Paused if !mine => {
            view! { <Disable facts loader reason /> }.into_any()
        }
        _ => ().into_any(),
    }
}

#[component]
fn Disable(facts: Facts, loader: Loader<Facts>, reason: RwSignal<String>) -> impl IntoView {
    let publisher = use_publisher();
    let (toaster, open) = (use_toaster(), RwSignal::new(false));
    let Facts { id, app_name, tenant_name, .. } = facts;
    let consequence = format!(
        "{app_name} gets no access tokens for {tenant_name} from now on, and earlier tokens stop working. The tenant’s admins read “Paused by its developer”. The grant and the credentials stay: restore the connection and the same credentials work again."
    );
    view! {
        <button type="button" class="btn" on:click=move |_| open.set(true)>
            <Icon symbol=Symbol::Pause />
            "Disable…"
        </button>
        <PauseDialog
            open
            title=format!("Disable the connection of {app_name} with {tenant_name}?")
            refused=refused(loader)
            reason
            hint="The tenant’s admins read this."
            run=move |request| api::call(api::developer::pause(publisher, id, request))
            then=move |connection: Facts| {
                loader.set(connection);
                toaster.done("The connection is disabled.");
                settle_focus();
            }
        >
            <p>{consequence.clone()}</p>
        </PauseDialog>
    }
}

#[component]
fn Restore(facts: Facts, loader: Loader<Facts>) -> impl IntoView {
    let publisher = use_publisher();
    let (toaster, open) = (use_toaster(), RwSignal::new(false));
    let Facts { id, app_name, tenant_name, stops, .. } = facts;
    let consequence = match stopped_besides(&stops, StoppedBy::Developer, Side::Developer) {
        None => format!(
            "{app_name} can get access tokens for {tenant_name} again, with the same credentials. Earlier tokens stay revoked."
        ),
        Some(why) => format!(
            "This lifts your own stop only. {app_name} still gets no access tokens for {tenant_name}: {why}."
        ),
    };
    view! {
        <button type="button" class="btn" on:click=move |_| open.set(true)>
            <Icon symbol=Symbol::Refresh />
            "Restore…"
        </button>
        <ConfirmDialog
            open
            title=format!("Restore the connection of {app_name} with {tenant_name}?")
            refused=refused(loader)
            verb="Restore connection"
            run=move || api::call(api::developer::resume(publisher, id))
            then=move |connection: Facts| {
                let words = match stopped_by(&connection.stops, Side::Developer) {
                    None => "The connection is restored.".to_owned(),
                    Some(why) => format!(
                        "Your stop is lifted. {} still gets no access tokens: {why}.",
                        connection.app_name
                    ),
                };
                loader.set(connection);
                toaster.done(words);
                settle_focus();
            }
        >
            <p>{consequence.clone()}</p>
        </ConfirmDialog>
    }
}

#[component]
fn FactSheet(facts: Facts) -> impl IntoView {
    let publisher = use_publisher();
    let app_address = route::developer::app(publisher, facts.app_id);
    let version_address = route::developer::version(publisher, facts.app_id, facts.version);
    let (state, kind, version) = (facts.state, facts.kind, facts.version);
    let connected = matches!(state, StateName::Active | StateName::Paused);
    let (label, stops) = (end_label(&facts.stops), facts.stops);
    view! {
        <div class="panel">
            <Definitions>
                <Term label="State">
                    <span class="flex flex-wrap items-center gap-2">
                        <ConnectionBadge state stops side=Side::Developer />
                    </span>
                </Term>
                {facts.reason.map(|reason| view! { <Term label="Reason given">{format!("“{reason}”")}</Term> })}
                <Term label="App">
                    <a class="link" href=app_address>
                        {facts.app_name}
                    </a>
                </Term>
                <Term label="Tenant">
                    <span class="flex flex-wrap items-center gap-2">{facts.tenant_name} <SandboxBadge kind /></span>
                </Term>
                <IdentifierTerm label="Tenant ID" value=facts.tenant_id.to_string() what="tenant ID" />
                <IdentifierTerm label="Connection ID" value=facts.id.to_string() what="connection ID" />
                <Term label="Version decided on">
                    <a class="link" href=version_address>
                        {format!("Version {version}")}
                    </a>
                </Term>
                <Term label="Decided">
                    <Time at=facts.decided_at />
                </Term>
                <Term label="Last changed">
                    <Time at=facts.updated_at />
                </Term>
                {facts
                    .ends_at
                    .filter(|_| connected)
                    .map(|at| {
                        view! {
                            <Term label>
                                <Day at />
                            </Term>
                        }
                    })}
                {facts.client.map(|client| view! { <LimitTerm limits=client.limits /> })}
            </Definitions>
        </div>
    }
}

/// What its client asked for lately, and how much.
#[component]
fn Calls(facts: Facts) -> impl IntoView {
    let (publisher, id) = (use_publisher(), facts.id);
    facts.client.is_some().then(|| {
        view! {
            <RecentCalls ask=move || api::developer::connection_attempts(publisher, id) />
            <UsageSection ask=move |query| api::developer::connection_usage(publisher, id, query) folded=true />
        }
    })
}

#[component]
fn Grant(facts: Facts) -> impl IntoView {
    let connected = matches!(facts.state, StateName::Active | StateName::Paused);
    connected.then(|| {
        let granted = facts.granted;
        let not_granted = facts.not_granted;
        view! {
            <Section title="Granted scopes" lead="What a token of this connection can carry.">
                <div class="panel">
                    <ScopeNames names=granted />
                </div>
            </Section>
            {(!not_granted.is_empty())
                .then(|| {
                    view! {
                        <Section
                            title="Not granted"
                            lead="Optional scopes of the version that the tenant left out. A token request for one of them gets invalid_scope."
                        >
                            <div class="panel">
                                <ScopeNames names=not_granted />
                            </div>
                        </Section>
                    }
                })}
        }
    })
}
