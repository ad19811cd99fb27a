//! Parts that several pages of the admin portal share.

use leptos::prelude::*;
use model::{Timestamp, credential::AuthMethod, ids::TenantId};
use wire::admin::{Client, PublisherCard, SecretHint};

use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Badge, Banner, Day, Identifier, Time, Tone},
        layout::{Definitions, Term, use_organisation},
        list::Loader,
        outside::{ContactLink, OutsideLink},
    },
    pages::parts::{LimitTerm, VerifiedBadge},
};

/// The tenant of the address. The frame has found it among the person's own.
pub fn use_tenant() -> TenantId {
    expect_context()
}

/// What the reader calls the page of the apps that wait for a decision: a viewer connects none.
pub fn connect_title() -> &'static str {
    if use_organisation().may_act { "Connect new app" } else { "Available apps" }
}

/// Tells a viewer whom to ask, by name.
#[component]
pub fn AskAdmin(
    /// What an admin can do here: "allow or decline BrightBill Claims".
    #[prop(into)]
    to: String,
) -> impl IntoView {
    let tenant = use_tenant();
    let facts = Loader::new(move || api::call(api::admin::tenant(tenant)));
    let admins = move || facts.get().map(|tenant| tenant.admins).unwrap_or_default();
    view! {
        <Banner tone=Tone::Info title=format!("Ask an admin to {to}")>
            <p>"You are a viewer here: you see everything and change nothing."</p>
            <ul class="bullets">
                {move || {
                    let line = |admin: wire::admin::Contact| {
                        view! { <li>{admin.name} ", " <ContactLink contact=admin.email /></li> }
                    };
                    admins().into_iter().map(line).collect_view()
                }}
            </ul>
        </Banner>
    }
}

/// Who is behind an app, and where to read more and ask.
#[component]
pub fn AboutPublisher(
    publisher: PublisherCard,
    website: Option<String>,
    privacy_policy: Option<String>,
    support_contact: String,
) -> impl IntoView {
    let pages = [("Website", website.or(publisher.website)), ("Privacy policy", privacy_policy)];
    let links = pages.into_iter().filter_map(|(words, address)| Some((words, address?)));
    let link = |(words, address): (&'static str, String)| view! { <li><OutsideLink address words /></li> };
    view! {
        <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
            <span>"by " <strong>{publisher.name}</strong></span>
            <VerifiedBadge verified=publisher.verified />
            <ul class="flex flex-wrap gap-x-4 gap-y-1" role="list">
                {links.map(link).collect_view()}
                <li><ContactLink contact=support_contact words="Support" /></li>
            </ul>
        </div>
    }
}

/// Where an earlier try has regenerated a secret, its answer was lost, and the page cannot be read again to say so.
pub const SECRET_NOT_SHOWN: &str = "The old secret no longer works. The new one did not reach this page and is not kept: regenerate it again.";

/// A client as one sees it afterwards: everything but its secret.
#[component]
pub fn ClientFacts(client: Client) -> impl IntoView {
    let tenant = use_tenant();
    let Client { client_id, auth_method, issuer, token_endpoint, secrets, .. } = client;
    let Client { created_by, created_at, regenerated_by, regenerated_at, limits, .. } = client;
    let keyless = auth_method == AuthMethod::PrivateKeyJwt;
    let without = secrets.is_empty().then(|| {
        let words = if keyless {
            "None: the app signs its requests with a key of its own."
        } else {
            "None yet: its developer collects it."
        };
        view! { <Term label="Client secret">{words}</Term> }
    });
    let regenerated = regenerated_at.map(|at| {
        view! {
            <Time at />
            {regenerated_by.map(|by| format!(" by {by}"))}
        }
    });
    let never = regenerated.is_none();
    view! {
        <Definitions>
            <Term label="Tenant ID">
                <Identifier value=tenant.to_string() what="tenant ID" />
            </Term>
            <Term label="Client ID">
                <Identifier value=client_id.to_string() what="client ID" />
            </Term>
            <Term label="Token URL">
                <Identifier value=token_endpoint what="token URL" />
            </Term>
            {keyless.then(|| view! {
                <Term label="Issuer">
                    <Identifier value=issuer what="issuer" />
                </Term>
            })}
            {without}
            {secrets.into_iter().map(|secret| view! { <SecretTerm secret /> }).collect_view()}
            <Term label="Generated">
                <Time at=created_at />
                {format!(" by {created_by}")}
            </Term>
            {(!keyless).then(|| view! { <Term label="Last regenerated">{regenerated} {never.then_some("Never")}</Term> })}
            <LimitTerm limits />
        </Definitions>
    }
}

/// When the client's secret was reported as leaked, where no other of its secrets works.
pub fn leaked(client: &Client) -> Option<Timestamp> {
    let reported = client.secrets.iter().map(|secret| secret.reported_at).collect::<Option<Vec<_>>>()?;
    reported.into_iter().max()
}

#[component]
pub fn LeakedBadge() -> impl IntoView {
    view! {
        <Badge tone=Tone::Danger symbol=Symbol::Alert>
            "Secret leaked"
        </Badge>
    }
}

/// Says on top of a page that its secret was reported as leaked; the children are the way out.
#[component]
pub fn Leaked(
    at: Timestamp,
    /// What stands still: "BrightBill Claims".
    #[prop(into)]
    what: String,
    children: Children,
) -> impl IntoView {
    view! {
        <Banner tone=Tone::Danger title="The secret was reported as leaked">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <p class="min-w-0 flex-1 basis-72">
                    "Someone presented it on " <Day at /> {format!(". It no longer works: {what} gets no tokens until it has a new secret.")}
                </p>
                {children()}
            </div>
        </Banner>
    }
}

/// The way out where a secret is of no use: opens the page's dialog.
#[component]
pub fn RegenerateButton(regenerating: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="button" class="btn" on:click=move |_| regenerating.set(true)>
            <Icon symbol=Symbol::Refresh />
            "Regenerate secret…"
        </button>
    }
}

#[component]
fn SecretTerm(secret: SecretHint) -> impl IntoView {
    let used = secret.last_used_at.map(|at| view! { "Last used " <Time at /> });
    let unused = used.is_none();
    view! {
        <Term label="Client secret">
            <div class="grid gap-1">
                <code>
                    <span aria-hidden="true">"••••••••"</span>
                    <span class="sr-only">"Hidden, ends in "</span>
                    {secret.hint}
                </code>
                <span class="text-sm text-muted">
                    "Made by " {secret.created_by} " " <Time at=secret.created_at /> ". " {used}
                    {unused.then_some("Not used yet")} "."
                    {secret.reported_at.map(|at| view! { " Reported as leaked " <Time at /> ": it no longer works." })}
                </span>
            </div>
        </Term>
    }
}

/// Verbs of a page, at its bottom; holds [`Action`]s.
#[component]
pub fn Actions(children: Children) -> impl IntoView {
    view! { <ul class="panel grid divide-y divide-base-300 py-2" role="list">{children()}</ul> }
}

/// A verb with its consequence in one line, and its button.
#[component]
pub fn Action(
    #[prop(into)] consequence: String,
    /// The button's words: "Disable…".
    label: &'static str,
    symbol: Symbol,
    #[prop(optional)] destroys: bool,
    open: RwSignal<bool>,
    /// The dialog that the button opens, where it stands nowhere else.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let class = if destroys { "btn btn-danger-quiet shrink-0" } else { "btn shrink-0" };
    view! {
        <li class="flex flex-wrap items-center justify-between gap-3 py-4">
            <p class="min-w-0 flex-1 basis-72">{consequence}</p>
            <button type="button" class=class on:click=move |_| open.set(true)>
                <Icon symbol />
                {label}
            </button>
            {children.map(|dialog| dialog())}
        </li>
    }
}
