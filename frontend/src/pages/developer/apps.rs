use leptos::prelude::*;
use wire::developer::AppSummary;

use super::parts::{AppStateBadge, ViewerNote, use_publisher};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::Time,
        layout::{PageHeader, use_organisation},
        list::{Cell, EmptyState, ListView, Listing, TableRow},
    },
    route,
};

#[component]
pub fn Apps() -> impl IntoView {
    let publisher = use_publisher();
    let may_act = use_organisation().may_act;
    let list = Listing::new(move |query| api::developer::apps(publisher, query));
    let create = move || {
        view! {
            <a class="btn btn-primary" href=route::developer::new_app(publisher)>
                <Icon symbol=Symbol::Plus />
                "Create app"
            </a>
        }
    };
    let row = move |app: AppSummary| {
        let address = route::developer::app(publisher, app.id);
        let version = match app.latest_version {
            0 => "None yet".to_owned(),
            number => number.to_string(),
        };
        view! {
            <TableRow>
                <Cell>
                    <a class="link" href=address>
                        {app.name}
                    </a>
                    <p class="text-sm text-muted">{app.summary}</p>
                </Cell>
                <Cell label="State">
                    <AppStateBadge state=app.state />
                </Cell>
                <Cell label="Version">{version}</Cell>
                <Cell label="Connections">{app.connections}</Cell>
                <Cell label="Changed">
                    <Time at=app.updated_at />
                </Cell>
            </TableRow>
        }
    };
    view! {
        <PageHeader
            title="Apps"
            lead="What you offer to tenants: the scopes that each app asks for, and the tenants that may see it."
        >
            {may_act.then(create)}
        </PageHeader>
        <ViewerNote />
        <ListView
            list
            noun="apps"
            columns=vec!["App", "State", "Version", "Connections", "Changed"]
            search="Search by app name or ID"
            row
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
