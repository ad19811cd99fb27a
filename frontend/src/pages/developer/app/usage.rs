//! The usage of an app, all its connections together.

use leptos::prelude::*;

use super::{super::reader::use_publisher, frame::AppFrame};
use crate::{api, pages::usage::UsageSection};

/// Tokens and refusals of the app at all tenants that have connected it.
#[component]
pub fn AppUsage() -> impl IntoView {
    let publisher = use_publisher();
    view! {
        <AppFrame of="Usage" let:app>
            <UsageSection
                ask=move |query| api::developer::app_usage(publisher, app.id, query)
                title="All connections together"
            />
        </AppFrame>
    }
}
