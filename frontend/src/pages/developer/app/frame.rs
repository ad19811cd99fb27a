//! What stands above every page of one app: its name, its state, and tabs.

use leptos::prelude::*;
use model::app::AppState;
use wire::developer::App;

use super::super::{
    app_words::AppStateBadge,
    reader::{ViewerNote, use_publisher},
};
use crate::{
    api,
    components::{
        feedback::{Banner, Identifier, Tone},
        layout::{PageHeader, Tabs, use_organisation},
        list::Loaded,
    },
    pages::{parameter::load_named, stops::SuspensionWords},
    route,
};

/// What stands above each page of an app: its name, its state, the way to its other pages.
#[component]
pub fn AppFrame<Shown>(
    /// What of the app the page shows, where it is not the overview: "Connections".
    #[prop(optional)]
    of: Option<&'static str>,
    children: impl Fn(App) -> Shown + Send + Sync + 'static,
) -> impl IntoView
where
    Shown: IntoView + 'static,
{
    let publisher = use_publisher();
    let app = load_named("app", move |id| api::call(api::developer::app(publisher, id)));
    view! {
        <Loaded
            from=app
            thing="The app"
            back=(route::developer::apps(publisher), "Apps".to_owned())
            children=move |app: App| {
                view! {
                    <Top app=app.clone() of />
                    {children(app)}
                }
            }
        />
    }
}

#[component]
fn Top(app: App, of: Option<&'static str>) -> impl IntoView {
    let publisher = use_publisher();
    let name = String::from(app.details.name);
    let title = of.map_or_else(|| name.clone(), |of| format!("{name}: {}", of.to_lowercase()));
    let next = app.latest_version + 1;
    let publish = (of.is_none() && use_organisation().may_act).then(|| {
        view! {
            <a class="btn btn-primary" href=route::developer::new_version(publisher, app.id)>
                {format!("Publish version {next}")}
            </a>
        }
    });
    let tabs = vec![
        ("Overview", route::developer::app(publisher, app.id)),
        ("Tenants", route::developer::targets(publisher, app.id)),
        ("Connections", route::developer::app_connections(publisher, app.id)),
        ("Usage", route::developer::app_usage(publisher, app.id)),
        ("Roll-out", route::developer::roll_out(publisher, app.id)),
    ];
    let suspended = (app.state == AppState::Suspended).then(|| {
        view! {
            <div class="mb-6">
                <Banner tone=Tone::Caution title="Suspended by the platform">
                    <SuspensionWords suspension=app.suspension />
                </Banner>
            </div>
        }
    });
    view! {
        <PageHeader
            title
            lead=String::from(app.details.summary)
            back=(route::developer::apps(publisher), "Apps".to_owned())
        >
            {publish}
        </PageHeader>
        <div class="mb-4 flex flex-wrap items-center gap-x-4 gap-y-1">
            <AppStateBadge state=app.state />
            <Identifier value=app.id.to_string() what="app ID" />
        </div>
        <Tabs label=name tabs />
        <ViewerNote />
        {suspended}
    }
}
