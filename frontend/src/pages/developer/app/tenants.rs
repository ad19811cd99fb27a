//! The tenants that an app names, as its developer adds and removes them.

use leptos::prelude::*;
use model::{app::Visibility, ids::AppId};
use wire::developer::{App, Target};

use super::{
    super::{reader::use_publisher, tenant_name::TenantName},
    add_tenants::AddTenants,
    frame::AppFrame,
};
use crate::{
    api::{self, ApiError},
    components::{
        Symbol,
        feedback::{Banner, ConfirmDialog, Time, Tone, use_toaster},
        layout::{Section, use_organisation},
        list::{Column, EmptyState, ListView, Listing},
    },
    pages::{
        focus::settle_focus,
        stops::{ConnectionStanding, Side},
    },
    route,
    session::use_session,
};

/// The tenants that the developer has named.
#[component]
pub fn Tenants() -> impl IntoView {
    view! {
        <AppFrame of="Tenants" let:app>
            <Targets app />
        </AppFrame>
    }
}

#[component]
fn Targets(app: App) -> impl IntoView {
    let publisher = use_publisher();
    let id = app.id;
    let may_act = use_organisation().may_act;
    let me = use_session().me().map(|me| me.id);
    let list = Listing::new(move |query| api::call(api::developer::targets(publisher, id, query)));
    let (chosen, removing) = (RwSignal::new(None::<Target>), RwSignal::new(false));
    let naming = if may_act {
        "It is listed. Naming a live tenant here changes nothing; name your sandbox to test the app there."
    } else {
        "It is listed: which live tenants are named here changes nothing."
    };
    let listed = (app.details.visibility == Visibility::Listed).then(|| {
        view! {
            <div class="mb-6">
                <Banner tone=Tone::Info title="Every live tenant sees this app">
                    {naming}
                </Banner>
            </div>
        }
    });
    let mut columns = vec![
        Column::name("Tenant", move |target: &Target| {
            let Target { tenant_name: name, tenant_id: id, kind, .. } = target.clone();
            match target.connection_id.map(|one| route::developer::connection(publisher, one)) {
                Some(href) => view! { <TenantName name id kind href /> }.into_any(),
                None => view! { <TenantName name id kind /> }.into_any(),
            }
        }),
        Column::new("State", move |target: &Target| {
            view! { <ConnectionStanding state=target.state stops=target.stops.clone() side=Side::Developer me /> }
        }),
        Column::new("Added", |target: &Target| view! { <Time at=target.added_at /> }),
    ];
    if may_act {
        columns.push(Column::verbs(move |target: &Target| {
            let target = target.clone();
            let whom = format!(" {}", target.tenant_id);
            let remove = move |_| {
                chosen.set(Some(target.clone()));
                removing.set(true);
            };
            view! {
                <div class="flex justify-end">
                    <button type="button" class="btn" on:click=remove>
                        <span>"Remove" <span class="sr-only">{whom}</span> "…"</span>
                    </button>
                </div>
            }
        }));
    }
    view! {
        {listed}
        {may_act
            .then(|| {
                view! {
                    <AddTenants app=id list />
                    <RemoveTenant app=id list chosen open=removing />
                }
            })}
        <Section title="Named tenants" lead="They may see the app once it is published. A tenant’s name appears when it has decided.">
            <ListView
                list
                noun="tenants"
                columns
                search="Search by tenant name or ID"
                empty=move || {
                    let words = if may_act {
                        "Ask the tenant’s admin for the tenant ID: it is on their Integrations & API access page, with a copy button."
                    } else {
                        "An owner or a developer of your team names them, by their tenant IDs."
                    };
                    view! { <EmptyState title="No tenant is named yet" symbol=Symbol::Building>{words}</EmptyState> }
                }
            />
        </Section>
    }
}

#[component]
fn RemoveTenant(
    app: AppId,
    list: Listing<Target>,
    chosen: RwSignal<Option<Target>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let publisher = use_publisher();
    let toaster = use_toaster();
    let name = move || {
        let name =
            |target: &Target| target.tenant_name.clone().unwrap_or_else(|| target.tenant_id.to_string());
        chosen.with(|target| target.as_ref().map(name).unwrap_or_default())
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || format!("Remove {} from this app?", name()))
            verb="Remove tenant"
            run=move || async move {
                let target = chosen.get_untracked().ok_or(ApiError::NotFound)?;
                api::call(api::developer::remove_target(publisher, app, target.tenant_id)).await
            }
            then=move |()| {
                toaster.done("The tenant is removed.");
                list.reload_then(settle_focus);
            }
        >
            <p>
                "Its admin no longer finds the app under “Connect new app”. A connection that exists stays as it is: only the tenant deletes it. You can add the tenant again."
            </p>
        </ConfirmDialog>
    }
}
