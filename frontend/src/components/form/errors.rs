//! The summary of a form's problems, with a link to each field.

use leptos::prelude::*;

use super::{
    FormState,
    state::{Known, Wrong},
};
use crate::{
    components::{Icon, Symbol},
    dom,
};

/// What is wrong with the form around, each with a link to its field; takes focus when something is.
#[component]
pub fn ErrorSummary(
    /// Leaves out what stands beside its field: for short forms, where all fields are in sight.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let Some(form) = use_context::<FormState>() else { return ().into_any() };
    let content = move || {
        let mut wrong = form.wrong.get();
        if short {
            wrong.retain(|wrong| form.element_of(&wrong.field).is_none());
        }
        (!wrong.is_empty()).then(|| {
            view! {
                <div class="banner tone-danger" node_ref=form.summary tabindex="-1" role="alert">
                    <Icon symbol=Symbol::Alert />
                    <div class="banner-words">
                        <Words wrong=wrong known=form.known.get_value() />
                    </div>
                </div>
            }
        })
    };
    content.into_any()
}

#[component]
fn Words(wrong: Vec<Wrong>, known: Vec<Known>) -> impl IntoView {
    if let [only] = wrong.as_slice()
        && only.field.is_empty()
    {
        return view! { <p class="banner-title">{only.message.clone()}</p> }.into_any();
    }
    let line = move |wrong: Wrong| match known.iter().find(|known| known.name == wrong.field) {
        Some(field) => {
            let element = field.element.clone();
            view! {
                <li>
                    <a
                        class="link"
                        href=format!("#{element}")
                        on:click=move |event| {
                            event.prevent_default();
                            dom::focus_id(&element);
                        }
                    >
                        {field.label.clone()}
                    </a>
                    ": "
                    {wrong.message}
                </li>
            }
            .into_any()
        }
        None => view! { <li>{wrong.message}</li> }.into_any(),
    };
    let title = if wrong.len() == 1 { "Check this before you go on" } else { "Check these before you go on" };
    view! {
        <p class="banner-title">{title}</p>
        <ul class="bullets">{wrong.into_iter().map(line).collect_view()}</ul>
    }
    .into_any()
}
