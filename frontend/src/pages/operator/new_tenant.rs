//! The page on which an operator creates a tenant.

use leptos::prelude::*;
use wire::operator::{CreatedTenant, NewTenant as Request};

use super::new_organisation::{Created, NewOrganisation, Words};
use crate::{api, route};

impl From<CreatedTenant> for Created {
    fn from(CreatedTenant { tenant, invited }: CreatedTenant) -> Self {
        Self { address: route::operator::tenant(tenant.id), name: tenant.name, invited }
    }
}

#[component]
pub fn NewTenant() -> impl IntoView {
    let words = Words {
        title: "Create tenant",
        lead: "A live customer organisation. Sandboxes are made with their publishers.",
        list: (route::operator::TENANTS, "Tenants"),
        name_hint: "The name that its people use.",
    };
    let create = |name, owner_email, deliver| {
        api::call(api::operator::create_tenant(Request { name, owner_email, deliver }))
    };
    view! { <NewOrganisation words create /> }
}
