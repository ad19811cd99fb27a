//! The receipts of decisions about a connection, or about the organisation's own credentials.

use api_client::Call;
use leptos::prelude::*;
use wire::{
    page::{Page, PageQuery},
    receipts::ReceiptSummary,
};

use super::{reader::use_tenant, receipt::decided};
use crate::{
    api,
    components::{
        feedback::Day,
        layout::Section,
        list::{EmptyState, Loaded, Loader},
    },
    route,
};

/// The newest that are listed; the API has the others.
pub fn newest() -> PageQuery {
    PageQuery { limit: Some(50), ..PageQuery::default() }
}

/// A part of a page, with what is asked for the list.
#[component]
pub fn Receipts<Ask>(ask: Ask) -> impl IntoView
where
    Ask: Fn(PageQuery) -> Call<Page<ReceiptSummary>> + 'static,
{
    let receipts = Loader::new(move || api::call(ask(newest())));
    view! {
        <Section title="Receipts" lead="A signed record of each decision. Anyone can verify it without this platform.">
            <Loaded from=receipts headed=true let:page>
                {if page.items.is_empty() {
                    view! {
                        <EmptyState title="There is no receipt yet">
                            "Each decision from now on has one. Decisions from before receipts stand in the activity."
                        </EmptyState>
                    }
                    .into_any()
                } else {
                    view! { <ReceiptLines receipts=page.items /> }.into_any()
                }}
            </Loaded>
        </Section>
    }
}

#[component]
pub fn ReceiptLines(receipts: Vec<ReceiptSummary>) -> impl IntoView {
    let tenant = use_tenant();
    let line = move |one: ReceiptSummary| {
        view! {
            <li class="flex flex-wrap items-baseline justify-between gap-x-4">
                <p>
                    <a class="link" href=route::admin::receipt(tenant, one.id)>{words(&one)}</a>
                    {format!(" by {}", one.decided_by)}
                </p>
                <span class="text-sm text-muted"><Day at=one.decided_at /></span>
            </li>
        }
    };
    view! {
        <ul class="panel grid gap-3" role="list">
            {receipts.into_iter().map(line).collect_view()}
        </ul>
    }
}

/// "Allowed, version 1".
fn words(one: &ReceiptSummary) -> String {
    match one.version {
        Some(version) => format!("{}, version {version}", decided(one.decision)),
        None => decided(one.decision).to_owned(),
    }
}
