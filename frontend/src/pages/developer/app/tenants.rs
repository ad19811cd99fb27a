use leptos::prelude::*;
use model::{
    app::Visibility,
    ids::{AppId, TenantId},
};
use wire::developer::{App, Target};

use super::{
    super::parts::{TenantName, use_publisher},
    AppFrame,
};
use crate::{
    api::{self, ApiError},
    components::{
        Symbol,
        feedback::{Banner, ConfirmDialog, StateBadge, Time, Tone, use_toaster},
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::{Section, use_organisation},
        list::{Cell, EmptyState, ListView, Listing, TableRow},
    },
    pages::parts::{settle_focus, typed},
    session::use_session,
};

const TENANT_ID_WANTED: &str = "A tenant ID is ten_ and 26 digits and capital letters. Copy it whole.";

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
    let list = Listing::new(move |query| api::developer::targets(publisher, id, query));
    let (chosen, removing) = (RwSignal::new(None::<Target>), RwSignal::new(false));
    let listed = (app.details.visibility == Visibility::Listed).then(|| {
        view! {
            <div class="mb-6">
                <Banner tone=Tone::Info title="Every live tenant sees this app">
                    "It is listed. Naming a live tenant here changes nothing; name your sandbox to test the app there."
                </Banner>
            </div>
        }
    });
    let row = move |target: Target| {
        let whole = target.clone();
        let remove = move || {
            let tenant = whole.tenant_id.to_string();
            view! {
                <Cell>
                    <button
                        type="button"
                        class="btn"
                        on:click=move |_| {
                            chosen.set(Some(whole.clone()));
                            removing.set(true);
                        }
                    >
                        <span>"Remove" <span class="sr-only">{format!(" {tenant}")}</span> "…"</span>
                    </button>
                </Cell>
            }
        };
        view! {
            <TableRow>
                <Cell>
                    <TenantName name=target.tenant_name id=target.tenant_id kind=target.kind />
                </Cell>
                <Cell label="State">
                    <StateBadge state=target.state />
                </Cell>
                <Cell label="Added">
                    <Time at=target.added_at />
                </Cell>
                {may_act.then(remove)}
            </TableRow>
        }
    };
    let columns =
        if may_act { vec!["Tenant", "State", "Added", ""] } else { vec!["Tenant", "State", "Added"] };
    view! {
        {listed}
        {may_act
            .then(|| {
                view! {
                    <AddTenant app=id list />
                    <RemoveTenant app=id list chosen open=removing />
                }
            })}
        <Section title="Named tenants" lead="They may see the app once it is published. A tenant’s name appears when it has decided.">
            <ListView
                list
                noun="tenants"
                columns
                search="Search by tenant name or ID"
                row
                empty=|| {
                    view! {
                        <EmptyState title="No tenant is named yet" symbol=Symbol::Building>
                            "Ask the tenant’s admin for the tenant ID: it stands with a copy button on their Integrations & API access page."
                        </EmptyState>
                    }
                }
            />
        </Section>
    }
}

#[component]
fn AddTenant(app: AppId, list: Listing<Target>) -> impl IntoView {
    let publisher = use_publisher();
    let (form, tenant) = (FormState::new(), RwSignal::new(String::new()));
    let toaster = use_toaster();
    let add = move |()| {
        let call = async move {
            let id = typed::<TenantId>("tenant_id", &tenant.get_untracked(), TENANT_ID_WANTED)?;
            api::developer::add_target(publisher, app, id).await
        };
        form.send(call, move |target: Target| {
            tenant.set(String::new());
            let name = target.tenant_name.unwrap_or_else(|| target.tenant_id.to_string());
            toaster.done(format!("{name} may see the app."));
            list.reload();
        });
    };
    let own = use_session().me().and_then(|me| {
        let here = me.publishers.iter().find(|place| place.id == publisher)?;
        Some(here.sandbox_tenant_id)
    });
    let sandbox = own.map(|id| {
        view! {
            <button type="button" class="btn btn-ghost" on:click=move |_| tenant.set(id.to_string())>
                "Fill in your sandbox’s tenant ID"
            </button>
        }
    });
    view! {
        <div class="panel">
            <Form state=form on_submit=add>
                <ErrorSummary />
                <TextField
                    name="tenant_id"
                    label="Tenant ID"
                    value=tenant
                    monospace=true
                    autocomplete="off"
                    placeholder="ten_"
                    hint="As the tenant’s admin gave it to you. Paste it; blanks around it do not matter."
                />
                <div class="form-actions">
                    <SubmitButton label="Add tenant" />
                    {sandbox}
                </div>
            </Form>
        </div>
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
                api::developer::remove_target(publisher, app, target.tenant_id).await
            }
            then=move |()| {
                toaster.done("The tenant is removed.");
                list.reload();
                settle_focus();
            }
        >
            <p>
                "Its admin no longer finds the app under “Connect new app”. A connection that exists stays as it is: only the tenant deletes it. You can add the tenant again."
            </p>
        </ConfirmDialog>
    }
}
