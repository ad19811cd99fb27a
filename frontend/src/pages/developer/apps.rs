//! The first page of the developer portal: all apps of a publisher.

use leptos::prelude::*;
use wire::developer::AppSummary;

use super::{
    app_words::AppStateBadge,
    reader::{ViewerNote, use_publisher},
};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::Time,
        layout::{PageHeader, use_organisation},
        list::{Column, EmptyState, Export, ListView, Listing},
    },
    pages::{badges::AiAgentBadge, needs::NeedsYou},
    route,
};

#[component]
pub fn Apps() -> impl IntoView {
    let publisher = use_publisher();
    let may_act = use_organisation().may_act;
    let list = Listing::new(move |query| api::call(api::developer::apps(publisher, query)));
    let create = move || {
        view! {
            <a class="btn btn-primary" href=route::developer::new_app(publisher)>
                <Icon symbol=Symbol::Plus />
                "Create app"
            </a>
        }
    };
    let columns = vec![
        Column::name("App", move |app: &AppSummary| {
            view! {
                <a class="link" href=route::developer::app(publisher, app.id)>
                    {app.name.clone()}
                </a>
                <p class="text-sm text-muted">{app.summary.clone()}</p>
                <AiAgentBadge ai_agent=app.ai_agent />
            }
        }),
        Column::new("State", |app: &AppSummary| view! { <AppStateBadge state=app.state /> }),
        Column::new("Version", |app: &AppSummary| match app.latest_version {
            0 => "None yet".to_owned(),
            number => number.to_string(),
        }),
        Column::new("Connections", |app: &AppSummary| app.connections),
        Column::new("Changed", |app: &AppSummary| view! { <Time at=app.updated_at /> }),
    ];
    view! {
        <PageHeader
            title="Apps"
            lead="What you offer to tenants: the scopes that each app asks for, and the tenants that may see it."
        >
            {may_act.then(create)}
        </PageHeader>
        <ViewerNote />
        <NeedsYou />
        <ListView
            list
            noun="apps"
            columns
            search="Search by app name or ID"
            export=Some(Export::new(move |query| api::developer::apps(publisher, query).request.path))
            empty=move || {
                view! {
                    <EmptyState title="No app yet" symbol=Symbol::Apps>
                        <p>
                            "An app says which scopes it needs and why. A tenant’s admin allows it, and a client ID and secret for that tenant alone are made."
                        </p>
                        {may_act.then(|| view! { <p>"Create one, then pick its scopes and publish version 1."</p> })}
                    </EmptyState>
                }
            }
        />
    }
}
