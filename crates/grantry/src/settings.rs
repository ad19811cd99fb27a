//! Settings from defaults, file, environment and flags, the later ones stronger. Unknown keys are refused.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::TimeDelta;
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};
use url::Url;
use web::Networks;

mod defaults;
mod domains;
mod mail;
mod unreadable;

pub use mail::SmtpTls;

/// Counts of a minute are kept in 32 bits, of all nodes together.
const MOST_PER_MINUTE: u32 = 1_000_000_000;
/// Of the platform, in characters.
const LONGEST_NAME: usize = 80;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Pretty,
    Json,
}

/// Everything that can be set. Each key is also an environment variable: `listen` is `GRANTRY_LISTEN`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Settings {
    /// Address and port to serve on.
    pub listen: SocketAddr,
    /// The URL that browsers and clients use, without a path. `http://` and `listen` where absent.
    pub public_url: Option<Url>,
    /// The domain whose hosts are those of tenants: the issuer of a live tenant with a slug is `https://{slug}.{base_domain}`.
    /// Scheme and port are those of `public_url`. Every tenant has a path below `public_url` alone where absent.
    pub base_domain: Option<String>,
    /// The same for sandbox tenants. The host of this name itself serves the clients of all sandboxes.
    /// `sandbox.{base_domain}` where absent.
    pub sandbox_base_domain: Option<String>,
    /// Further paths of the token endpoint, at tenants' hosts and at the platform's own: those that partners call at
    /// another server today, such as `/connect/token`. At most 20.
    pub token_endpoint_aliases: Vec<String>,
    /// Folder of the embedded database, the master key and `demo.json`.
    pub data_dir: PathBuf,
    /// `postgres://user:password@host/database` or `sqlite:/path/to/file`; a file in `data_dir` where absent.
    pub database_url: Option<String>,
    /// Connections to the database that this node may hold, besides one that listens to PostgreSQL and four at most that
    /// look at its change log: four for what follows from it, two fifths of the rest for replay checks and revocations,
    /// what is left for the portals. Fewer than 7 count as 7.
    pub database_connections: u32,
    /// File that holds the master key. On embedded SQLite it is made in `data_dir` where absent.
    pub master_key_file: Option<PathBuf>,
    /// The master key itself, for platforms that hand secrets over in the environment.
    pub master_key: Option<String>,
    /// File that holds another master key, which opens but never seals: the one before or after it, while the master
    /// key changes (docs/operators/keys.md).
    pub other_master_key_file: Option<PathBuf>,
    /// The other master key itself.
    pub other_master_key: Option<String>,
    /// Days that a key signs access tokens before the next one takes over.
    pub signing_key_days: i64,
    /// How log lines look: `pretty` or `json`.
    pub log_format: LogFormat,
    /// What is logged: a filter such as `info` or `info,token_service=debug`.
    pub log: String,
    /// Addresses and networks (CIDR) of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Networks,
    /// Addresses and networks of proxies whose `Client-Cert` header (RFC 9440) is believed: tokens are bound to that certificate.
    /// Such a proxy must remove the header from what it receives.
    pub client_certificate_proxies: Networks,
    /// Addresses and networks, besides this machine's, that may read `/metrics`.
    pub metrics_readers: Networks,
    /// Threads that serve; as many as cores where absent.
    pub workers: Option<usize>,
    /// Seconds that a stopping node keeps serving while `/readyz` says 503, so that a proxy can turn away from it.
    pub drain_seconds: u64,
    /// Seconds that a stopping node waits for requests under way.
    pub shutdown_seconds: u64,
    /// Minutes after which a session ends, whatever happens.
    pub session_minutes: i64,
    /// Minutes without a request after which a session ends.
    pub session_idle_minutes: i64,
    /// Hours that a set-up link works.
    pub invitation_hours: i64,
    /// Apps that one publisher may have; 0: no limit.
    pub max_apps_per_publisher: u32,
    /// Versions that one app may have; 0: no limit.
    pub max_versions_per_app: u32,
    /// Tenants that one app may name; 0: no limit.
    pub max_tenants_per_app: u32,
    /// Invitations of one tenant or publisher that no one has used yet; 0: no limit.
    pub max_invitations_per_organisation: u32,
    /// API credentials of its own that one tenant may have; 0: no limit.
    pub max_credentials_per_tenant: u32,
    /// Webhooks that one organisation may have; 0: no limit.
    pub max_webhooks_per_organisation: u32,
    /// What the platform is called on its pages. Apps and publishers whose names hold it are flagged, as those that hold
    /// "Grantry" are. So are those that hold a word of it, unless many names have that word, such as "Cloud" or
    /// "Services".
    pub platform_name: String,
    /// Whom people ask about the platform, such as about an app that it suspended: an e-mail address or an https URL. It
    /// stands at the foot of every page.
    pub support_contact: Option<String>,
    /// The https URL of a page that says how the platform runs. Linked at the foot of every page.
    pub status_url: Option<Url>,
    /// The https URL of the terms of use. Linked at the foot of every page.
    pub terms_url: Option<Url>,
    /// The https URL of what the platform does with personal data. Linked at the foot of every page.
    pub privacy_url: Option<Url>,
    /// The https URL of who runs the platform. Linked at the foot of every page.
    pub imprint_url: Option<Url>,
    /// Tokens a minute for one client, on all nodes in sum, and a tenth of the DPoP proofs that it may bring to
    /// `/oauth2/verify`; 0: no limit.
    pub client_tokens_per_minute: u32,
    /// Tokens a minute for all clients of a tenant together, on all nodes in sum; 0: no limit.
    pub tenant_tokens_per_minute: u32,
    /// Failures to authenticate a minute from one address, on all nodes in sum; 0: no limit.
    pub address_failures_per_minute: u32,
    /// Links to a new password or another address that are mailed in an hour at the request of one address, on all nodes
    /// in sum; in a day five times as many. 0: no limit, of a mailbox or a person neither.
    pub mailed_links_per_hour: u32,
    /// Whether clients (`jwks_uri`) and issuers of workloads may publish their keys on addresses that are not on the public
    /// internet.
    pub jwks_uri_private_networks: bool,
    /// Whether apps' logos may be fetched from addresses that are not on the public internet.
    pub logo_private_networks: bool,
    /// Whether documents of APIs may be fetched, and their sandboxes called through the relay, at addresses that are not on the
    /// public internet.
    pub api_private_networks: bool,
    /// The server that takes mail to people. Where absent, nothing is mailed.
    pub smtp_host: Option<String>,
    /// Its port. Where absent: 587 for `starttls`, 465 for `tls`, 25 for `none`.
    pub smtp_port: Option<u16>,
    /// How mail is encrypted on its way there: `starttls`, `tls` (from the first byte), or `none`, which only a server on
    /// this machine may have.
    pub smtp_tls: SmtpTls,
    /// The name by which the node signs in there, with the password of `smtp_password_file`.
    pub smtp_user: Option<String>,
    /// File that holds the password of `smtp_user`.
    pub smtp_password_file: Option<PathBuf>,
    /// The address that mail comes from. It is required where `smtp_host` is set.
    pub smtp_from: Option<String>,
    /// The address that answers to mail go to; `smtp_from` where absent.
    pub smtp_reply_to: Option<String>,
    /// Whether messages may be sent to webhooks at addresses that are not on the public internet.
    pub webhook_private_networks: bool,
    /// Origins (`https://app.example.com`) whose pages may ask the token endpoint (CORS); none where empty. A secret in a
    /// page is known to everyone who opens it.
    pub token_origins: Vec<String>,
    /// Connections that a node holds at a time.
    pub max_connections: usize,
    /// Connections at a time from one address, `trusted_proxies` apart; 0: no limit.
    pub max_connections_per_address: usize,
    /// Whether the demo API and its documentation are served.
    pub demo_api: bool,
}

/// In the one spelling that a browser sends.
fn is_origin(text: &str) -> bool {
    let same =
        |url: Url| matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text;
    Url::parse(text).is_ok_and(same)
}

#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Names the keys and where they were found.
    #[error("{0}")]
    Unreadable(String),
    #[error("setting `{key}`: {message}")]
    Wrong { key: &'static str, message: String },
}

impl Settings {
    /// Reads `file` (an error if it was named and is not there), the environment, and what the flags say.
    pub fn read(file: Option<&Path>, flags: impl Serialize) -> Result<Self, SettingsError> {
        let wrong = |message: String| SettingsError::Wrong { key: "config", message };
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(wrong(format!("there is no file {}", file.display())));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        let environment =
            Env::prefixed("GRANTRY_").filter(|key| key != "config" && !key.starts_with("test_"));
        let figment = figment.merge(environment).merge(Serialized::defaults(flags));
        let settings: Self =
            figment.extract().map_err(|error| SettingsError::Unreadable(unreadable::say(error)))?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), SettingsError> {
        let wrong = |key, message: &str| Err(SettingsError::Wrong { key, message: message.into() });
        let bare = |url: &Url| {
            matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none()
        };
        if !self.public_url.as_ref().is_none_or(bare) {
            return wrong("public_url", "use http or https, a host, and nothing after it");
        }
        self.check_domains()?;
        self.check_mail()?;
        if self.database_connections == 0 {
            return wrong("database_connections", "use at least 1");
        }
        if self.session_minutes < 1 || self.session_idle_minutes < 1 || self.invitation_hours < 1 {
            return wrong("session_minutes, session_idle_minutes, invitation_hours", "use at least 1");
        }
        let limits = self.limits();
        if limits.client_tokens.max(limits.tenant_tokens).max(limits.address_failures) > MOST_PER_MINUTE {
            let keys = "client_tokens_per_minute, tenant_tokens_per_minute, address_failures_per_minute";
            return wrong(keys, "use at most 1000000000, or 0 for no limit");
        }
        if self.signing_key_days < 1 {
            return wrong("signing_key_days", "use at least 1");
        }
        if self.max_connections == 0 {
            return wrong("max_connections", "use at least 1");
        }
        if model::name::Name::new(&self.platform_name, LONGEST_NAME).is_err() {
            return wrong(
                "platform_name",
                "use a name of one line, with a letter or a digit, and at most 80 characters",
            );
        }
        self.check_foot()?;
        if !self.token_origins.iter().all(|origin| is_origin(origin)) {
            return wrong(
                "token_origins",
                "use origins as browsers send them: https://app.example.com, without a path",
            );
        }
        if self.workers == Some(0) {
            return wrong("workers", "use at least 1");
        }
        Ok(())
    }

    /// What stands at the foot of every page.
    fn check_foot(&self) -> Result<(), SettingsError> {
        let wrong = |key, message: &str| Err(SettingsError::Wrong { key, message: message.into() });
        if !self.support_contact.as_deref().is_none_or(is_contact) {
            return wrong("support_contact", "use an e-mail address or an https URL");
        }
        for (key, url) in self.own_pages() {
            if url.is_some_and(|url| url.scheme() != "https") {
                return wrong(key, "use an https URL");
            }
        }
        Ok(())
    }

    /// Pages about the platform, by their keys.
    const fn own_pages(&self) -> [(&'static str, Option<&Url>); 4] {
        [
            ("status_url", self.status_url.as_ref()),
            ("terms_url", self.terms_url.as_ref()),
            ("privacy_url", self.privacy_url.as_ref()),
            ("imprint_url", self.imprint_url.as_ref()),
        ]
    }

    pub fn public_url(&self) -> Result<Url, SettingsError> {
        let absent = || format!("http://{}", self.listen).parse();
        let wrong =
            |error: url::ParseError| SettingsError::Wrong { key: "public_url", message: error.to_string() };
        self.public_url.clone().map_or_else(absent, Ok).map_err(wrong)
    }

    /// Whether the embedded database in `data_dir` is used.
    pub fn is_embedded(&self) -> bool {
        self.database_url.as_deref().is_none_or(|url| url.starts_with("sqlite:"))
    }

    /// Where the embedded database is.
    pub fn database_folder(&self) -> Option<PathBuf> {
        let file = match &self.database_url {
            Some(url) => url.strip_prefix("sqlite:")?.trim_start_matches("//").split('?').next()?.into(),
            None => self.data_dir.join("grantry.db"),
        };
        Some(file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new(".")).to_owned())
    }

    pub fn store(&self) -> store::Settings {
        let embedded = || format!("sqlite:{}", self.data_dir.join("grantry.db").display());
        let url = self.database_url.clone().unwrap_or_else(embedded);
        store::Settings { max_connections: self.database_connections, ..store::Settings::new(url) }
    }

    /// The database's place, for people: never its URL, which may hold a password.
    pub fn place(&self) -> String {
        let file = self.store().file().map(|file| file.display().to_string());
        file.unwrap_or_else(|| "that `database_url` names".into())
    }

    pub fn marketplace(&self) -> marketplace::Settings {
        marketplace::Settings {
            session_lifetime: TimeDelta::minutes(self.session_minutes),
            session_idle: TimeDelta::minutes(self.session_idle_minutes),
            invitation_lifetime: TimeDelta::hours(self.invitation_hours),
            quotas: marketplace::Quotas {
                apps_per_publisher: self.max_apps_per_publisher,
                versions_per_app: self.max_versions_per_app,
                targets_per_app: self.max_tenants_per_app,
                invitations_per_organisation: self.max_invitations_per_organisation,
                credentials_per_tenant: self.max_credentials_per_tenant,
                webhooks_per_organisation: self.max_webhooks_per_organisation,
            },
            platform_name: self.platform_name.clone(),
            support_contact: self.support_contact.clone(),
            own_pages: marketplace::OwnPages {
                status: self.status_url.as_ref().map(Url::to_string),
                terms: self.terms_url.as_ref().map(Url::to_string),
                privacy: self.privacy_url.as_ref().map(Url::to_string),
                imprint: self.imprint_url.as_ref().map(Url::to_string),
            },
            jwks_uri_private_networks: self.jwks_uri_private_networks,
            logo_private_networks: self.logo_private_networks,
            api_private_networks: self.api_private_networks,
            webhook_private_networks: self.webhook_private_networks,
            mailed_links: self.mailed_links_per_hour,
            ..marketplace::Settings::default()
        }
    }

    pub fn limits(&self) -> limits::Settings {
        limits::Settings {
            client_tokens: self.client_tokens_per_minute,
            tenant_tokens: self.tenant_tokens_per_minute,
            address_failures: self.address_failures_per_minute,
        }
    }

    pub fn tokens(&self) -> token_service::Settings {
        token_service::Settings {
            key_period: TimeDelta::days(self.signing_key_days),
            certificate_proxies: self.client_certificate_proxies.clone(),
            jwks_uri_private_networks: self.jwks_uri_private_networks,
            token_origins: self.token_origins.clone(),
        }
    }

    pub fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_seconds)
    }
}

fn is_contact(text: &str) -> bool {
    let page = text.parse::<Url>().is_ok_and(|url| url.scheme() == "https");
    page || text.parse::<model::person::Email>().is_ok()
}

#[cfg(test)]
mod tests;
