//! The navigation of a portal: its pages, with the open one marked.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::need::NeedKind;

use super::use_needs;
use crate::{
    components::{Icon, Symbol},
    dom, route,
    session::{Membership, Organisation},
};

struct Entry {
    name: &'static str,
    symbol: Symbol,
    address: String,
    /// What is counted beside it.
    needs: &'static [NeedKind],
}

fn entry(name: &'static str, symbol: Symbol, address: impl Into<String>) -> Entry {
    Entry { name, symbol, address: address.into(), needs: &[] }
}

impl Entry {
    fn counting(self, needs: &'static [NeedKind]) -> Self {
        Self { needs, ..self }
    }
}

const OF_CONNECTED_APPS: &[NeedKind] = &[
    NeedKind::SecretLeaked,
    NeedKind::SecretEnds,
    NeedKind::UpdateWaits,
    NeedKind::AppRequested,
    NeedKind::AppWaits,
    NeedKind::AccessEnds,
    NeedKind::SecretUnused,
];
const OF_OWN_CREDENTIALS: &[NeedKind] =
    &[NeedKind::OwnSecretLeaked, NeedKind::OwnSecretEnds, NeedKind::OwnAccessEnds, NeedKind::OwnSecretUnused];
const OF_APPS: &[NeedKind] = &[NeedKind::TenantsWait];
const OF_CONNECTIONS: &[NeedKind] =
    &[NeedKind::SecretLeaked, NeedKind::ConnectionFails, NeedKind::SecretToCollect, NeedKind::TenantDeclined];
const OF_TENANTS: &[NeedKind] = &[NeedKind::TenantSecretLeaked, NeedKind::TenantWithoutOwner];
const OF_HEALTH: &[NeedKind] = &[NeedKind::NodeUnwell, NeedKind::KeyEnds, NeedKind::DeliveryGivenUp];

fn entries(place: &Organisation) -> Vec<Entry> {
    match place.membership {
        Membership::Tenant(id, _) => vec![
            entry("Connected apps", Symbol::Plug, route::admin::integrations(id)).counting(OF_CONNECTED_APPS),
            entry("Our own credentials", Symbol::Key, route::admin::api_access(id))
                .counting(OF_OWN_CREDENTIALS),
            entry("Activity", Symbol::Activity, route::admin::activity(id)),
            entry("Members", Symbol::Users, route::admin::members(id)),
            entry("Webhooks", Symbol::Webhook, route::admin::webhooks(id)),
            entry("Settings", Symbol::Settings, route::admin::settings(id)),
        ],
        Membership::Publisher(id, _) => vec![
            entry("Apps", Symbol::Apps, route::developer::apps(id)).counting(OF_APPS),
            entry("Connections", Symbol::Plug, route::developer::connections(id)).counting(OF_CONNECTIONS),
            entry("Activity", Symbol::Activity, route::developer::activity(id)),
            entry("Team", Symbol::Users, route::developer::team(id)),
            entry("Webhooks", Symbol::Webhook, route::developer::webhooks(id)),
            entry("Settings", Symbol::Settings, route::developer::settings(id)),
        ],
        Membership::Operator => vec![
            entry("Tenants", Symbol::Building, route::operator::TENANTS).counting(OF_TENANTS),
            entry("APIs & scopes", Symbol::Layers, route::operator::APIS),
            entry("Workload issuers", Symbol::Key, route::operator::WORKLOAD_ISSUERS),
            entry("Publishers", Symbol::Users, route::operator::PUBLISHERS),
            entry("Apps", Symbol::Apps, route::operator::APPS),
            entry("Operators", Symbol::Shield, route::operator::OPERATORS),
            entry("Activity", Symbol::Activity, route::operator::ACTIVITY),
            entry("Health", Symbol::Health, route::operator::HEALTH).counting(OF_HEALTH),
        ],
    }
}

/// More of a kind are not counted.
fn counted(count: u64) -> String {
    if count > 99 { "99+".to_owned() } else { count.to_string() }
}

/// A portal's pages; the one on the screen, or the one above it, is marked.
#[component]
pub fn Navigation(place: Organisation) -> impl IntoView {
    let path = use_location().pathname;
    let needs = use_needs();
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
        let (id, kinds) = (dom::unique_id("count"), entry.needs);
        let described = id.clone();
        let count = Memo::new(move |_| needs.count(kinds));
        view! {
            <li>
                <a
                    class="nav-link"
                    href=entry.address
                    aria-current=current
                    aria-describedby=move || (count.get() > 0).then(|| described.clone())
                >
                    <Icon symbol=entry.symbol />
                    {entry.name}
                    <span class="nav-count" id=id aria-hidden="true" hidden=move || count.get() == 0>
                        {move || counted(count.get())}
                        <span class="sr-only">" waiting"</span>
                    </span>
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
                    <a class="nav-link" href=route::DOCS rel="external">
                        <Icon symbol=Symbol::Book />
                        "API documentation"
                    </a>
                </li>
            </ul>
        </nav>
    }
}
