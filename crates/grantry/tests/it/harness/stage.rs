//! Where a test plays: a server with an operator and a catalogue.

use std::sync::Arc;

use api_client::operator;
use model::scope::Sensitivity;
use tokio::sync::OnceCell;
use wire::{
    account::Me,
    catalogue::Api,
    operator::{ApiDetails, NewPublisher, NewScope, NewTenant},
};

use super::{
    Answer, Client, Kind, MailServer, Outcome, Person, Publisher, Server, Tenant, next, secrets::Secrets,
};

/// The scopes of the demo API and of another one, on every stage.
pub const DEMO_SCOPES: [&str; 4] =
    ["patients.read", "patients.change", "appointments.read", "appointments.change"];
pub const OTHER_SCOPES: [&str; 3] = ["claims.read", "claims.change", "claims.delete"];

/// What a stage behind a proxy is called by the world.
pub const PUBLIC_URL: &str = "https://grantry.example";

/// Below which tenants have hosts on a stage with domains.
pub const BASE_DOMAIN: &str = "api.example";

/// Settings of a stage whose tenants may have hosts, and whose token endpoints have aliases.
const DOMAINS: [(&str, &str); 2] = [
    ("BASE_DOMAIN", BASE_DOMAIN),
    ("TOKEN_ENDPOINT_ALIASES", r#"["/connect/token", "/api/identity/connect/token"]"#),
];

/// What an organisation may have of each where quotas are small.
pub const FEW: usize = 4;

/// A server that is set up: someone operates it, and there is something to ask for.
struct House {
    server: Server,
    /// The operator's session, and who they are.
    bearer: String,
    operator: Me,
    password: String,
}

/// One test's view of a house.
pub struct Stage {
    house: Arc<House>,
    /// Where the log stood when the test began.
    log_from: usize,
    pub anonymous: Client,
    pub operator: Person,
}

impl Stage {
    /// On the server that all tests of this process share.
    pub async fn shared(kind: Kind) -> Outcome<Self> {
        static SQLITE: OnceCell<Arc<House>> = OnceCell::const_new();
        static POSTGRES: OnceCell<Arc<House>> = OnceCell::const_new();
        let house = if kind == Kind::Sqlite { &SQLITE } else { &POSTGRES };
        Self::enter(house.get_or_try_init(|| async { set_up(kind, &[]).await.map(Arc::new) }).await?.clone())
    }

    /// On a server of its own.
    pub async fn fresh(kind: Kind) -> Outcome<Self> {
        Self::with_settings(kind, &[]).await
    }

    /// On a server of its own that a proxy on this machine serves to the world.
    pub async fn behind_a_proxy(kind: Kind) -> Outcome<Self> {
        let proxy = [("PUBLIC_URL", PUBLIC_URL), ("TRUSTED_PROXIES", r#"["127.0.0.1"]"#)];
        Self::with_settings(kind, &proxy).await
    }

    /// On a server of its own that keeps serving for two seconds after it was told to stop.
    pub async fn draining(kind: Kind) -> Outcome<Self> {
        Self::with_settings(kind, &[("DRAIN_SECONDS", "2")]).await
    }

    /// On a server of its own that logs all that it can.
    pub async fn talkative(kind: Kind) -> Outcome<Self> {
        Self::with_settings(kind, &[("LOG", "trace")]).await
    }

    /// As [`Stage::talkative`], with mail and webhooks that go to this machine.
    pub async fn talkative_with_mail_and_webhooks(kind: Kind, mail: &MailServer) -> Outcome<Self> {
        let port = mail.port.to_string();
        let more = [("LOG", "trace"), ("WEBHOOK_PRIVATE_NETWORKS", "true")];
        Self::with_settings(kind, &[more.as_slice(), smtp(&port).as_slice()].concat()).await
    }

    /// On a server of its own that logs what an operator's does, as JSON.
    pub async fn at_the_default_level(kind: Kind) -> Outcome<Self> {
        Self::with_settings(kind, &[("LOG", "info"), ("LOG_FORMAT", "json")]).await
    }

    /// On a server of its own behind a proxy at 127.0.0.1, which is behind others in two networks.
    pub async fn behind_proxies(kind: Kind) -> Outcome<Self> {
        let proxies = r#"["127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"]"#;
        Self::with_settings(kind, &[("PUBLIC_URL", PUBLIC_URL), ("TRUSTED_PROXIES", proxies)]).await
    }

    /// On a server of its own with hosts for tenants, that believes what a proxy at 127.0.0.1 says of clients'
    /// certificates.
    pub async fn for_conformance(kind: Kind) -> Outcome<Self> {
        let certificates = [("CLIENT_CERTIFICATE_PROXIES", r#"["127.0.0.1"]"#)];
        Self::with_settings(kind, &[DOMAINS.as_slice(), certificates.as_slice()].concat()).await
    }

    /// On a server of its own that limits what an address may get wrong, and what a client may ask for.
    pub async fn limited(kind: Kind) -> Outcome<Self> {
        let limits = [("ADDRESS_FAILURES_PER_MINUTE", "20"), ("CLIENT_TOKENS_PER_MINUTE", "30")];
        Self::with_settings(kind, &limits).await
    }

    /// On a server of its own that limits failures, and believes what a proxy says of addresses.
    pub async fn limited_behind_a_proxy(kind: Kind) -> Outcome<Self> {
        let limits = [("ADDRESS_FAILURES_PER_MINUTE", "200"), ("TRUSTED_PROXIES", r#"["127.0.0.1"]"#)];
        Self::with_settings(kind, &limits).await
    }

    /// On a server of its own that limits mailed links but no failures, and believes what a proxy says of addresses.
    pub async fn with_few_mailed_links(kind: Kind) -> Outcome<Self> {
        let limits = [("MAILED_LINKS_PER_HOUR", "20"), ("TRUSTED_PROXIES", r#"["127.0.0.1"]"#)];
        Self::with_settings(kind, &limits).await
    }

    /// As [`Stage::limited`], behind a proxy, with a log as an operator's.
    pub async fn limited_at_the_default_level(kind: Kind) -> Outcome<Self> {
        let log = [("LOG", "info"), ("LOG_FORMAT", "json"), ("TRUSTED_PROXIES", r#"["127.0.0.1"]"#)];
        let limits = [("ADDRESS_FAILURES_PER_MINUTE", "20"), ("CLIENT_TOKENS_PER_MINUTE", "30")];
        Self::with_settings(kind, &[log.as_slice(), limits.as_slice()].concat()).await
    }

    /// On a server of its own that fetches clients' keys from this machine too.
    pub async fn with_private_networks(kind: Kind) -> Outcome<Self> {
        Self::with_settings(kind, &[("JWKS_URI_PRIVATE_NETWORKS", "true")]).await
    }

    /// On a server of its own that fetches logos from this machine too.
    pub async fn with_private_logos(kind: Kind) -> Outcome<Self> {
        Self::with_settings(kind, &[("LOGO_PRIVATE_NETWORKS", "true")]).await
    }

    /// On a server of its own that fetches documents of APIs, and calls their sandboxes, on this machine too.
    pub async fn with_private_apis(kind: Kind) -> Outcome<Self> {
        Self::with_settings(kind, &[("API_PRIVATE_NETWORKS", "true")]).await
    }

    /// On a server of its own that mails by a server on this machine.
    pub async fn with_mail(kind: Kind, mail: &MailServer) -> Outcome<Self> {
        Self::with_settings(kind, &smtp(&mail.port.to_string())).await
    }

    /// On a server of its own that sends to webhooks on this machine too.
    pub async fn with_private_webhooks(kind: Kind) -> Outcome<Self> {
        Self::with_settings(kind, &[("WEBHOOK_PRIVATE_NETWORKS", "true")]).await
    }

    /// On a server of its own whose operator says whom to ask.
    pub async fn with_a_contact(kind: Kind) -> Outcome<Self> {
        let said =
            [("SUPPORT_CONTACT", "help@platform.example"), ("TERMS_URL", "https://platform.example/terms")];
        Self::with_settings(kind, &said).await
    }

    /// On a server of its own where organisations may have `FEW` of each.
    pub async fn with_small_quotas(kind: Kind) -> Outcome<Self> {
        let few = FEW.to_string();
        let quotas =
            ["APPS_PER_PUBLISHER", "VERSIONS_PER_APP", "TENANTS_PER_APP", "INVITATIONS_PER_ORGANISATION"];
        let names: Vec<_> = quotas
            .iter()
            .chain(&["CREDENTIALS_PER_TENANT", "WEBHOOKS_PER_ORGANISATION"])
            .map(|name| format!("MAX_{name}"))
            .collect();
        let settings: Vec<_> = names.iter().map(|name| (name.as_str(), few.as_str())).collect();
        Self::with_settings(kind, &settings).await
    }

    /// On a server of its own whose platform has a name.
    pub async fn with_a_name(kind: Kind) -> Outcome<Self> {
        Self::with_settings(kind, &[("PLATFORM_NAME", "Acme Health")]).await
    }

    /// As [`Stage::with_domains`], where pages of one origin may ask the token endpoint.
    pub async fn with_token_origins(kind: Kind) -> Outcome<Self> {
        let origins = [("TOKEN_ORIGINS", r#"["https://app.example"]"#)];
        Self::with_settings(kind, &[DOMAINS.as_slice(), origins.as_slice()].concat()).await
    }

    /// On a server of its own whose tenants may have hosts below [`BASE_DOMAIN`], and whose token endpoints have aliases.
    pub async fn with_domains(kind: Kind) -> Outcome<Self> {
        Self::with_settings(kind, &DOMAINS).await
    }

    /// On a server of its own that takes 20 connections from an address.
    pub async fn with_few_connections(kind: Kind) -> Outcome<Self> {
        Self::with_settings(kind, &[("MAX_CONNECTIONS_PER_ADDRESS", "20")]).await
    }

    /// On a server of its own whose tenants may have hosts, that takes as many token requests as come, and logs little.
    pub async fn for_probers(kind: Kind) -> Outcome<Self> {
        let domains = [("BASE_DOMAIN", "probed.example"), ("LOG", "warn")];
        let limits = [("CLIENT_TOKENS_PER_MINUTE", "0"), ("TENANT_TOKENS_PER_MINUTE", "0")];
        Self::with_settings(kind, &[domains.as_slice(), limits.as_slice()].concat()).await
    }

    /// On a server that a test has started, with nothing in its database.
    pub async fn on(server: Server) -> Outcome<Self> {
        Self::enter(Arc::new(set_up_on(server).await?))
    }

    /// With `GRANTRY_…` variables, named without the prefix.
    async fn with_settings(kind: Kind, settings: &[(&str, &str)]) -> Outcome<Self> {
        Self::enter(Arc::new(set_up(kind, settings).await?))
    }

    fn enter(house: Arc<House>) -> Outcome<Self> {
        let anonymous = Client::new(&house.server.base)?;
        anonymous.secrets.learn(&house.bearer);
        anonymous.secrets.learn(&house.password);
        let client = anonymous.with(Some(house.bearer.clone()));
        let operator = Person { client, me: house.operator.clone(), password: house.password.clone() };
        Ok(Self { log_from: house.server.log_length(), house, anonymous, operator })
    }

    pub fn server(&self) -> &Server {
        &self.house.server
    }

    /// How many statements the request of this answer sent to the database, as the log says.
    pub async fn statements(&self, answer: &Answer) -> Outcome<u64> {
        let id = answer.header("x-request-id");
        super::until(async || {
            let log = self.server().log_from(self.log_from);
            let line = log.lines().find(|line| line.contains(id) && line.contains("statements sent"));
            line.map(|line| statements_in(line).ok_or_else(|| line.into())).transpose()
        })
        .await
    }

    pub fn kind(&self) -> Kind {
        self.house.server.kind
    }

    /// A new live tenant and its owner, come by the set-up link.
    pub async fn tenant(&self) -> Outcome<Tenant> {
        let (name, owner_email) = (format!("Clinic {}", next()), Person::new_email("owner").parse()?);
        let call = operator::create_tenant(NewTenant {
            name: name.into(),
            owner_email,
            deliver: model::person::LinkDelivery::Show,
        });
        let created = self.operator.call(call).await?;
        let owner = Person::join(&self.anonymous, &created.invited.link).await?;
        Ok(Tenant { id: created.tenant.id, name: created.tenant.name, owner })
    }

    /// A new publisher and its owner.
    pub async fn publisher(&self) -> Outcome<Publisher> {
        let (name, owner_email) = (format!("Publisher {}", next()), Person::new_email("owner").parse()?);
        let call = operator::create_publisher(NewPublisher {
            name: name.into(),
            website: None,
            owner_email,
            deliver: model::person::LinkDelivery::Show,
        });
        let created = self.operator.call(call).await?;
        let owner = Person::join(&self.anonymous, &created.invited.link).await?;
        let made = created.publisher;
        Ok(Publisher { id: made.id, name: made.name, sandbox: made.sandbox_tenant_id, owner })
    }

    /// Ends the test: what it was told must have stayed secret. After a failure, the end of the log is shown.
    pub fn end(&self, outcome: Outcome) -> Outcome {
        let outcome = outcome.and_then(|()| self.stay_secret(&self.anonymous.secrets));
        if outcome.is_err() {
            self.show_log();
        }
        outcome
    }

    /// Fails where the server keeps one of them, or has said it in its log since the test began.
    pub fn stay_secret(&self, secrets: &Secrets) -> Outcome {
        secrets.stay_secret(self.server(), self.log_from)
    }

    fn show_log(&self) {
        let log = self.server().log_from(self.log_from);
        let lines: Vec<_> =
            log.lines().filter(|line| line.contains("WARN") || line.contains("ERROR")).collect();
        eprintln!("--- warnings and errors of the server");
        for line in &lines[lines.len().saturating_sub(20)..] {
            eprintln!("{line}");
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.show_log();
        }
    }
}

/// Settings of a stage that mails by the server at this port.
fn smtp(port: &str) -> [(&str, &str); 4] {
    let from = ("SMTP_FROM", "no-reply@platform.example");
    [("SMTP_HOST", "127.0.0.1"), ("SMTP_PORT", port), ("SMTP_TLS", "none"), from]
}

/// An operator comes by the console's link and fills the catalogue.
async fn set_up(kind: Kind, settings: &[(&str, &str)]) -> Outcome<House> {
    set_up_on(Server::start(kind, settings).await?).await
}

async fn set_up_on(server: Server) -> Outcome<House> {
    let client = Client::new(&server.base)?;
    let operator = Person::join(&client, &server.operator_link("olga@operators.example")?).await?;
    let demo = demo_api::IDENTIFIER;
    create_api(&operator, "Practice records", demo, &DEMO_SCOPES).await?;
    create_api(&operator, "Claims", "https://claims.example/v1", &OTHER_SCOPES).await?;
    client.secrets.stay_secret(&server, 0)?;
    let bearer = operator.client.cookie.clone().ok_or("no session")?;
    Ok(House { server, bearer, password: operator.password, operator: operator.me })
}

/// Registers an API and its scopes; the action is the last word of each name.
pub async fn create_api(by: &Person, name: &str, identifier: &str, scopes: &[&str]) -> Outcome<Api> {
    let details = ApiDetails {
        identifier: identifier.to_owned().into(),
        name: name.to_owned().into(),
        description: String::new().into(),
        docs_url: None,
        token_lifetime: None,
        token_format: None,
        smart_backend_services: false,
    };
    let api = by.call(operator::create_api(details)).await?.id;
    for scope in scopes {
        let action = scope.rsplit('.').next().unwrap_or_default();
        let scope = NewScope {
            name: scope.parse()?,
            title: format!("May {action}").into(),
            sentence: format!("Can {action} in {name}.").into(),
            action: action.parse()?,
            sensitivity: Sensitivity::Sensitive,
        };
        by.call(operator::create_scope(api, scope)).await?;
    }
    by.call(operator::api(api)).await
}

/// The value of the line's last field, whatever colours it.
fn statements_in(line: &str) -> Option<u64> {
    let (_, value) = line.rsplit_once("statements")?.1.split_once('=')?;
    let value = value.strip_prefix("\u{1b}[0m").unwrap_or(value);
    value.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
