//! Settings from defaults, file, environment and flags, the later ones stronger. Unknown keys are refused.

use std::{
    net::{IpAddr, SocketAddr},
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

/// Counts of a minute are kept in 32 bits, of all nodes together.
const MOST_PER_MINUTE: u32 = 1_000_000_000;

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
pub struct Settings {
    /// Address and port to serve on.
    pub listen: SocketAddr,
    /// The URL that browsers and clients use, without a path. `http://` and `listen` where absent.
    pub public_url: Option<Url>,
    /// Folder of the embedded database, the master key and `demo.json`.
    pub data_dir: PathBuf,
    /// `postgres://user:password@host/database` or `sqlite:/path/to/file`; a file in `data_dir` where absent.
    pub database_url: Option<String>,
    /// Connections to the database that this node may hold.
    pub database_connections: u32,
    /// File that holds the master key. On embedded SQLite it is made in `data_dir` where absent.
    pub master_key_file: Option<PathBuf>,
    /// The master key itself, for platforms that hand secrets over in the environment.
    pub master_key: Option<String>,
    /// File that holds another master key, which opens but never seals: the one before or after it, while the master
    /// key changes (docs/operators.md).
    pub other_master_key_file: Option<PathBuf>,
    /// The other master key itself.
    pub other_master_key: Option<String>,
    /// Days that a key signs access tokens before the next one takes over.
    pub signing_key_days: i64,
    /// How log lines look: `pretty` or `json`.
    pub log_format: LogFormat,
    /// What is logged: a filter such as `info` or `info,token_service=debug`.
    pub log: String,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Addresses of proxies whose `Client-Cert` header (RFC 9440) is believed: tokens are bound to that certificate.
    /// Such a proxy must remove the header from what it receives.
    pub client_certificate_proxies: Vec<IpAddr>,
    /// Addresses, besides this machine's, that may read `/metrics`.
    pub metrics_readers: Vec<IpAddr>,
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
    /// Tokens a minute for one client, on all nodes in sum, and a tenth of the DPoP proofs that it may bring to
    /// `/oauth2/verify`; 0: no limit.
    pub client_tokens_per_minute: u32,
    /// Tokens a minute for all clients of a tenant together, on all nodes in sum; 0: no limit.
    pub tenant_tokens_per_minute: u32,
    /// Failures to authenticate a minute from one address, on all nodes in sum; 0: no limit.
    pub address_failures_per_minute: u32,
    /// Whether clients may publish their keys (`jwks_uri`) on addresses that are not on the public internet.
    pub jwks_uri_private_networks: bool,
    /// Connections that a node holds at a time.
    pub max_connections: usize,
    /// Connections at a time from one address, `trusted_proxies` apart; 0: no limit.
    pub max_connections_per_address: usize,
    /// Whether the demo API and its documentation are served.
    pub demo_api: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            data_dir: PathBuf::from("data"),
            database_url: None,
            database_connections: 8,
            master_key_file: None,
            master_key: None,
            other_master_key_file: None,
            other_master_key: None,
            signing_key_days: 90,
            log_format: LogFormat::Pretty,
            log: "info".into(),
            trusted_proxies: Vec::new(),
            client_certificate_proxies: Vec::new(),
            metrics_readers: Vec::new(),
            workers: None,
            drain_seconds: 0,
            shutdown_seconds: 30,
            session_minutes: 12 * 60,
            session_idle_minutes: 2 * 60,
            invitation_hours: 7 * 24,
            client_tokens_per_minute: 600,
            tenant_tokens_per_minute: 6000,
            address_failures_per_minute: 60,
            jwks_uri_private_networks: false,
            max_connections: 10_000,
            max_connections_per_address: 1_000,
            demo_api: false,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Names the key and where it was found.
    #[error("{0}")]
    Unreadable(Box<figment::Error>),
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
        let settings: Self = figment.extract().map_err(|error| SettingsError::Unreadable(Box::new(error)))?;
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
        if self.workers == Some(0) {
            return wrong("workers", "use at least 1");
        }
        Ok(())
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

    pub fn store(&self) -> store::Settings {
        let embedded = || format!("sqlite:{}", self.data_dir.join("grantry.db").display());
        let url = self.database_url.clone().unwrap_or_else(embedded);
        store::Settings { max_connections: self.database_connections, ..store::Settings::new(url) }
    }

    pub fn marketplace(&self) -> marketplace::Settings {
        marketplace::Settings {
            session_lifetime: TimeDelta::minutes(self.session_minutes),
            session_idle: TimeDelta::minutes(self.session_idle_minutes),
            invitation_lifetime: TimeDelta::hours(self.invitation_hours),
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
        }
    }

    pub fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_unknown_key_is_named() {
        let error = Settings::read(None, json!({"lisen": "127.0.0.1:1"})).unwrap_err().to_string();
        assert!(error.contains("lisen"), "{error}");
    }

    #[test]
    fn a_wrong_value_names_its_key() {
        let error = Settings::read(None, json!({"listen": "nowhere"})).unwrap_err().to_string();
        assert!(error.contains("listen"), "{error}");
        let error =
            Settings::read(None, json!({"public_url": "https://a.example/path"})).unwrap_err().to_string();
        assert!(error.contains("public_url"), "{error}");
        let error =
            Settings::read(None, json!({"client_tokens_per_minute": u32::MAX})).unwrap_err().to_string();
        assert!(error.contains("client_tokens_per_minute"), "{error}");
    }

    #[test]
    fn flags_win() {
        let settings = Settings::read(None, json!({"listen": "127.0.0.1:9"})).unwrap();
        assert_eq!(settings.public_url().unwrap().as_str(), "http://127.0.0.1:9/");
    }
}
