//! The dialog by which a tenant blocks a publisher.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wire::{
    admin::{self, PublisherCard},
    texts::Reason,
};

use super::reader::use_tenant;
use crate::{
    api,
    components::{
        feedback::{ConfirmDialog, OnError, Time, use_toaster},
        form::TextArea,
        layout::{Section, use_organisation},
        list::{ErrorState, Loader},
    },
    pages::{counted::HowMany, focus::settle_focus, out_of_date::unless_out_of_date},
    route,
};

#[component]
pub fn BlockPublisher(
    publisher: PublisherCard,
    open: RwSignal<bool>,
    /// Stands outside of what a change of the page builds again.
    reason: RwSignal<String>,
    refused: OnError,
) -> impl IntoView {
    let (tenant, place) = (use_tenant(), use_organisation().name);
    let (navigate, toaster) = (use_navigate(), use_toaster());
    let PublisherCard { id: publisher_id, name, .. } = publisher;
    let words = format!(
        "No app of {name} is shown to {place} until an admin unblocks it under Connect new app. Apps of {name} that are connected stay connected: disable or delete those connections where you want that."
    );
    view! {
        <ConfirmDialog
            open
            title=format!("Block every app of {name}?")
            refused
            verb="Block publisher"
            run=move || {
                let request = admin::BlockPublisher { publisher_id, reason: reason.get_untracked().into() };
                async move { api::call(api::admin::block_publisher(tenant, request)).await }
            }
            then=move |blocked: admin::BlockedPublisher| {
                toaster.done(format!("{} is blocked.", blocked.publisher.name));
                navigate(&route::admin::connect(tenant), Default::default());
            }
        >
            <p>{words.clone()}</p>
            <TextArea name="reason" label="Reason" value=reason hint="For your own history." rule=Reason::RULE rows=3 />
        </ConfirmDialog>
    }
}

const TITLE: &str = "Blocked publishers";

/// The publishers that are blocked, and the way back; nothing while there is none.
#[component]
pub fn BlockedPublishers(#[prop(into)] unblocked: Callback<()>) -> impl IntoView {
    let tenant = use_tenant();
    let may_act = use_organisation().may_act;
    let blocked = Loader::new(move || api::call(api::admin::blocked_publishers(tenant)));
    let toaster = use_toaster();
    let read_again = move || {
        blocked.reload_then(settle_focus);
        unblocked.run(());
    };
    let refused = Callback::new(move |error| unless_out_of_date(error, toaster, read_again));
    let opening = RwSignal::new(None::<PublisherCard>);
    let open = RwSignal::new(false);
    let name = move || opening.get().map(|publisher| publisher.name).unwrap_or_default();
    let row = move |one: admin::BlockedPublisher| {
        let publisher = one.publisher.clone();
        let start = move |_| {
            opening.set(Some(publisher.clone()));
            open.set(true);
        };
        view! {
            <li class="flex flex-wrap items-start justify-between gap-4">
                <div class="grid min-w-0 gap-1">
                    <strong class="wrap-anywhere">{one.publisher.name.clone()}</strong>
                    <p class="wrap-anywhere">{format!("“{}”", one.reason)}</p>
                    <p class="text-sm text-muted">"Blocked by " {one.blocked_by} ", " <Time at=one.blocked_at /></p>
                </div>
                {may_act
                    .then(|| {
                        view! {
                            <button type="button" class="btn" on:click=start>
                                <span>"Unblock" <span class="sr-only">{format!(" {}", one.publisher.name)}</span> "…"</span>
                            </button>
                        }
                    })}
            </li>
        }
    };
    let listed = move || {
        let items = blocked.get().map(|page| page.items).filter(|items| !items.is_empty())?;
        Some(view! {
            <Section title=TITLE lead="Their apps are not shown here.">
                <HowMany number=items.len() one="blocked publisher" many="blocked publishers" />
                <ul class="panel grid gap-4" role="list">
                    {items.into_iter().map(row).collect_view()}
                </ul>
            </Section>
        })
    };
    // Under its own heading, so that it is not taken for the list of apps.
    let failed = move || {
        let error = blocked.error()?;
        Some(view! {
            <Section title=TITLE>
                <ErrorState error retry=move |()| blocked.reload() />
            </Section>
        })
    };
    let loading = move || blocked.get().is_none() && blocked.error().is_none();
    view! {
        <Show when=loading>
            <p class="sr-only" role="status">"Loading"</p>
        </Show>
        {listed}
        {failed}
        <ConfirmDialog
            open
            title=Signal::derive(move || format!("Unblock {}?", name()))
            refused
            verb="Unblock publisher"
            run=move || async move {
                let publisher = opening.get_untracked().ok_or(crate::api::ApiError::NotFound)?;
                api::call(api::admin::unblock_publisher(tenant, publisher.id)).await
            }
            then=move |()| {
                toaster.done(format!("{} is unblocked.", name()));
                read_again();
            }
        >
            <p>"Its apps are shown again. This allows none of them."</p>
        </ConfirmDialog>
    }
}
