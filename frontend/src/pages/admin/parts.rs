//! What several pages of the portal share.

use leptos::prelude::*;
use model::{Timestamp, credential::AuthMethod, ids::TenantId};
use wire::admin::{Client, IssuedCredential, PublisherCard, SecretHint};

use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Banner, Identifier, ShownOnce, ShownOnceRow, Time, Tone},
        layout::{Definitions, Term, use_organisation},
        list::Loader,
    },
    pages::parts::{LimitTerm, VerifiedBadge},
};

/// The tenant of the address. The frame has found it among the person's own.
pub fn use_tenant() -> TenantId {
    // An id that nothing has: the server answers 404.
    use_organisation().id.parse().unwrap_or_else(|_| TenantId::new(0, &[0; 10]))
}

/// "3 May 2026", in UTC as everywhere in the history.
pub fn day(at: Timestamp) -> String {
    at.format("%-d %b %Y").to_string()
}

/// Tells a viewer whom to ask, by name.
#[component]
pub fn AskAdmin(
    /// What an admin can do here: "allow or decline BrightBill Claims".
    #[prop(into)]
    to: String,
) -> impl IntoView {
    let tenant = use_tenant();
    let facts = Loader::new(move || api::admin::tenant(tenant));
    let admins = move || facts.get().map(|tenant| tenant.admins).unwrap_or_default();
    view! {
        <Banner tone=Tone::Info title=format!("Ask an admin to {to}")>
            <p>"You are a viewer here: you see everything and change nothing."</p>
            <ul class="bullets">
                {move || {
                    let line = |admin: wire::admin::Contact| {
                        let mail = format!("mailto:{}", admin.email);
                        view! {
                            <li>
                                {admin.name} ", " <a class="link" href=mail rel="external">{admin.email}</a>
                            </li>
                        }
                    };
                    admins().into_iter().map(line).collect_view()
                }}
            </ul>
        </Banner>
    }
}

/// The app's picture, or its initial.
#[component]
pub fn Logo(#[prop(into)] name: String, url: Option<String>) -> impl IntoView {
    let url = RwSignal::new(url);
    let initial = name.chars().next().unwrap_or_default().to_uppercase().to_string();
    move || {
        match url.get() {
        Some(src) => view! {
            <img
                class="size-10 shrink-0 rounded-lg border border-base-300 bg-base-100 object-contain"
                src=src
                alt=""
                referrerpolicy="no-referrer"
                on:error=move |_| url.set(None)
            />
        }
        .into_any(),
        None => view! {
            <span
                class="grid size-10 shrink-0 place-items-center rounded-lg border border-base-300 bg-base-200 font-semibold"
                aria-hidden="true"
            >
                {initial.clone()}
            </span>
        }
        .into_any(),
    }
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
    let support = if support_contact.contains('@') && !support_contact.contains("://") {
        format!("mailto:{support_contact}")
    } else {
        support_contact
    };
    let pages = [("Website", website.or(publisher.website)), ("Privacy policy", privacy_policy)];
    let links = pages.into_iter().filter_map(|(name, address)| Some((name, address?)));
    let link = |(name, address): (&'static str, String)| {
        view! {
            <li>
                <a class="link inline-flex items-center gap-1" href=address target="_blank" rel="noopener noreferrer external">
                    {name} <Icon symbol=Symbol::ExternalLink /> <span class="sr-only">" (opens in a new tab)"</span>
                </a>
            </li>
        }
    };
    view! {
        <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
            <span>"by " <strong>{publisher.name}</strong></span>
            <VerifiedBadge verified=publisher.verified />
            <ul class="flex flex-wrap gap-x-4 gap-y-1" role="list">
                {links.map(link).collect_view()}
                <li>
                    <a class="link" href=support rel="external noopener noreferrer">"Support"</a>
                </li>
            </ul>
        </div>
    }
}

/// A new client ID and secret, once.
#[component]
pub fn Issued(
    #[prop(into)] title: String,
    issued: IssuedCredential,
    #[prop(optional, into)] advice: Option<String>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let IssuedCredential { tenant_id, client_id, client_secret, token_endpoint, scope, curl, .. } = issued;
    let advice = advice.unwrap_or_else(|| {
        "Send them to the developer by a safe way, such as a password manager’s share. Not by e-mail."
            .to_owned()
    });
    view! {
        <ShownOnce
            title
            rows=vec![
                ShownOnceRow::plain("Tenant ID", tenant_id),
                ShownOnceRow::plain("Client ID", client_id),
                ShownOnceRow::secret("Client secret", client_secret.unwrap_or_default()),
                ShownOnceRow::plain("Token URL", token_endpoint),
                ShownOnceRow::plain("Scopes", scope),
            ]
            curl
            advice
            on_saved
        />
    }
}

/// A client as one sees it afterwards: everything but its secret.
#[component]
pub fn ClientFacts(client: Client) -> impl IntoView {
    let tenant = use_tenant();
    let Client { client_id, auth_method, issuer, token_endpoint, secrets, .. } = client;
    let Client { created_by, created_at, regenerated_by, regenerated_at, limits, .. } = client;
    let reported = secrets.iter().find_map(|secret| secret.reported_at);
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
        {reported.map(|at| view! { <Found at /> })}
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

/// Somebody presented the secret as found.
#[component]
fn Found(at: Timestamp) -> impl IntoView {
    view! {
        <div class="mb-6">
            <Banner tone=Tone::Danger title="This secret was found by somebody">
                <p>"It was presented as found " <Time at /> ". It no longer works. Regenerate it."</p>
            </Banner>
        </div>
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
    /// The dialog that the button opens.
    children: Children,
) -> impl IntoView {
    let class = if destroys { "btn btn-danger-quiet shrink-0" } else { "btn shrink-0" };
    view! {
        <li class="flex flex-wrap items-center justify-between gap-3 py-4">
            <p class="min-w-0 flex-1 basis-72">{consequence}</p>
            <button type="button" class=class on:click=move |_| open.set(true)>
                <Icon symbol />
                {label}
            </button>
            {children()}
        </li>
    }
}
