//! The dialog in which an operator gives a tenant a slug, after its consequences were read.

use leptos::prelude::*;
use wire::{
    addresses::{SetSlug as Request, TenantAddresses},
    texts::TenantSlug,
};

use super::address_change::Doing;
use crate::{
    api,
    components::{
        feedback::{ConfirmDialog, use_toaster},
        form::TextField,
    },
    pages::{end_of_day::end_of_day, typed::wrong_field},
};

#[component]
pub fn SetSlug(doing: Doing) -> impl IntoView {
    let toaster = use_toaster();
    // Outlive a dialog that closes because the page was out of date.
    let (slug, until) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let run = move || async move {
        let keep_old_until =
            end_of_day(&until.get_untracked()).map_err(|wrong| wrong_field("keep_old_until", wrong))?;
        let slug = slug.get_untracked().trim().into();
        let request = Request { slug, keep_old_until, revision: doing.revision() };
        api::call(api::operator::set_slug(doing.tenant, request)).await
    };
    let then = move |now: TenantAddresses| {
        slug.set(String::new());
        until.set(String::new());
        toaster.done("The tenant has a new address. The former one still answers.");
        doing.done(now);
    };
    let title = Signal::derive(move || match doing.list.get().and_then(|now| now.slug) {
        Some(slug) => format!("Change the slug {slug}?"),
        None => "Give the tenant a slug?".to_owned(),
    });
    view! {
        <ConfirmDialog open=doing.naming title refused=doing.refused() verb="Set slug" run then>
            <p>
                "The tenant’s token URL and issuer become those of the new host, and new tokens name it. Partners’ code that calls the former address goes on working until you close it."
            </p>
            <p>
                "A slug is never given to another tenant, even after you have changed it: partners’ code sends secrets there."
            </p>
            <TextField
                name="slug"
                label="Slug"
                value=slug
                hint="3 to 40 lower-case letters, digits and hyphens. It begins the tenant’s host."
                rule=TenantSlug::RULE
                autocomplete="off"
                monospace=true
            />
            <TextField
                name="keep_old_until"
                label="Close the former address on"
                value=until
                kind="date"
                optional=true
                hint="At the end of that day in your time zone. Without a date, it stays open until you close it."
            />
        </ConfirmDialog>
    }
}
