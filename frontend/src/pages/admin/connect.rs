//! The page "Connect new app": the apps that this tenant may connect.

use leptos::prelude::*;
use model::connection::StateName;
use wire::admin::AvailableApp;

use super::{
    ask::asked_words,
    block_publisher::BlockedPublishers,
    reader::{AskAdmin, connect_title, use_tenant},
};
use crate::{
    api,
    components::{
        Logo, Symbol,
        feedback::{Identifier, StateBadge},
        layout::{PageHeader, use_organisation},
        list::{EmptyState, Entries, Listing},
    },
    pages::badges::{AiAgentBadge, VerifiedBadge},
    route,
};

/// Connect new app: the apps that name this tenant, or are listed for all.
#[component]
pub fn Connect() -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation();
    let list = Listing::new(move |query| api::call(api::admin::available_apps(tenant, query)));
    let who = if place.may_act { "you have" } else { "an admin has" };
    view! {
        <PageHeader
            title=connect_title()
            lead=format!("Apps that {} may connect. Nothing is shared until {who} reviewed and allowed it.", place.name)
            back=(route::admin::integrations(tenant), "Integrations & API access".to_owned())
        />
        {(!place.may_act).then(|| view! { <div class="mb-6"><AskAdmin to="connect an app" /></div> })}
        <Entries
            list
            noun="apps"
            search="Search by app name"
            empty=|| view! { <NothingYet /> }
            entry=|app| view! { <Row app /> }
        />
        <BlockedPublishers unblocked=move |()| list.reload() />
    }
}

#[component]
fn NothingYet() -> impl IntoView {
    let tenant = use_tenant();
    let (title, words) = if use_organisation().may_act {
        (
            "No app is waiting for you",
            "An app appears here when its developer has added your tenant ID. Copy the ID and send it to the developer; it is not a secret.",
        )
    } else {
        (
            "No app is waiting",
            "An app appears here when its developer has added your tenant ID, which is not a secret. An admin then allows or declines it.",
        )
    };
    view! {
        <EmptyState title symbol=Symbol::Apps>
            <p>{words}</p>
            <p class="flex flex-wrap items-center justify-center gap-2">
                <strong>"Tenant ID"</strong>
                <Identifier value=tenant.to_string() what="tenant ID" />
            </p>
        </EmptyState>
    }
}

#[component]
fn Row(app: AvailableApp) -> impl IntoView {
    let tenant = use_tenant();
    let decided = matches!(app.state, StateName::Declined | StateName::Blocked);
    let words = match (decided, use_organisation().may_act) {
        (true, _) => "See decision",
        (false, true) => "Review",
        (false, false) => "See request",
    };
    view! {
        <div class="flex flex-wrap items-start justify-between gap-4">
            <div class="flex min-w-0 flex-1 basis-80 items-start gap-3">
                <Logo name=app.name.clone() url=app.logo_url />
                <div class="grid min-w-0 gap-1">
                    <div class="flex flex-wrap items-center gap-2">
                        <h2 class="text-base">{app.name.clone()}</h2>
                        <AiAgentBadge ai_agent=app.ai_agent />
                        {decided.then(|| view! { <StateBadge state=app.state /> })}
                    </div>
                    <p>{app.summary}</p>
                    <div class="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
                        <span>"by " {app.publisher.name}</span>
                        <VerifiedBadge verified=app.publisher.verified />
                        <span>{format!("Version {}", app.version)}</span>
                        {asked_words(&app.asked_for).map(|words| view! { <span>{words}</span> })}
                    </div>
                </div>
            </div>
            <a class="btn" href=route::admin::consent(tenant, app.id)>
                {words}
                <span class="sr-only">{format!(" {}", app.name)}</span>
            </a>
        </div>
    }
}
