//! One app in all organisations that the reader administers: what it is to each, and one decision for several of them.

mod decide;
mod plan;
mod saved;

use leptos::prelude::*;
use model::{connection::StateName, ids::AppId, scope::ScopeName};
use wire::{
    admin::Review,
    app_requests::{AppInTenant, AppInTenants},
    catalogue::Api,
};

use self::{
    decide::Decide,
    plan::Plan,
    saved::{Outcomes, SaveAll},
};
use super::{
    reader::{AskAdmin, connect_title, use_tenant},
    scopes::of_catalogue,
};
use crate::{
    api::{self, ApiError},
    components::{
        Icon, Symbol,
        feedback::{Day, StateBadge},
        layout::{PageHeader, use_organisation},
        list::{Column, Loaded, Loader, Table},
    },
    pages::{badges::SandboxBadge, parameter::use_parameter},
    route,
    session::{Membership, use_session},
};

/// For whoever administers several organisations.
#[component]
pub fn SeveralLink(app: AppId) -> impl IntoView {
    let tenant = use_tenant();
    let places = use_session().organisations();
    let administered =
        places.iter().filter(|place| place.may_act && matches!(place.membership, Membership::Tenant(..)));
    (administered.count() > 1).then(|| {
        view! {
            <p>
                <a class="link" href=route::admin::several(tenant, app)>
                    "This app in all your organisations"
                </a>
            </p>
        }
    })
}

#[component]
pub fn Several() -> impl IntoView {
    let id = use_parameter::<AppId>("app");
    let may_act = use_organisation().may_act;
    let back = (route::admin::connect(use_tenant()), connect_title().to_owned());
    // What was chosen for one app is nothing for another.
    move || match may_act {
        true => view! { <SeveralOf app=id() /> }.into_any(),
        false => view! {
            <PageHeader
                title="This app in your organisations"
                lead="Admins of several organisations decide for all of them here."
                back=back.clone()
            />
            <AskAdmin to="decide about this app" />
        }
        .into_any(),
    }
}

#[component]
fn SeveralOf(app: Result<AppId, ApiError>) -> impl IntoView {
    let tenant = use_tenant();
    let of_review = app.clone();
    let matrix = Loader::new(move || {
        let app = app.clone();
        async move { api::account::app_in_tenants(app?).await }
    });
    let review = Loader::new(move || {
        let app = of_review.clone();
        async move { api::call(api::admin::review(tenant, app?)).await }
    });
    let catalogue = Loader::new(move || api::call(api::admin::catalogue(tenant)));
    let plan = Plan::new(Callback::new(move |()| {
        matrix.reload();
        review.reload();
    }));
    let back = (route::admin::integrations(tenant), "Integrations & API access".to_owned());
    view! {
        <Loaded from=matrix thing="The app" back let:app>
            <Page app review catalogue plan />
        </Loaded>
    }
}

/// Whether there is something to decide.
fn is_open(one: &AppInTenant) -> bool {
    one.on_show && one.state == StateName::Awaiting
}

#[component]
fn Page(app: AppInTenants, review: Loader<Review>, catalogue: Loader<Vec<Api>>, plan: Plan) -> impl IntoView {
    let back = (route::admin::consent(use_tenant(), app.app_id), app.name.clone());
    let open: Vec<_> = app.tenants.iter().filter(|one| is_open(one)).cloned().collect();
    let decide = (!open.is_empty()).then(move || {
        view! {
            <Loaded from=review headed=true let:review>
                <Decide review open=open.clone() plan />
            </Loaded>
        }
    });
    let latest = app.latest_version;
    view! {
        <PageHeader
            title=format!("{} in your organisations", app.name)
            lead="What it is to each organisation that you administer. Each one decides for itself and gets credentials of its own."
            back
        />
        <div class="grid gap-6">
            <SaveAll plan />
            <Outcomes plan />
            <Table label="organisations" columns=columns(app.app_id, latest, catalogue) rows=Signal::stored(app.tenants) />
            {decide}
        </div>
    }
}

fn columns(app: AppId, latest: u32, catalogue: Loader<Vec<Api>>) -> Vec<Column<AppInTenant>> {
    let version = move |one: &AppInTenant| match one.version {
        Some(version) if version < latest => format!("{version}, newest is {latest}"),
        Some(version) => version.to_string(),
        None => "Not decided".to_owned(),
    };
    vec![
        Column::name("Organisation", move |one: &AppInTenant| {
            let address = match one.connection_id {
                Some(connection) => route::admin::connection(one.tenant_id, connection),
                None => route::admin::consent(one.tenant_id, app),
            };
            view! {
                <a class="link" href=address>{one.tenant_name.clone()}</a>
                " "
                <SandboxBadge kind=one.kind />
            }
        }),
        Column::new("State", |one: &AppInTenant| view! { <StateBadge state=one.state /> }),
        Column::new("Version", version),
        Column::new("May do", move |one: &AppInTenant| {
            view! { <MayDo granted=one.granted.clone() catalogue /> }
        }),
        Column::new("Ends", |one: &AppInTenant| match one.ends_at {
            Some(at) => view! { <Day at /> }.into_any(),
            None => view! { <span class="text-muted">"–"</span> }.into_any(),
        }),
    ]
}

/// The catalogue's sentences, and the scopes' names for developers.
#[component]
fn MayDo(granted: Vec<ScopeName>, catalogue: Loader<Vec<Api>>) -> impl IntoView {
    if granted.is_empty() {
        return view! { <span class="text-muted">"Nothing"</span> }.into_any();
    }
    let names = granted.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let sentences = move || {
        let apis = of_catalogue(catalogue.get().unwrap_or_default(), |scope| granted.contains(&scope.name));
        let scopes = apis.into_iter().flat_map(|api| api.scopes);
        scopes.map(|scope| view! { <p>{format!("{}: {}", scope.title, scope.sentence)}</p> }).collect_view()
    };
    view! {
        <div class="grid gap-1">
            {sentences}
            <details class="disclosure" open=move || catalogue.get().is_none()>
                <summary>
                    <Icon symbol=Symbol::ChevronRight />
                    "For developers"
                </summary>
                <code class="wrap-anywhere">{names}</code>
            </details>
        </div>
    }
    .into_any()
}
