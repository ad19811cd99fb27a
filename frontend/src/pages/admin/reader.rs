//! The tenant of the address, and what its reader may do there.

use leptos::prelude::*;
use model::ids::TenantId;

use crate::{
    api,
    components::{
        feedback::{Banner, Tone},
        layout::use_organisation,
        list::Loader,
    },
    pages::contacts::Contacts,
};

/// The tenant of the address. The frame has found it among the person's own.
pub fn use_tenant() -> TenantId {
    expect_context()
}

/// What the reader calls the page of the apps that wait for a decision: a viewer connects none.
pub fn connect_title() -> &'static str {
    if use_organisation().may_act { "Connect new app" } else { "Available apps" }
}

/// Tells a viewer whom to ask, by name.
#[component]
pub fn AskAdmin(
    /// What an admin can do here: "allow or decline BrightBill Claims".
    #[prop(into)]
    to: String,
) -> impl IntoView {
    let tenant = use_tenant();
    let facts = Loader::new(move || api::call(api::admin::tenant(tenant)));
    let admins = Signal::derive(move || {
        let admins = facts.get().map(|tenant| tenant.admins).unwrap_or_default();
        admins.into_iter().map(|admin| (admin.name, admin.email)).collect::<Vec<_>>()
    });
    view! {
        <Banner tone=Tone::Info title=format!("Ask an admin to {to}")>
            <p>"You are a viewer here: you see everything and change nothing."</p>
            <Contacts people=admins />
        </Banner>
    }
}
