//! The page of one published version of an app.

use leptos::prelude::*;
use model::ids::{AppId, PublisherId};
use wire::{
    developer::{App, AppVersion},
    page::PageQuery,
};

use super::super::{
    reader::{ViewerNote, use_publisher},
    scopes::VersionScopes,
};
use crate::{
    api::{self, ApiError},
    components::{
        feedback::{Banner, Time, Tone},
        layout::{Definitions, PageHeader, Section, Term},
        list::{Loaded, Loader},
    },
    pages::{limits::networks_words, parameter::use_parameter},
    route,
};

/// One version, as it was published.
#[component]
pub fn Version() -> impl IntoView {
    let publisher = use_publisher();
    let id = use_parameter::<AppId>("app");
    let number = use_parameter::<u32>("number");
    let loader = Loader::new(move || {
        let (id, number) = (id(), number());
        async move {
            let id = id?;
            let version = version(publisher, id, number?).await?;
            Ok((api::call(api::developer::app(publisher, id)).await?, version))
        }
    });
    view! {
        <Loaded from=loader thing="The version" back=(route::developer::apps(publisher), "Apps".to_owned()) let:loaded>
            <Content app=loaded.0 version=loaded.1 />
        </Loaded>
    }
}

/// The version of that number: the first one of the page that comes after the next number.
async fn version(publisher: PublisherId, app: AppId, number: u32) -> Result<AppVersion, ApiError> {
    let cursor = number.checked_add(1).map(|next| next.to_string());
    let query = PageQuery { cursor, limit: Some(1), ..PageQuery::default() };
    let page = api::call(api::developer::versions(publisher, app, query)).await?;
    page.items.into_iter().find(|version| version.number == number).ok_or(ApiError::NotFound)
}

#[component]
fn Content(app: App, version: AppVersion) -> impl IntoView {
    let publisher = use_publisher();
    let name = String::from(app.details.name);
    let newest = app.latest_version;
    let AppVersion { number, scopes, note, egress_networks, workload, published_by, published_at } = version;
    let older = (number < newest).then(|| {
        view! {
            <div class="mb-6">
                <Banner tone=Tone::Info title="Not the newest version">
                    "Tenants that connect the app now review "
                    <a class="link" href=route::developer::version(publisher, app.id, newest)>
                        {format!("version {newest}")}
                    </a>
                    "."
                </Banner>
            </div>
        }
    });
    view! {
        <PageHeader
            title=format!("{name}: version {number}")
            lead="A version never changes once it is published."
            back=(route::developer::app(publisher, app.id), name)
        />
        <ViewerNote />
        {older}
        <div class="panel">
            <Definitions>
                <Term label="Published by">{published_by}</Term>
                <Term label="Published">
                    <Time at=published_at />
                </Term>
                <Term label="Requests come from">{networks_words(&egress_networks)}</Term>
                {workload.map(|workload| view! { <Term label="Workload">{workload.in_words.sentence}</Term> })}
                <Term label="Note to admins">
                    {if note.is_empty() { "None".to_owned() } else { note }}
                </Term>
            </Definitions>
        </div>
        <Section title="Scopes">
            <VersionScopes scopes />
        </Section>
    }
}
