//! The navigation of a portal: its pages, with the open one marked.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    components::{Icon, Symbol},
    route,
    session::{Membership, Organisation},
};

struct Entry {
    name: &'static str,
    symbol: Symbol,
    address: String,
}

fn entry(name: &'static str, symbol: Symbol, address: impl Into<String>) -> Entry {
    Entry { name, symbol, address: address.into() }
}

fn entries(place: &Organisation) -> Vec<Entry> {
    match place.membership {
        Membership::Tenant(id, _) => vec![
            entry("Integrations & API access", Symbol::Plug, route::admin::integrations(id)),
            entry("API access", Symbol::Key, route::admin::api_access(id)),
            entry("Activity", Symbol::Activity, route::admin::activity(id)),
            entry("Members", Symbol::Users, route::admin::members(id)),
            entry("Settings", Symbol::Settings, route::admin::settings(id)),
        ],
        Membership::Publisher(id, _) => vec![
            entry("Apps", Symbol::Apps, route::developer::apps(id)),
            entry("Connections", Symbol::Plug, route::developer::connections(id)),
            entry("Activity", Symbol::Activity, route::developer::activity(id)),
            entry("Team", Symbol::Users, route::developer::team(id)),
            entry("Settings", Symbol::Settings, route::developer::settings(id)),
        ],
        Membership::Operator => vec![
            entry("Tenants", Symbol::Building, route::operator::TENANTS),
            entry("APIs & scopes", Symbol::Layers, route::operator::APIS),
            entry("Publishers", Symbol::Users, route::operator::PUBLISHERS),
            entry("Apps", Symbol::Apps, route::operator::APPS),
            entry("Operators", Symbol::Shield, route::operator::OPERATORS),
            entry("Activity", Symbol::Activity, route::operator::ACTIVITY),
            entry("Health", Symbol::Health, route::operator::HEALTH),
        ],
    }
}

/// A portal's pages; the one on the screen, or the one above it, is marked.
#[component]
pub fn Navigation(place: Organisation) -> impl IntoView {
    let path = use_location().pathname;
    let link = move |entry: Entry| {
        let address = entry.address.clone();
        let current = move || {
            path.with(|path| {
                let below = path.strip_prefix(address.as_str())?;
                match below {
                    "" => Some("page"),
                    below => below.starts_with('/').then_some("true"),
                }
            })
        };
        view! {
            <li>
                <a class="nav-link" href=entry.address aria-current=current>
                    <Icon symbol=entry.symbol />
                    {entry.name}
                </a>
            </li>
        }
    };
    view! {
        <nav class="nav" aria-label=place.portal().name()>
            <p class="nav-title" aria-hidden="true">
                {place.portal().name()}
            </p>
            <ul>{entries(&place).into_iter().map(link).collect_view()}</ul>
            <ul class="nav-end">
                <li>
                    <a class="nav-link" href=route::API_DOCS rel="external">
                        <Icon symbol=Symbol::Book />
                        "API documentation"
                    </a>
                </li>
            </ul>
        </nav>
    }
}
