//! Sections of a page, and lists of facts by name.

use leptos::prelude::*;

use crate::components::feedback::Identifier;

/// A part of a page under a heading of its own.
#[component]
pub fn Section(
    #[prop(into)] title: String,
    #[prop(optional, into)] lead: Option<Signal<String>>,
    /// A button or link at the heading's right.
    #[prop(optional, into)]
    action: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="section">
            <div class="section-header">
                <div>
                    <h2>{title}</h2>
                    {lead.map(|lead| view! { <p class="section-lead">{move || lead.get()}</p> })}
                </div>
                {action.map(|action| view! { <div class="page-actions">{action.run()}</div> })}
            </div>
            {children()}
        </section>
    }
}

/// Facts by name; holds [`Term`]s.
#[component]
pub fn Definitions(children: Children) -> impl IntoView {
    view! { <dl class="definitions">{children()}</dl> }
}

#[component]
pub fn Term(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! {
        <div class="definition">
            <dt>{label}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// A [`Term`] that is an id or an address, with a copy button.
#[component]
pub fn IdentifierTerm(
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    /// What it is: "tenant ID".
    #[prop(into)]
    what: String,
) -> impl IntoView {
    view! {
        <Term label>
            <Identifier value what />
        </Term>
    }
}
