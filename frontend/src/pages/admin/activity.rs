//! The activity page of a tenant: its history.

use leptos::prelude::*;

use super::reader::use_tenant;
use crate::{
    api,
    components::{layout::PageHeader, list::Listing},
    pages::activity::ActivityList,
};

#[component]
pub fn Activity() -> impl IntoView {
    let tenant = use_tenant();
    let list = Listing::new(move |query| api::call(api::admin::activity(tenant, query)));
    view! {
        <PageHeader
            title="Activity"
            lead="Who decided and changed what here, when and from where. Entries are never changed, and never hold a secret."
        />
        <ActivityList list nothing_yet="Each decision about an app, each credential and each change of members appears here." />
    }
}
