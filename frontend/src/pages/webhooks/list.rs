//! The webhooks of an organisation.

use leptos::prelude::*;
use model::webhook::WebhookOwner;
use wire::webhooks;

use super::{
    calls,
    words::{EnabledBadge, Note, address, host, new_address},
};
use crate::{
    components::{
        Icon, Symbol,
        feedback::{Identifier, Time},
        layout::{PageHeader, use_organisation},
        list::{Column, EmptyState, ListView, Listing},
    },
    pages::counted::count,
};

#[component]
pub fn Webhooks(owner: WebhookOwner, note: Note) -> impl IntoView {
    let place = use_organisation();
    let may_act = place.may_act;
    let list = Listing::new(move |_| calls::list(owner));
    let create = move || {
        view! {
            <a class="btn btn-primary" href=new_address(owner)>
                <Icon symbol=Symbol::Plus />
                "Create webhook"
            </a>
        }
    };
    view! {
        <PageHeader
            title="Webhooks"
            lead=format!("Addresses of {} that are told at once when something happens.", place.name)
        >
            {may_act.then(create)}
        </PageHeader>
        {(!may_act).then(note)}
        <ListView
            list
            noun="webhooks"
            columns=columns(owner)
            empty=move || {
                let next = if may_act { "Create one to hear of decisions, stops and secrets without asking." } else { "Nothing is told to other systems." };
                view! { <EmptyState title="No webhook yet" symbol=Symbol::Webhook>{next}</EmptyState> }
            }
        />
    }
}

fn columns(owner: WebhookOwner) -> Vec<Column<webhooks::Webhook>> {
    vec![
        Column::name("Receiver", move |one: &webhooks::Webhook| {
            view! { <a class="link" href=address(owner, one.id)>{host(&one.url)}</a> }
        }),
        Column::new("Webhook ID", |one: &webhooks::Webhook| {
            let what = format!("webhook ID of {}", host(&one.url));
            view! { <Identifier value=one.id.to_string() what /> }
        }),
        Column::new("Events", |one: &webhooks::Webhook| count(one.events.len(), "event", "events")),
        Column::new("State", |one: &webhooks::Webhook| view! { <EnabledBadge enabled=one.enabled /> }),
        Column::new("Created", |one: &webhooks::Webhook| view! { <Time at=one.created_at /> }),
    ]
}
