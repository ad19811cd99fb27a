//! Hosts of the platform and of its tenants, below the base domains of live and sandbox.

use model::environment::Environment::{self, Live, Sandbox};
use model::slug::Slug;
use url::Url;

/// The hosts that are served beside that of the public URL, and further paths of the token endpoints.
#[derive(Debug, Clone, Default)]
pub struct Domains {
    /// Hosts of live tenants are right below it.
    pub base: Option<String>,
    /// Hosts of sandbox tenants are right below it, and it is the platform's own for the sandbox; `sandbox.` and the
    /// base where absent.
    pub sandbox: Option<String>,
    /// Each begins with a slash and ends without one.
    pub token_aliases: Vec<String>,
}

/// Whose host a request names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// That of the public URL.
    Platform,
    /// The platform's own for the sandbox.
    Sandbox,
    /// A tenant's, if one of this environment has the slug.
    Tenant(Slug, Environment),
    /// Below a base domain, where no tenant can be.
    Vacant,
    /// None of ours.
    Other,
}

/// Everything that tells hosts from each other. Scheme and port are those of the public URL.
#[derive(Debug, Clone)]
pub(crate) struct Hosts {
    /// `https://`
    scheme: String,
    /// What a URL ends with: `:8443`, or nothing where the port is the scheme's own.
    port: String,
    /// The same, also where it is the scheme's own: a client may say so.
    said_port: String,
    platform: String,
    base: String,
    sandbox: String,
}

impl Hosts {
    /// `None` where there is no base domain.
    pub fn new(public_url: &Url, base: Option<String>, sandbox: Option<String>) -> Option<Self> {
        let base = base?;
        let port = |port: Option<u16>| port.map(|port| format!(":{port}")).unwrap_or_default();
        Some(Self {
            scheme: format!("{}://", public_url.scheme()),
            port: port(public_url.port()),
            said_port: port(public_url.port_or_known_default()),
            platform: public_url.host_str().unwrap_or_default().to_owned(),
            sandbox: sandbox.unwrap_or_else(|| format!("sandbox.{base}")),
            base,
        })
    }

    /// Whose this `Host` is. Only the exact text counts: small letters, no point at the end, and the port of the public
    /// URL or none.
    pub fn whose(&self, host: &str) -> Host {
        let name = host.strip_suffix(self.said_port.as_str()).unwrap_or(host);
        if name == self.platform {
            return Host::Platform;
        }
        if name == self.sandbox {
            return Host::Sandbox;
        }
        let labels = [(&self.sandbox, Sandbox), (&self.base, Live)]
            .map(|(domain, environment)| (below(name, domain), environment));
        // One of the two may be below the other.
        for (label, environment) in labels {
            if let Some(label) = label.filter(|label| !label.contains('.')) {
                return Slug::read(label).map_or(Host::Vacant, |slug| Host::Tenant(slug, environment));
            }
        }
        if labels.iter().any(|(label, _)| label.is_some()) { Host::Vacant } else { Host::Other }
    }

    /// The issuer of a tenant that has this slug.
    pub fn issuer(&self, slug: &Slug, environment: Environment) -> String {
        [self.scheme.as_str(), slug.as_str(), ".", self.domain(environment), &self.port].concat()
    }

    /// The slug in an issuer, and its environment.
    pub fn slug_in(&self, issuer: &str) -> Option<(Slug, Environment)> {
        let host = issuer.strip_prefix(self.scheme.as_str())?;
        let Host::Tenant(slug, environment) = self.whose(host) else { return None };
        (self.issuer(&slug, environment) == issuer).then_some((slug, environment))
    }

    /// The origins of all tenants of an environment, as a content security policy writes them.
    pub fn origins(&self, environment: Environment) -> String {
        [self.scheme.as_str(), "*.", self.domain(environment), &self.port].concat()
    }

    /// The URL of the platform's own host for the sandbox.
    pub fn sandbox_platform(&self) -> String {
        [self.scheme.as_str(), &self.sandbox, &self.port].concat()
    }

    /// Right below which the hosts of an environment's tenants are.
    pub fn domain(&self, environment: Environment) -> &str {
        match environment {
            Live => &self.base,
            Sandbox => &self.sandbox,
        }
    }

    /// Whether a host of the platform's own has this label, or stands below it.
    pub fn reserves(&self, slug: &Slug) -> bool {
        let own = [&self.platform, &self.base, &self.sandbox];
        let domains = [&self.base, &self.sandbox];
        let last = |label: &str| label.rsplit('.').next() == Some(slug.as_str());
        domains.iter().any(|domain| own.iter().any(|host| below(host, domain).is_some_and(last)))
    }
}

/// What stands before a domain in a name below it.
fn below<'a>(name: &'a str, domain: &str) -> Option<&'a str> {
    name.strip_suffix(domain)?.strip_suffix('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(public_url: &str, sandbox: Option<&str>) -> Hosts {
        let (url, base) = (public_url.parse().unwrap(), Some("api.example".to_owned()));
        Hosts::new(&url, base, sandbox.map(str::to_owned)).unwrap()
    }

    fn tenant(slug: &str, environment: Environment) -> Host {
        Host::Tenant(slug.parse().unwrap(), environment)
    }

    #[test]
    fn a_host_is_compared_to_the_letter() {
        let hosts = hosts("https://portal.api.example", None);
        for (host, whose) in [
            ("portal.api.example", Host::Platform),
            ("portal.api.example:443", Host::Platform),
            ("sandbox.api.example", Host::Sandbox),
            ("harbour.api.example", tenant("harbour", Live)),
            ("harbour.api.example:443", tenant("harbour", Live)),
            ("harbour.sandbox.api.example", tenant("harbour", Sandbox)),
            ("Harbour.api.example", Host::Vacant),
            ("x.api.example", Host::Vacant),
            (".api.example", Host::Vacant),
            ("a.harbour.api.example", Host::Vacant),
            ("xn--hafn-5qa.api.example", Host::Vacant),
            ("a@harbour.api.example", Host::Vacant),
            ("harbour.api.example.", Host::Other),
            ("harbour.API.example", Host::Other),
            ("harbour.api.example:80", Host::Other),
            ("harbour.api.example:443:443", Host::Other),
            ("harbour.api.example:", Host::Other),
            ("api.example", Host::Other),
            ("harbourapi.example", Host::Other),
            ("harbour.api.example.evil.example", Host::Other),
            ("", Host::Other),
        ] {
            assert_eq!(hosts.whose(host), whose, "{host}");
        }
    }

    #[test]
    fn a_port_is_that_of_the_public_url() {
        let hosts = hosts("http://127.0.0.1:8080", None);
        let harbour = "harbour".parse().unwrap();
        assert_eq!(hosts.issuer(&harbour, Live), "http://harbour.api.example:8080");
        assert_eq!(hosts.issuer(&harbour, Sandbox), "http://harbour.sandbox.api.example:8080");
        assert_eq!(hosts.sandbox_platform(), "http://sandbox.api.example:8080");
        for host in ["harbour.api.example:8080", "harbour.api.example"] {
            assert_eq!(hosts.whose(host), tenant("harbour", Live), "{host}");
        }
        assert_eq!(hosts.whose("harbour.api.example:80"), Host::Other);
        assert_eq!(hosts.whose("127.0.0.1:8080"), Host::Platform);
    }

    #[test]
    fn an_issuer_is_read_as_it_is_written() {
        let hosts = hosts("https://grantry.example", None);
        let harbour: Slug = "harbour".parse().unwrap();
        for environment in [Live, Sandbox] {
            assert_eq!(hosts.slug_in(&hosts.issuer(&harbour, environment)), Some((harbour, environment)));
        }
        for other in [
            "http://harbour.api.example",
            "https://harbour.api.example/",
            "https://harbour.api.example:443",
            "https://api.example",
            "https://harbour.api.example/t/x",
        ] {
            assert_eq!(hosts.slug_in(other), None, "{other}");
        }
    }

    #[test]
    fn one_base_may_be_below_the_other() {
        let hosts = hosts("https://api.example", Some("example"));
        assert_eq!(hosts.whose("harbour.api.example"), tenant("harbour", Live));
        assert_eq!(hosts.whose("harbour.example"), tenant("harbour", Sandbox));
        assert_eq!(hosts.whose("api.example"), Host::Platform);
        assert_eq!(hosts.whose("example"), Host::Sandbox);
    }

    #[test]
    fn labels_of_the_platform_are_reserved() {
        let reserves = |hosts: &Hosts, slug: &str| hosts.reserves(&Slug::read(slug).unwrap());
        let own = hosts("https://login.portal.api.example", Some("trial.api.example"));
        assert!(reserves(&own, "portal") && reserves(&own, "trial"));
        assert!(!reserves(&own, "login") && !reserves(&own, "harbour"));
        let nested = hosts("https://grantry.example", Some("example"));
        assert!(reserves(&nested, "grantry") && reserves(&nested, "api"));
    }
}
