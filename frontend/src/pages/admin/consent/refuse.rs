//! The dialogs by which an admin declines or blocks an app.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wire::{
    admin::{ConnectionSummary, Decline, Review},
    texts::Reason as RefusalReason,
};

use super::on_screen::OnScreen;
use crate::{
    api,
    components::{
        feedback::{ConfirmDialog, use_toaster},
        form::TextArea,
        layout::use_organisation,
    },
    pages::admin::{block_publisher::BlockPublisher, reader::use_tenant},
    route,
};

/// The dialogs of Decline and of Block; each wants a reason, which the developer reads.
#[component]
pub fn DeclineOrBlock(
    review: Review,
    declining: RwSignal<bool>,
    blocking: RwSignal<bool>,
    /// Blocks every app of the publisher.
    whole: RwSignal<bool>,
    on_screen: OnScreen,
) -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation().name;
    let reason = on_screen.reason;
    let Review { app_id, version, details_revision, name, publisher, .. } = review;
    let request = move || Decline { version, details_revision, reason: reason.get_untracked().into() };
    let (navigate, toaster) = (use_navigate(), use_toaster());
    let refused = on_screen.refused(version);
    let decided = Callback::new(move |(connection, done): (ConnectionSummary, &'static str)| {
        toaster.done(format!("{} is {done}.", connection.app_name));
        navigate(&route::admin::connection(tenant, connection.id), Default::default());
    });
    let decline_words = format!("{name} gets no access to {place}. You can reconsider later.");
    let block_words = format!(
        "For an app that {place} does not want at all. {name} gets no access, and stays blocked until an admin unblocks it."
    );
    view! {
        <ConfirmDialog
            open=declining
            title=format!("Decline {name}?")
            verb="Decline"
            refused
            run=move || api::call(api::admin::decline(tenant, app_id, request()))
            then=move |connection| decided.run((connection, "declined"))
        >
            <p>{decline_words.clone()}</p>
            <Reason reason />
        </ConfirmDialog>
        <ConfirmDialog
            open=blocking
            title=format!("Block {name}?")
            verb="Block"
            refused
            run=move || api::call(api::admin::block(tenant, app_id, request()))
            then=move |connection| decided.run((connection, "blocked"))
        >
            <p>{block_words.clone()}</p>
            <Reason reason />
        </ConfirmDialog>
        <BlockPublisher publisher open=whole reason=on_screen.publisher_reason refused />
    }
}

#[component]
fn Reason(reason: RwSignal<String>) -> impl IntoView {
    view! {
        <TextArea
            name="reason"
            label="Reason"
            value=reason
            hint="The app’s developer reads this."
            rule=RefusalReason::RULE
            rows=3
        />
    }
}
