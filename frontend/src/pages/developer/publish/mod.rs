//! Publishing a version: scopes from the catalogue, why each is needed, and what follows for tenants.

mod changes;
mod confirm;
mod draft;
mod form;
mod picker;
mod preview;
mod workload;
mod writing;

use leptos::prelude::*;
use model::app::HandOver;
use wire::{
    catalogue::Api,
    developer::App,
    page::{MAX_LIMIT, PageQuery},
    updates::Draft,
    workload::AllowedIssuer,
};

use self::{
    form::PublishForm,
    picker::Picks,
    workload::WorkloadDraft,
    writing::{Writing, next},
};
use super::reader::{ViewerNote, use_publisher};
use crate::{
    api,
    components::{
        layout::{PageHeader, use_organisation},
        list::Loaded,
    },
    pages::parameter::load_named,
    route,
};

#[component]
pub fn Publish() -> impl IntoView {
    let publisher = use_publisher();
    let loader = load_named("app", move |id| async move {
        let app = api::call(api::developer::app(publisher, id)).await?;
        let draft = api::call(api::developer::draft(publisher, id)).await?;
        let catalogue = api::call(api::developer::catalogue(publisher)).await?;
        let most = PageQuery { limit: Some(MAX_LIMIT), ..PageQuery::default() };
        let issuers = api::call(api::developer::workload_issuers(publisher, most)).await?.items;
        Ok((app, draft, catalogue, issuers))
    });
    // What was loaded first may be the same again, and the form is not.
    let times_begun = RwSignal::new(0_u32);
    let discarded =
        Callback::new(move |()| loader.reload_then(move || times_begun.update(|times| *times += 1)));
    view! {
        <Loaded from=loader thing="The app" back=(route::developer::apps(publisher), "Apps".to_owned()) let:loaded>
            {move || {
                times_begun.track();
                let (app, draft, catalogue, issuers) = loaded.clone();
                view! { <Content app draft catalogue issuers discarded /> }
            }}
        </Loaded>
    }
}

#[component]
fn Content(
    app: App,
    draft: Draft,
    catalogue: Vec<Api>,
    issuers: Vec<AllowedIssuer>,
    discarded: Callback<()>,
) -> impl IntoView {
    let publisher = use_publisher();
    let newest = RwSignal::new(app.version.clone());
    let alone = app.details.hand_over == HandOver::Workload;
    let begun = writing::begun(&app, &draft);
    let picks = Picks::new(&catalogue, Some(&begun));
    let workload = WorkloadDraft::new(issuers, Some(&begun), alone);
    let writing = Writing::new(app.id, newest, &draft, picks, workload);
    let name = app.details.name.to_string();
    let title = Signal::derive(move || format!("Publish version {}", next(newest)));
    view! {
        <PageHeader
            title
            lead=format!("What {name} asks each tenant’s admin for. A version never changes once it is published.")
            back=(route::developer::app(publisher, app.id), name)
        />
        <ViewerNote />
        {use_organisation().may_act.then(|| view! { <PublishForm writing discarded /> })}
    }
}
