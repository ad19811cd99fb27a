use leptos::prelude::*;
use model::{
    connection::{PausedBy, StateName},
    ids::ConnectionId,
};
use wire::developer::Connection as Facts;

use super::client::Credentials;
use super::parts::{ScopeNames, ViewerNote, pausers, use_publisher};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{ConfirmDialog, Identifier, StateBadge, Time, use_toaster},
        layout::{Definitions, PageHeader, Section, Term, use_organisation},
        list::{Loaded, Loader},
    },
    pages::parts::{LimitTerm, SandboxBadge, settle_focus, use_parameter},
    route,
};

#[component]
pub fn Connection() -> impl IntoView {
    let publisher = use_publisher();
    let id = use_parameter::<ConnectionId>("connection");
    let connection = Loader::new(move || {
        let id = id();
        async move { api::developer::connection(publisher, id?).await }
    });
    view! {
        <Loaded from=connection let:facts>
            <Top facts=facts.clone() loader=connection />
            <ViewerNote />
            <FactSheet facts=facts.clone() />
            <Credentials facts=facts.clone() loader=connection />
            <Grant facts />
        </Loaded>
    }
}

#[component]
fn Top(facts: Facts, loader: Loader<Facts>) -> impl IntoView {
    let back = (route::developer::connections(use_publisher()), "Connections".to_owned());
    view! {
        <PageHeader
            title=format!("{} · {}", facts.tenant_name, facts.app_name)
            lead=standing(&facts)
            back
        >
            <Verb facts loader />
        </PageHeader>
    }
}

/// How it stands, in a sentence.
fn standing(facts: &Facts) -> String {
    let (app, tenant) = (&facts.app_name, &facts.tenant_name);
    match facts.state {
        StateName::Awaiting => format!("{tenant} has not decided yet."),
        StateName::Declined => format!("{tenant} has declined {app}. Its admin can take that back."),
        StateName::Blocked => format!("{tenant} has blocked {app}. Its admin can take that back."),
        StateName::Active => match &facts.client {
            Some(client) if client.reported_at.is_some() => {
                format!("Its secret was found by somebody: {app} cannot get access tokens for {tenant}.")
            }
            Some(client) if client.to_collect => {
                format!(
                    "{tenant} has allowed {app}, which can get access tokens once you collect the secret."
                )
            }
            _ => format!("{app} can get access tokens for {tenant}."),
        },
        StateName::Paused => {
            format!("Disabled by {}: {app} cannot get access tokens for {tenant}.", pausers(&facts.paused_by))
        }
        StateName::Deleted => {
            format!("{tenant} has deleted this connection. Its credentials are destroyed; the history stays.")
        }
    }
}

/// The developer's own pause, or its end.
#[component]
fn Verb(facts: Facts, loader: Loader<Facts>) -> impl IntoView {
    if !use_organisation().may_act {
        return ().into_any();
    }
    let mine = facts.paused_by.contains(&PausedBy::Developer);
    match facts.state {
        StateName::Active | StateName::Paused if !mine => view! { <Disable facts loader /> }.into_any(),
        StateName::Paused => view! { <Restore facts loader /> }.into_any(),
        _ => ().into_any(),
    }
}

#[component]
fn Disable(facts: Facts, loader: Loader<Facts>) -> impl IntoView {
    let publisher = use_publisher();
    let (toaster, open) = (use_toaster(), RwSignal::new(false));
    let Facts { id, app_name, tenant_name, .. } = facts;
    let consequence = format!(
        "{app_name} gets no access tokens for {tenant_name} from now on, and those from before stop working. The tenant’s admin sees that you disabled it. The grant and the credentials stay: restore the connection and the same credentials work again."
    );
    view! {
        <button type="button" class="btn" on:click=move |_| open.set(true)>
            <Icon symbol=Symbol::Pause />
            "Disable…"
        </button>
        <ConfirmDialog
            open
            title=format!("Disable the connection of {app_name} with {tenant_name}?")
            verb="Confirm and continue"
            run=move || api::developer::pause(publisher, id)
            then=move |connection| {
                loader.set(connection);
                toaster.done("The connection is disabled.");
                settle_focus();
            }
        >
            <p>{consequence.clone()}</p>
        </ConfirmDialog>
    }
}

#[component]
fn Restore(facts: Facts, loader: Loader<Facts>) -> impl IntoView {
    let publisher = use_publisher();
    let (toaster, open) = (use_toaster(), RwSignal::new(false));
    let Facts { id, app_name, tenant_name, paused_by, .. } = facts;
    let others: Vec<_> = paused_by.into_iter().filter(|by| *by != PausedBy::Developer).collect();
    let consequence = if others.is_empty() {
        format!(
            "{app_name} can get access tokens for {tenant_name} again, with the same credentials. Tokens from before stay dead."
        )
    } else {
        format!("This lifts your own stop only. It stays disabled by {}.", pausers(&others))
    };
    view! {
        <button type="button" class="btn" on:click=move |_| open.set(true)>
            <Icon symbol=Symbol::Refresh />
            "Restore…"
        </button>
        <ConfirmDialog
            open
            title=format!("Restore the connection of {app_name} with {tenant_name}?")
            verb="Restore connection"
            run=move || api::developer::resume(publisher, id)
            then=move |connection: Facts| {
                let words = match connection.state {
                    StateName::Active => "The connection is restored.",
                    _ => "Your stop is lifted.",
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
    let paused_by = (!facts.paused_by.is_empty()).then(|| pausers(&facts.paused_by));
    view! {
        <div class="panel">
            <Definitions>
                <Term label="State">
                    <span class="flex flex-wrap items-center gap-2">
                        <StateBadge state />
                        {paused_by.map(|who| format!("by {who}"))}
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
                <Term label="Tenant ID">
                    <Identifier value=facts.tenant_id.to_string() what="tenant ID" />
                </Term>
                <Term label="Connection ID">
                    <Identifier value=facts.id.to_string() what="connection ID" />
                </Term>
                <Term label="Decided about">
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
                    .map(|at| {
                        view! {
                            <Term label="Access ends">
                                <Time at />
                            </Term>
                        }
                    })}
                {facts.client.map(|client| view! { <LimitTerm limits=client.limits /> })}
            </Definitions>
        </div>
    }
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
                            lead="Optional scopes of the version that the tenant left out. Asking for one is answered with invalid_scope."
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
