//! The activity page of a tenant: its history.

use leptos::prelude::*;

use super::{reader::use_tenant, verification::Verification};
use crate::{
    api,
    components::{
        layout::PageHeader,
        list::{Export, Listing},
    },
    pages::activity::ActivityList,
};

#[component]
pub fn Activity() -> impl IntoView {
    let tenant = use_tenant();
    let list = Listing::of_history(move |query| api::call(api::admin::activity(tenant, query)));
    view! {
        <PageHeader
            title="Activity"
            lead="Who decided and changed what here, when and from where. Entries are never changed, and never hold a secret."
        />
        <Verification />
        <ActivityList list nothing_yet="Each decision about an app, each credential and each change of members appears here." export=Export::of_history(move |query| api::admin::activity(tenant, query).request.path) />
    }
}
