//! "Needs you": what waits for the reader, each line with the way to its one action.

use leptos::prelude::*;
use model::need::NeedKind;
use wire::needs::{Need, NeedsYou as Answer};

use super::counted::count;
use crate::{
    components::{
        feedback::{Badge, Day, Time, Tone},
        layout::{use_needs, use_organisation},
        list::ErrorState,
    },
    dom, route,
    session::{Membership, Organisation},
};

/// On top of the portal's first page; nothing where nothing waits.
#[component]
pub fn NeedsYou() -> impl IntoView {
    let needs = use_needs().news();
    move || match (needs.get(), needs.error()) {
        (Some(found), _) if found.items.is_empty() => ().into_any(),
        (Some(found), _) => view! { <List found /> }.into_any(),
        (None, Some(error)) => {
            let retry = move |()| needs.reload();
            view! { <div class="mb-6"><ErrorState error retry /></div> }.into_any()
        }
        (None, None) => view! { <p class="sr-only" role="status">"Loading"</p> }.into_any(),
    }
}

#[component]
fn List(found: Answer) -> impl IntoView {
    let id = dom::unique_id("needs");
    let place = use_organisation();
    let labelled_by = id.clone();
    let title = if place.may_act { "Needs you" } else { "Waits for someone who may act" };
    let Answer { items, more, .. } = found;
    let all = items.len() + usize::try_from(more).unwrap_or_default();
    let lines = items.into_iter().map(|need| view! { <Line need place=place.clone() /> }).collect_view();
    view! {
        <section class="needs" aria-labelledby=labelled_by>
            <div class="needs-head">
                <h2 id=id>{title}</h2>
                <p class="text-sm text-muted">{count(all, "thing", "things")}</p>
            </div>
            <ul role="list">{lines}</ul>
            {(more > 0).then(|| view! { <p class="need text-sm text-muted">{format!("And {more} more.")}</p> })}
        </section>
    }
}

#[component]
fn Line(need: Need, place: Organisation) -> impl IntoView {
    let id = dom::unique_id("need");
    let (address, verb) = way(&need, &place);
    let (tone, badge) = if has_ended(&need) { (Tone::Caution, "Ended") } else { badge(need.kind) };
    let title = title(&need, place.may_act);
    view! {
        <li class="need">
            <div class="need-words">
                <p class="need-title" id=id.clone()>{title}</p>
                <p class="text-sm text-muted"><Remark need /></p>
            </div>
            <span class="flex flex-wrap items-center gap-3">
                <Badge tone>{badge}</Badge>
                <a class="btn" href=address aria-describedby=id>{verb}</a>
            </span>
        </li>
    }
}

const fn badge(kind: NeedKind) -> (Tone, &'static str) {
    match kind {
        NeedKind::SecretLeaked | NeedKind::OwnSecretLeaked | NeedKind::TenantSecretLeaked => {
            (Tone::Danger, "Secret leaked")
        }
        NeedKind::NodeUnwell | NeedKind::ConnectionFails => (Tone::Danger, "Fails"),
        NeedKind::DeliveryGivenUp => (Tone::Danger, "Given up"),
        NeedKind::SecretEnds
        | NeedKind::OwnSecretEnds
        | NeedKind::KeyEnds
        | NeedKind::AccessEnds
        | NeedKind::OwnAccessEnds => (Tone::Caution, "Ending"),
        NeedKind::UpdateWaits => (Tone::Info, "Update"),
        NeedKind::TenantDeclined => (Tone::Caution, "Declined"),
        NeedKind::SecretToCollect => (Tone::Info, "To collect"),
        NeedKind::TenantWithoutOwner => (Tone::Caution, "No owner"),
        NeedKind::AppRequested => (Tone::Info, "Requested"),
        NeedKind::AppWaits | NeedKind::TenantsWait => (Tone::Neutral, "Waiting"),
        NeedKind::SecretUnused | NeedKind::OwnSecretUnused => (Tone::Neutral, "Unused"),
    }
}

fn title(need: &Need, may_act: bool) -> String {
    let Need { kind, name, other, .. } = need;
    let other = other.as_deref().unwrap_or_default();
    let many = usize::try_from(need.count.unwrap_or_default()).unwrap_or(usize::MAX);
    match kind {
        NeedKind::SecretLeaked if !other.is_empty() => {
            format!("{name} at {other}: the secret was reported as leaked")
        }
        NeedKind::TenantSecretLeaked => format!("{name} at {other}: the secret was reported as leaked"),
        NeedKind::SecretLeaked | NeedKind::OwnSecretLeaked => {
            format!("{name}: its secret was reported as leaked")
        }
        NeedKind::SecretEnds | NeedKind::OwnSecretEnds if has_ended(need) => {
            format!("{name}: its secret has ended")
        }
        NeedKind::SecretEnds | NeedKind::OwnSecretEnds => format!("{name}: its secret ends"),
        NeedKind::KeyEnds => format!("A {other} signing key ends, and none takes its place"),
        NeedKind::DeliveryGivenUp => {
            format!("{} for {} given up", count(many, "delivery", "deliveries"), name.replace('_', " "))
        }
        NeedKind::TenantWithoutOwner => format!("{name} has no owner"),
        NeedKind::ConnectionFails => format!("{name} at {other}: the last {many} calls were refused"),
        NeedKind::SecretToCollect => format!("The secret of {name} at {other} is to be collected"),
        NeedKind::UpdateWaits => {
            format!("Version {} of {name} waits for review", need.version.unwrap_or_default())
        }
        NeedKind::AppRequested if many > 1 => {
            format!("{other} and {} ask for {name}", count(many - 1, "other", "others"))
        }
        NeedKind::AppRequested => format!("{other} asks for {name}"),
        NeedKind::AppWaits if may_act => format!("{name} waits for your decision"),
        NeedKind::AppWaits => format!("{name} waits for a decision"),
        NeedKind::AccessEnds | NeedKind::OwnAccessEnds => format!("The access of {name} ends"),
        NeedKind::TenantDeclined => format!("{other} has declined {name}"),
        NeedKind::TenantsWait => {
            format!("{name}: {} not decided yet", count(many, "tenant has", "tenants have"))
        }
        NeedKind::SecretUnused | NeedKind::OwnSecretUnused => format!("{name} was not used for 90 days"),
        NeedKind::NodeUnwell => format!("{name} {}", need.detail.as_deref().unwrap_or_default()),
    }
}

fn has_ended(need: &Need) -> bool {
    need.ends_at.is_some_and(|at| at.timestamp_millis() <= dom::now_milliseconds())
}

/// What follows from it, and when.
#[component]
fn Remark(need: Need) -> impl IntoView {
    let ended = has_ended(&need);
    let Need { kind, name, other, since, ends_at, .. } = need;
    let words = match kind {
        NeedKind::SecretLeaked if other.is_some() => {
            "It gets no tokens until an admin of the tenant makes a new secret."
        }
        NeedKind::SecretLeaked | NeedKind::OwnSecretLeaked => {
            "It gets no tokens until there is a new secret."
        }
        NeedKind::TenantSecretLeaked => "It no longer works. The tenant’s admins can regenerate it.",
        NeedKind::SecretEnds | NeedKind::OwnSecretEnds if ended => {
            "It gets no tokens until there is a new secret."
        }
        NeedKind::SecretEnds | NeedKind::OwnSecretEnds => {
            "Without a new secret it gets no tokens after that."
        }
        NeedKind::KeyEnds => "Tokens cannot be signed after that.",
        NeedKind::DeliveryGivenUp => "They were tried again and again, without success.",
        NeedKind::TenantWithoutOwner => "No one can invite its people.",
        NeedKind::ConnectionFails => "Recent calls on the connection say why, and what to do.",
        NeedKind::SecretToCollect => "The tenant has allowed the app. It gets tokens once it has the secret.",
        NeedKind::UpdateWaits => "Until then it keeps the access that it has.",
        NeedKind::AppRequested => "The reason stands with the app. It has no access.",
        NeedKind::AppWaits => "It has no access.",
        NeedKind::OwnAccessEnds => "They get no tokens after that.",
        NeedKind::AccessEnds => "It gets no tokens after that.",
        NeedKind::TenantDeclined => "Read the reason on the connection.",
        NeedKind::TenantsWait => "You named them; the app has no access there.",
        NeedKind::SecretUnused | NeedKind::OwnSecretUnused => "What no one uses need not stay open.",
        NeedKind::NodeUnwell => "On the node that answered you.",
    };
    let publisher = other.filter(|_| kind == NeedKind::AppWaits).map(|name| format!("By {name}. "));
    let key = (kind == NeedKind::KeyEnds).then(|| view! { <code class="wrap-anywhere">{name}</code> ". " });
    view! {
        {publisher}
        {key}
        {since.map(|at| view! { {begins(kind)} " " <Time at /> ". " })}
        {ends_at.map(|at| view! { "On " <Day at /> ". " })}
        {words}
    }
}

/// What stands before the time since when it waits.
const fn begins(kind: NeedKind) -> &'static str {
    match kind {
        NeedKind::AppWaits | NeedKind::TenantsWait => "Offered",
        NeedKind::AppRequested => "Asked first",
        NeedKind::ConnectionFails => "Last refused",
        NeedKind::UpdateWaits => "Published",
        NeedKind::SecretUnused | NeedKind::OwnSecretUnused => "Last used or made",
        NeedKind::TenantWithoutOwner => "Created",
        NeedKind::SecretLeaked | NeedKind::OwnSecretLeaked | NeedKind::TenantSecretLeaked => "Reported",
        _ => "Since",
    }
}

/// Where its one action is, and what leads there.
fn way(need: &Need, place: &Organisation) -> (String, &'static str) {
    match place.membership {
        Membership::Tenant(tenant, _) => match (need.app_id, need.connection_id, need.client_id) {
            (Some(app), ..) => {
                let verb = if place.may_act { "Review" } else { "See request" };
                (route::admin::consent(tenant, app), verb)
            }
            (_, Some(connection), _) if need.kind == NeedKind::UpdateWaits => {
                let verb = if place.may_act { "Review update" } else { "See update" };
                (route::admin::update(tenant, connection), verb)
            }
            (_, Some(connection), _) => {
                regenerates(need, place, route::admin::connection(tenant, connection), "Go to connection")
            }
            (_, _, Some(client)) => {
                regenerates(need, place, route::admin::credential(tenant, client), "Go to credentials")
            }
            _ => (route::admin::integrations(tenant), "Go to connected apps"),
        },
        Membership::Publisher(publisher, _) => match (need.app_id, need.connection_id) {
            (Some(app), _) => (route::developer::targets(publisher, app), "Go to tenants"),
            (_, Some(connection)) => {
                let collects = need.kind == NeedKind::SecretToCollect && place.may_act;
                let verb = if collects { "Collect" } else { "Go to connection" };
                (route::developer::connection(publisher, connection), verb)
            }
            _ => (route::developer::connections(publisher), "Go to connections"),
        },
        Membership::Operator => match need.tenant_id {
            Some(tenant) => (route::operator::tenant(tenant), "Go to tenant"),
            None => (route::operator::HEALTH.to_owned(), "Go to health"),
        },
    }
}

/// To the dialog on a page of the tenant's that is the way out of a leaked secret, for those who may; else to the page.
fn regenerates(
    need: &Need,
    place: &Organisation,
    page: String,
    verb: &'static str,
) -> (String, &'static str) {
    match need.kind {
        NeedKind::SecretLeaked | NeedKind::OwnSecretLeaked if place.may_act => {
            (route::admin::regenerate(&page), "Regenerate secret…")
        }
        _ => (page, verb),
    }
}
