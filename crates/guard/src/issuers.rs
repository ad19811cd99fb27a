//! Whose issuer a token names: a path below Grantry's public URL, or a host below a base domain of tenants.

use model::environment::Environment;
use model::issuer;
use model::slug::Slug;

/// What a token may name as its issuer.
#[derive(Debug, Clone)]
pub(crate) struct Issuers {
    /// Without a slash at its end.
    public_url: String,
    base_domain: Option<String>,
    sandbox_base_domain: Option<String>,
}

impl Issuers {
    pub fn new(public_url: &str) -> Self {
        let public_url = public_url.trim_end_matches('/').to_owned();
        Self { public_url, base_domain: None, sandbox_base_domain: None }
    }

    pub fn set_base_domain(&mut self, domain: &str) {
        self.base_domain = Some(domain.to_owned());
        self.sandbox_base_domain.get_or_insert_with(|| format!("sandbox.{domain}"));
    }

    pub fn set_sandbox_base_domain(&mut self, domain: &str) {
        self.sandbox_base_domain = Some(domain.to_owned());
    }

    /// Whether it is the path of this tenant.
    pub fn is_path(&self, issuer: &str, tenant: &str, environment: Environment) -> bool {
        let path = issuer.strip_prefix(self.public_url.as_str());
        path.and_then(|path| path.strip_prefix(issuer::of_tenants(environment))) == Some(tenant)
    }

    /// What stands behind the slug in a host's name, if it could be a tenant's: with the scheme and the port of the public
    /// URL, and nothing else.
    pub fn domain_in<'a>(&self, issuer: &'a str) -> Option<&'a str> {
        let (scheme, platform) = self.public_url.split_once("://")?;
        let host = issuer.strip_prefix(scheme)?.strip_prefix("://")?;
        let name = match port_of(platform) {
            Some(port) => host.strip_suffix(port)?.strip_suffix(':')?,
            None => host,
        };
        let (label, domain) = name.split_once('.')?;
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
        (Slug::read(label).is_ok() && domain.bytes().all(is_name)).then_some(domain)
    }

    /// Whether it was said beforehand that tenants of this environment have hosts right below this domain.
    pub fn has_domain(&self, domain: &str, environment: Environment) -> bool {
        let known = match environment {
            Environment::Live => &self.base_domain,
            Environment::Sandbox => &self.sandbox_base_domain,
        };
        known.as_deref() == Some(domain)
    }
}

/// The port in what stands behind `://`, if one does.
fn port_of(platform: &str) -> Option<&str> {
    let (_, port) = platform.rsplit_once(':')?;
    (!port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_stands_behind_a_slug() {
        let issuers = Issuers::new("https://id.example/");
        assert_eq!(issuers.domain_in("https://harbour.api.example"), Some("api.example"));
        for other in [
            "http://harbour.api.example",
            "https://harbour.api.example:443",
            "https://harbour.api.example/",
            "https://harbour.api.example/t/x",
            "https://Harbour.api.example",
            "https://x.api.example",
            "https://a@harbour.api.example",
            "https://harbour",
            "harbour.api.example",
            "",
        ] {
            assert_eq!(issuers.domain_in(other), None, "{other}");
        }
        for public_url in ["http://127.0.0.1:8080", "http://[::1]:8080"] {
            let issuers = Issuers::new(public_url);
            assert_eq!(issuers.domain_in("http://harbour.api.example:8080"), Some("api.example"));
            assert_eq!(issuers.domain_in("http://harbour.api.example"), None);
        }
        let issuers = Issuers::new("http://[::1]");
        assert_eq!(issuers.domain_in("http://harbour.api.example"), Some("api.example"));
    }

    #[test]
    fn each_environment_has_its_domain() {
        let mut issuers = Issuers::new("https://id.example");
        assert!(!issuers.has_domain("api.example", Environment::Live));
        issuers.set_base_domain("api.example");
        assert!(issuers.has_domain("api.example", Environment::Live));
        assert!(issuers.has_domain("sandbox.api.example", Environment::Sandbox));
        assert!(!issuers.has_domain("api.example", Environment::Sandbox));
        issuers.set_sandbox_base_domain("trial.example");
        issuers.set_base_domain("api.example");
        assert!(issuers.has_domain("trial.example", Environment::Sandbox));
        assert!(!issuers.has_domain("sandbox.api.example", Environment::Sandbox));
    }
}
