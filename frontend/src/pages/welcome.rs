use leptos::prelude::*;

use super::unbuilt::Unbuilt;
use crate::components::layout::Bare;

#[component]
pub fn Welcome() -> impl IntoView {
    view! {
        <Bare>
            <Unbuilt />
        </Bare>
    }
}
