//! The health page: whether the node that answers has all that it needs.

use leptos::prelude::*;
use wire::operator::{Health as Report, HealthCheck};

use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Badge, Banner, Time, Tone},
        layout::{Definitions, PageHeader, Term},
        list::{Column, Loaded, Loader, Table},
    },
    pages::pending::capitalised,
};

#[component]
pub fn Health() -> impl IntoView {
    let report = Loader::new(|| api::call(api::operator::health()));
    view! {
        <PageHeader title="Health" lead="Whether the node that answered you has all that it needs.">
            <button type="button" class="btn" on:click=move |_| report.reload()>
                <Icon symbol=Symbol::Refresh />
                "Check again"
            </button>
        </PageHeader>
        <Loaded from=report headed=true let:report>
            <Checks report />
        </Loaded>
    }
}

#[component]
fn Checks(report: Report) -> impl IntoView {
    let ill = report.checks.iter().filter(|check| !check.healthy).count();
    let (tone, words) = match ill {
        0 => (Tone::Positive, "Everything works".to_owned()),
        1 => (Tone::Danger, "One check fails".to_owned()),
        more => (Tone::Danger, format!("{more} checks fail")),
    };
    let database = match report.database.as_str() {
        "sqlite" => "SQLite, embedded".to_owned(),
        "postgres" => "PostgreSQL".to_owned(),
        other => other.to_owned(),
    };
    view! {
        <div class="grid gap-6">
            <Banner tone title=words>
                <Definitions>
                    <Term label="Version">{report.version}</Term>
                    <Term label="Database">{database}</Term>
                    <Term label="Started">
                        <Time at=report.started_at />
                    </Term>
                </Definitions>
            </Banner>
            <Table label="Checks" columns=columns() rows=Signal::stored(report.checks) />
        </div>
    }
}

fn columns() -> Vec<Column<HealthCheck>> {
    vec![
        Column::name("Check", |check: &HealthCheck| {
            view! { <span class="font-semibold">{check.name.clone()}</span> }
        }),
        Column::new("Result", |check: &HealthCheck| {
            let (tone, symbol, words) = if check.healthy {
                (Tone::Positive, Symbol::CheckCircle, "Works")
            } else {
                (Tone::Danger, Symbol::Alert, "Fails")
            };
            view! {
                <Badge tone symbol>
                    {words}
                </Badge>
            }
        }),
        Column::new("Detail", |check: &HealthCheck| capitalised(&check.detail)),
    ]
}
