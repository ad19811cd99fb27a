//! An address among an app's details, as a link.

use leptos::prelude::*;

use crate::components::outside::OutsideLink;

/// A link out of the product, or a word where there is none.
#[component]
pub fn Address(url: Option<String>) -> impl IntoView {
    match url {
        Some(address) => view! { <OutsideLink address /> }.into_any(),
        None => "None".into_any(),
    }
}
