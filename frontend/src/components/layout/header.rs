//! The header of a page: its title, what it is for, and its main action.

use leptos::{html, prelude::*};

use super::use_announcer;
use crate::{
    components::{Icon, Symbol},
    dom,
};

/// A page's title, one line on what it is for, and at the right its one primary action (the children).
///
/// Sets the document's title, and takes focus when the person comes from another page.
#[component]
pub fn PageHeader(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] lead: Option<Signal<String>>,
    /// Address and name of the page above.
    #[prop(optional, into)]
    back: Option<(String, String)>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    let announcer = use_announcer();
    Effect::new(move || {
        let title = title.get();
        document().set_title(&format!("{title} · {}", dom::platform_name()));
        if let Some(heading) = heading.get()
            && announcer.arrived(&title)
        {
            dom::focus(&heading);
        }
    });
    view! {
        <header class="page-header">
            {back
                .map(|(address, name)| {
                    view! {
                        <a class="back" href=address>
                            <Icon symbol=Symbol::ArrowLeft />
                            {name}
                        </a>
                    }
                })}
            <div class="page-header-row">
                <div class="page-header-words">
                    <h1 tabindex="-1" node_ref=heading>
                        {move || title.get()}
                    </h1>
                    {lead.map(|lead| view! { <p class="lead">{move || lead.get()}</p> })}
                </div>
                {children.map(|actions| view! { <div class="page-actions">{actions()}</div> })}
            </div>
        </header>
    }
}
