//! Who is to call: the environment, the organisation and so the token URL, chosen by the reader of a reference or a guide.

use std::fmt;

use leptos::{prelude::*, task::spawn_local};
use model::{
    environment::Environment,
    ids::TenantId,
    issuer::{TOKEN, of_tenant},
};
use wire::page::PageQuery;

use crate::{
    api,
    components::{
        Symbol,
        feedback::{Badge, Identifier, Tone},
        form::{Choice, RadioGroup, Select, TextField},
        layout::{Definitions, Term},
    },
    session::use_session,
};

/// Whose token URL it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Of an organisation that the reader belongs to.
    Mine(TenantId),
    Other,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mine(tenant) => fmt::Display::fmt(tenant, f),
            Self::Other => f.write_str("other"),
        }
    }
}

/// The reader's choice. It begins in the sandbox.
#[derive(Clone, Copy)]
pub struct Caller {
    pub environment: RwSignal<Environment>,
    place: RwSignal<Place>,
    /// The reader's organisations of that environment: id and name.
    mine: Memo<Vec<(TenantId, String)>>,
    /// Of another organisation: its tenant ID or its host.
    typed: RwSignal<String>,
    /// May be empty.
    pub client_id: RwSignal<String>,
    /// The token URL that the server names for one of the reader's organisations.
    named: RwSignal<Option<(TenantId, String)>>,
}

impl Caller {
    pub fn new() -> Self {
        let (session, environment) = (use_session(), RwSignal::new(Environment::Sandbox));
        let mine = Memo::new(move |_| {
            let tenants = session.me().map(|me| me.tenants.clone()).unwrap_or_default();
            let own = tenants.into_iter().filter(|tenant| tenant.kind == environment.get());
            own.map(|tenant| (tenant.id, tenant.name)).collect::<Vec<_>>()
        });
        let caller = Self {
            environment,
            place: RwSignal::new(Place::Other),
            mine,
            typed: RwSignal::new(String::new()),
            client_id: RwSignal::new(String::new()),
            named: RwSignal::new(None),
        };
        Effect::new(move || {
            let first = mine.with(|mine| mine.first().map(|(tenant, _)| *tenant));
            caller.place.set(first.map_or(Place::Other, Place::Mine));
        });
        Effect::new(move || {
            caller.client_id.set(String::new());
            if let Place::Mine(tenant) = caller.place.get() {
                spawn_local(caller.ask(tenant));
            }
        });
        caller
    }

    /// Reads what the organisation's own pages say; where that fails, the reader types it.
    async fn ask(self, tenant: TenantId) {
        if let Ok(facts) = api::call(api::admin::tenant(tenant)).await {
            self.named.try_set(Some((tenant, facts.token_endpoint)));
        }
        let first = PageQuery { limit: Some(1), ..PageQuery::default() };
        let Ok(own) = api::call(api::admin::credentials(tenant, first)).await else { return };
        let still = self.place.try_get_untracked() == Some(Place::Mine(tenant));
        if let Some(own) = own.items.into_iter().next().filter(|_| still) {
            self.client_id.try_set(own.client.client_id.to_string());
        }
    }

    /// Tracked.
    pub fn token_url(self) -> String {
        let origin = window().location().origin().unwrap_or_default();
        let environment = self.environment.get();
        match self.place.get() {
            Place::Mine(tenant) => match self.named.get() {
                Some((of, url)) if of == tenant => url,
                _ => [origin, of_tenant(tenant, environment), TOKEN.to_owned()].concat(),
            },
            Place::Other => self.typed.with(|typed| elsewhere(typed, &origin, environment)),
        }
    }
}

/// The token URL of an organisation by its tenant ID or its host; that of the platform, which finds the organisation by the
/// client in both environments, for anything else.
fn elsewhere(typed: &str, origin: &str, environment: Environment) -> String {
    let typed = typed.trim();
    if let Ok(tenant) = typed.parse::<TenantId>() {
        return [origin, &of_tenant(tenant, environment), TOKEN].concat();
    }
    let host = typed.trim_start_matches("https://").split('/').next().unwrap_or_default();
    let of_a_host = |sign: char| sign.is_ascii_alphanumeric() || ".-:".contains(sign);
    if host.contains('.') && host.chars().all(of_a_host) {
        return ["https://", host, TOKEN].concat();
    }
    [origin, TOKEN].concat()
}

/// The choice, in words and in colour.
#[component]
pub fn CallerPanel(
    caller: Caller,
    /// Asks for a client ID too.
    #[prop(optional)]
    with_client: bool,
) -> impl IntoView {
    let is_sandbox = move || caller.environment.get() == Environment::Sandbox;
    let environments = vec![
        Choice::new(Environment::Sandbox, "Sandbox")
            .hint("For testing, with a client of the sandbox: what it sends reaches no real data."),
        Choice::new(Environment::Live, "Live").hint("Calls change real data."),
    ];
    view! {
        <section
            class="panel caller"
            class:caller-sandbox=is_sandbox
            class:caller-live=move || !is_sandbox()
            aria-label="Who calls"
        >
            <div>{move || marked(caller.environment.get())}</div>
            <div class="caller-fields">
                <RadioGroup name="environment" label="Environment" value=caller.environment choices=environments />
                <div class="grid gap-4 content-start">
                    <Organisation caller />
                    {with_client
                        .then(|| {
                            view! {
                                <TextField
                                    name="client_id"
                                    label="Client ID"
                                    value=caller.client_id
                                    monospace=true
                                    optional=true
                                    autocomplete="off"
                                    hint="Fills in the examples below. It is not a secret."
                                />
                            }
                        })}
                </div>
            </div>
            <Definitions>
                <Term label="Token URL">
                    {move || view! { <Identifier value=caller.token_url() what="token URL" /> }}
                </Term>
            </Definitions>
        </section>
    }
}

fn marked(environment: Environment) -> AnyView {
    match environment {
        Environment::Sandbox => view! {
            <Badge tone=Tone::Caution symbol=Symbol::Flask>
                "Sandbox"
            </Badge>
        }
        .into_any(),
        Environment::Live => view! {
            <Badge tone=Tone::Info symbol=Symbol::Activity>
                "Live"
            </Badge>
        }
        .into_any(),
    }
}

#[component]
fn Organisation(caller: Caller) -> impl IntoView {
    let choice = move || {
        let mine = caller.mine.get();
        (!mine.is_empty()).then(|| {
            let own = mine.into_iter().map(|(tenant, name)| Choice::new(Place::Mine(tenant), name));
            let choices: Vec<_> = own.chain([Choice::new(Place::Other, "Another organisation")]).collect();
            view! { <Select name="organisation" label="Organisation" value=caller.place choices /> }
        })
    };
    let typed = move || {
        (caller.place.get() == Place::Other).then(|| {
            view! {
                <TextField
                    name="tenant"
                    label="Tenant ID or host"
                    value=caller.typed
                    monospace=true
                    optional=true
                    autocomplete="off"
                    hint="The organisation's: ten_… or access.example.com. Left empty, the platform finds it by the client ID."
                />
            }
        })
    };
    view! {
        {choice}
        {typed}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_url_is_made_of_an_id_or_a_host() {
        let tenant = TenantId::new(1, &[0; 10]);
        let url = |typed: &str, environment| elsewhere(typed, "https://x.example", environment);
        assert_eq!(url("", Environment::Live), "https://x.example/oauth2/token");
        assert_eq!(url(" ", Environment::Sandbox), "https://x.example/oauth2/token");
        let of_tenant = format!("https://x.example/sandbox/t/{tenant}/oauth2/token");
        assert_eq!(url(&format!(" {tenant} "), Environment::Sandbox), of_tenant);
        for host in ["harbour.example", "https://harbour.example/oauth2/token"] {
            assert_eq!(url(host, Environment::Live), "https://harbour.example/oauth2/token");
        }
        for strange in ["a@evil.example", "evil.example\\x", "harbour"] {
            assert_eq!(url(strange, Environment::Live), "https://x.example/oauth2/token", "{strange}");
        }
    }
}
