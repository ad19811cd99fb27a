//! Former token URLs that answer still, for whoever has one of them in a program.

use leptos::prelude::*;
use wire::addresses::FormerTokenEndpoint;

use crate::components::{
    feedback::{Day, Identifier},
    layout::Term,
};

/// Among facts: nothing where the tenant has no former token URL. `news`: what the reader is to do, in a sentence.
#[component]
pub fn FormerTokenUrls(former: Vec<FormerTokenEndpoint>, news: &'static str) -> impl IntoView {
    (!former.is_empty()).then(|| {
        let one = |one: FormerTokenEndpoint| {
            let until = match one.closes_at {
                Some(at) => view! { "It works until " <Day at /> "." }.into_any(),
                None => "It works until the platform’s operator closes it.".into_any(),
            };
            view! {
                <li class="grid gap-1">
                    <Identifier value=one.url what="former token URL" />
                    <span class="text-sm text-muted">{until}</span>
                </li>
            }
        };
        view! {
            <Term label="Former token URL">
                <div class="grid gap-2">
                    <p>{news}</p>
                    <ul class="grid gap-2">{former.into_iter().map(one).collect_view()}</ul>
                </div>
            </Term>
        }
    })
}
