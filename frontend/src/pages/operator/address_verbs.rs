//! The dialogs in which an operator closes an address of a tenant, and opens it again.

use leptos::prelude::*;
use wire::addresses::{CloseAddress, OpenAddress, TenantAddresses};

use super::address_change::Doing;
use crate::{
    api,
    components::{
        feedback::{Breakable, ConfirmDialog, use_toaster},
        form::TextField,
    },
    pages::{end_of_day::end_of_day, typed::wrong_field},
};

#[component]
pub fn Close(doing: Doing) -> impl IntoView {
    let (toaster, day) = (use_toaster(), RwSignal::new(String::new()));
    let run = move || async move {
        let at = end_of_day(&day.get_untracked()).map_err(|wrong| wrong_field("at", wrong))?;
        let request = CloseAddress { issuer: doing.issuer().into(), at, revision: doing.revision() };
        api::call(api::operator::close_address(doing.tenant, request)).await
    };
    let then = move |now: TenantAddresses| {
        let later = !day.get_untracked().is_empty();
        day.set(String::new());
        toaster.done(if later {
            "The address will be closed at the end of that day."
        } else {
            "The address is closed."
        });
        doing.done(now);
    };
    view! {
        <ConfirmDialog
            open=doing.closing
            title="Close this address?"
            refused=doing.refused()
            verb="Close address"
            run
            then
        >
            <p class="wrap-anywhere">
                <code>
                    <Breakable text=doing.issuer() />
                </code>
            </p>
            <p>
                "Partners’ code that still calls it gets no tokens, and the tokens that name it stop working within a second. You can open it again; tokens that were revoked stay so."
            </p>
            <TextField
                name="at"
                label="Close it on"
                value=day
                kind="date"
                optional=true
                hint="At the end of that day in your time zone. Without a date, it is closed now."
            />
        </ConfirmDialog>
    }
}

#[component]
pub fn OpenAgain(doing: Doing) -> impl IntoView {
    let toaster = use_toaster();
    let run = move || async move {
        let request = OpenAddress { issuer: doing.issuer().into(), revision: doing.revision() };
        api::call(api::operator::open_address(doing.tenant, request)).await
    };
    let then = move |now: TenantAddresses| {
        toaster.done("The address is open.");
        doing.done(now);
    };
    view! {
        <ConfirmDialog
            open=doing.opening
            title="Open this address again?"
            refused=doing.refused()
            verb="Open address"
            run
            then
        >
            <p class="wrap-anywhere">
                <code>
                    <Breakable text=doing.issuer() />
                </code>
            </p>
            <p>"The tenant’s clients get tokens there again, and it stays open until you close it."</p>
        </ConfirmDialog>
    }
}
