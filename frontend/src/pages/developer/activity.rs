//! The activity page of a publisher: its history.

use leptos::prelude::*;

use super::reader::use_publisher;
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
    let publisher = use_publisher();
    let list = Listing::of_history(move |query| api::call(api::developer::activity(publisher, query)));
    view! {
        <PageHeader
            title="Activity"
            lead="Who did what, when and from where: your team, and what tenants decided about your apps. Entries are never changed."
        />
        <ActivityList list nothing_yet="What your team does, and what tenants decide about your apps, appears here." export=Export::of_history(move |query| api::developer::activity(publisher, query).request.path) />
    }
}
