//! The draft: saved by hand, and discarded.

use leptos::prelude::*;
use wire::updates::Draft;

use super::writing::Writing;
use crate::{
    api,
    components::{
        feedback::{Banner, ConfirmDialog, Time, Tone, use_toaster},
        form::{FormState, SideButton},
    },
    pages::developer::reader::use_publisher,
};

/// Saves what stands in the form, whole or not.
#[component]
pub fn SaveDraftButton(writing: Writing, form: FormState) -> impl IntoView {
    let publisher = use_publisher();
    let toaster = use_toaster();
    let save = move |()| {
        let request = writing.draft();
        let wanted = request.scopes.clone();
        let call = async move {
            let saved = api::call(api::developer::save_draft(publisher, writing.app, request)).await;
            saved.map_err(|error| writing.name_fields(error, &wanted))
        };
        form.send(call, move |draft: Draft| {
            writing.keep(&draft);
            toaster.done("The draft is saved.");
        });
    };
    view! { <SideButton on_press=save>"Save draft"</SideButton> }
}

/// Says whose draft this is, and discards it. Nothing where none is saved.
#[component]
pub fn DraftBanner(writing: Writing, form: FormState, discarded: Callback<()>) -> impl IntoView {
    let publisher = use_publisher();
    let toaster = use_toaster();
    let open = RwSignal::new(false);
    let banner = move || {
        writing.saved.get().map(|saved| {
            let words = format!("{} saved it ", saved.by);
            view! {
                <div class="mb-6">
                    <Banner tone=Tone::Info title="You are editing a draft">
                        <div class="flex flex-wrap items-center justify-between gap-3">
                            <p>{words} <Time at=saved.at /> ". No tenant sees it before it is published."</p>
                            <button type="button" class="btn" on:click=move |_| open.set(true)>
                                "Discard draft…"
                            </button>
                        </div>
                    </Banner>
                </div>
            }
        })
    };
    view! {
        {banner}
        <ConfirmDialog
            open
            title="Discard the draft?"
            verb="Discard draft"
            destroys=true
            run=move || api::call(api::developer::discard_draft(publisher, writing.app))
            then=move |()| {
                form.settle();
                toaster.done("The draft is discarded.");
                discarded.run(());
            }
        >
            <p>"The form begins again with what the newest version asks for. This action cannot be undone."</p>
        </ConfirmDialog>
    }
}
