//! The domains of tenants, and further paths of the token endpoints.

use foundation::Domains;
use wire::paths;

use super::{Settings, SettingsError};

/// Each label of a slug and a point come before it, and a name has at most 253 characters (RFC 1035 section 2.3.4).
const LONGEST_DOMAIN: usize = 200;
const LONGEST_LABEL: usize = 63;
const MOST_ALIASES: usize = 20;
const LONGEST_ALIAS: usize = 200;

const NAME: &str = "use a domain name in small letters, without scheme, port, path or a point at either end: api.example.com";

/// What is served at these paths and below them: no alias may be there.
const OURS: &[&str] = &[
    paths::account::BASE,
    paths::developer::BASE,
    paths::admin::BASE,
    paths::operator::BASE,
    demo_api::PATH,
    "/oauth2",
    "/t",
    "/sandbox",
    "/.well-known",
    "/livez",
    "/readyz",
    "/metrics",
    "/demo",
    "/docs",
    "/openapi",
    "/logos",
    "/assets",
    "/sign-in",
    "/found-a-secret",
    "/account",
    "/admin",
    "/developer",
    "/operator",
    "/welcome",
    "/new-password",
    "/new-address",
];

impl Settings {
    /// The hosts of tenants, and aliases of the token endpoints.
    pub fn domains(&self) -> Domains {
        Domains {
            base: self.base_domain.clone(),
            sandbox: self.sandbox_base_domain.clone(),
            token_aliases: self.token_endpoint_aliases.clone(),
        }
    }

    pub(super) fn check_domains(&self) -> Result<(), SettingsError> {
        let wrong = |key, message: &str| Err(SettingsError::Wrong { key, message: message.into() });
        if !self.base_domain.as_deref().is_none_or(is_domain) {
            return wrong("base_domain", NAME);
        }
        if !self.sandbox_base_domain.as_deref().is_none_or(is_domain) {
            return wrong("sandbox_base_domain", NAME);
        }
        if self.base_domain.is_none() && self.sandbox_base_domain.is_some() {
            return wrong("sandbox_base_domain", "set `base_domain` too, or leave both out");
        }
        if self.base_domain.is_some() && self.base_domain == self.sandbox_base_domain {
            return wrong("sandbox_base_domain", "use another domain than `base_domain`");
        }
        let sandbox = self.sandbox_domain();
        if sandbox.is_some() && self.public_url()?.host_str() == sandbox.as_deref() {
            return wrong("sandbox_base_domain", "use another domain than the host of `public_url`");
        }
        if self.token_endpoint_aliases.len() > MOST_ALIASES {
            return wrong("token_endpoint_aliases", "use at most 20");
        }
        if !self.token_endpoint_aliases.iter().all(|alias| is_plain_path(alias)) {
            return wrong(
                "token_endpoint_aliases",
                "use paths of letters, digits and -._~ between slashes, such as /connect/token, without a slash at the \
                 end",
            );
        }
        if let Some(alias) = self.token_endpoint_aliases.iter().find(|alias| is_ours(alias)) {
            return wrong("token_endpoint_aliases", &format!("something else is served at {alias}"));
        }
        Ok(())
    }

    fn sandbox_domain(&self) -> Option<String> {
        let base = self.base_domain.as_ref()?;
        Some(self.sandbox_base_domain.clone().unwrap_or_else(|| format!("sandbox.{base}")))
    }
}

/// In the one spelling that a `Host` has: labels of small letters, digits and hyphens (RFC 1123 section 2.1).
fn is_domain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.bytes().all(plain)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_number =
        text.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    text.len() <= LONGEST_DOMAIN && text.split('.').all(is_label) && !is_number
}

/// Segments of unreserved characters (RFC 3986 section 2.3), which every client and proxy sends as they are.
fn is_plain_path(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let is_segment = |segment: &str| !matches!(segment, "" | "." | "..") && segment.bytes().all(plain);
    text.len() <= LONGEST_ALIAS
        && text.strip_prefix('/').is_some_and(|segments| segments.split('/').all(is_segment))
}

fn is_ours(path: &str) -> bool {
    OURS.iter()
        .any(|ours| path.strip_prefix(ours).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(flags: &Value) -> Result<Settings, String> {
        Settings::read(None, flags).map_err(|error| error.to_string())
    }

    #[test]
    fn a_wrong_domain_names_its_key() {
        for domain in [
            "",
            ".",
            "https://api.example",
            "api.example:443",
            "api.example/",
            "api.example.",
            ".api.example",
            "API.example",
            "*.api.example",
            "api..example",
            "-api.example",
            "10.0.0.1",
            "b\u{fc}ro.example",
        ] {
            let error = read(&json!({"base_domain": domain})).unwrap_err();
            assert!(error.contains("`base_domain`"), "{domain}: {error}");
            let both = json!({"base_domain": "api.example", "sandbox_base_domain": domain});
            assert!(read(&both).unwrap_err().contains("`sandbox_base_domain`"), "{domain}");
        }
        for flags in [
            json!({"sandbox_base_domain": "trial.example"}),
            json!({"base_domain": "api.example", "sandbox_base_domain": "api.example"}),
            json!({"base_domain": "api.example", "public_url": "https://sandbox.api.example"}),
        ] {
            assert!(read(&flags).unwrap_err().contains("sandbox_base_domain"), "{flags}");
        }
        for flags in [
            json!({"base_domain": "api.example.com"}),
            json!({"base_domain": "localhost"}),
            json!({"base_domain": "api.example", "public_url": "https://api.example"}),
            json!({"base_domain": "xn--bro-hoa.example", "sandbox_base_domain": "trial.example"}),
        ] {
            assert!(read(&flags).is_ok(), "{flags}");
        }
    }

    #[test]
    fn a_wrong_alias_names_its_key() {
        for alias in [
            "",
            "/",
            "connect/token",
            "/connect/token/",
            "/connect//token",
            "/connect/../token",
            "/a b",
            "/a?b",
            "/a#b",
            "/a%20b",
            "/{tenant}/token",
            "/b\u{fc}ro",
            "/oauth2/token",
            "/oauth2",
            "/t/x",
            "/sandbox",
            "/api/admin/v1/token",
            "/docs",
            "/admin/token",
            "/.well-known/x",
            "/demo-api/v1/x",
        ] {
            let error = read(&json!({"token_endpoint_aliases": [alias]})).unwrap_err();
            assert!(error.contains("token_endpoint_aliases"), "{alias}: {error}");
        }
        let many: Vec<_> = (0..=MOST_ALIASES).map(|number| format!("/token/{number}")).collect();
        assert!(read(&json!({"token_endpoint_aliases": many})).is_err());
        let good = ["/connect/token", "/api/identity/connect/token", "/Token", "/as/token.oauth2", "/tokens"];
        assert!(read(&json!({"token_endpoint_aliases": good})).is_ok());
    }
}
