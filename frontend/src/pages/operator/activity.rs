//! The activity page of the platform: its whole history.

use leptos::prelude::*;

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
    let list = Listing::of_history(|query| api::call(api::operator::activity(query)));
    view! {
        <PageHeader
            title="Activity"
            lead="What operators did and who signed in, when and from where. Entries are never changed."
        />
        <ActivityList list nothing_yet="Each tenant, API, scope and publisher that is created or changed appears here." export=Export::of_history(|query| api::operator::activity(query).request.path) />
    }
}
