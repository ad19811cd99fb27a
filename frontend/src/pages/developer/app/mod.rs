//! The pages of one app.

mod add_tenants;
mod address;
mod frame;
mod logo;
mod overview;
mod roll_out;
mod tenants;
mod usage;
mod version;

use leptos::prelude::*;

pub use overview::Overview;
pub use roll_out::RollOut;
pub use tenants::Tenants;
pub use usage::AppUsage;
pub use version::Version;

use self::frame::AppFrame;
use super::{connections::ConnectionList, reader::use_publisher};
use crate::{api, components::list::Listing};

/// What each tenant has decided about the app.
#[component]
pub fn AppConnections() -> impl IntoView {
    let publisher = use_publisher();
    view! {
        <AppFrame of="Connections" let:app>
            <ConnectionList list=Listing::new(move |query| {
                api::call(api::developer::app_connections(publisher, app.id, query))
            }) />
        </AppFrame>
    }
}
