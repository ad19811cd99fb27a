//! The product's own addresses, made from its public URL and the domains of its tenants.

use std::sync::Arc;

use credentials::{InvitationToken, SecretLinkToken};
use model::environment::Environment;
use model::ids::TenantId;
use model::issuer;
use model::slug::Slug;
use model::tenant_address::Address;

use crate::hosts::{Domains, Host, Hosts};

#[derive(Debug, Clone)]
pub struct Urls {
    /// Without a slash at its end.
    public_url: String,
    /// Where tenants have hosts of their own.
    hosts: Option<Arc<Hosts>>,
    token_aliases: Arc<[String]>,
}

impl Urls {
    pub fn new(public_url: &url::Url, domains: Domains) -> Self {
        let Domains { base, sandbox, token_aliases } = domains;
        Self {
            public_url: public_url.as_str().trim_end_matches('/').to_owned(),
            hosts: Hosts::new(public_url, base, sandbox).map(Arc::new),
            token_aliases: token_aliases.into(),
        }
    }

    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// The issuer of a tenant's tokens (RFC 8414 section 2), of its addresses the one of now: its domain where it has a
    /// slug and the platform a base domain, and else its path. A sandbox's says that it is one.
    pub fn issuer(&self, tenant: TenantId, environment: Environment, slug: Option<&Slug>) -> String {
        match self.hosts.as_ref().zip(slug) {
            Some((hosts, slug)) => hosts.issuer(slug, environment),
            None => self.path_issuer(tenant, environment),
        }
    }

    /// The token endpoint of [`issuer`](Self::issuer).
    pub fn token_endpoint(&self, tenant: TenantId, environment: Environment, slug: Option<&Slug>) -> String {
        self.issuer(tenant, environment, slug) + issuer::TOKEN
    }

    /// The issuer at one of a tenant's addresses; `None` for a domain where there is no base domain.
    pub fn issuer_at(&self, tenant: TenantId, environment: Environment, address: &Address) -> Option<String> {
        match address {
            Address::Path => Some(self.path_issuer(tenant, environment)),
            Address::Domain(slug) => Some(self.hosts.as_ref()?.issuer(slug, environment)),
        }
    }

    /// Where an issuer is, if it is one of this tenant's path, or of a domain that a tenant of this environment may have.
    pub fn address_of(&self, issuer: &str, tenant: TenantId, environment: Environment) -> Option<Address> {
        if self.path_in(issuer) == Some((tenant, environment)) {
            return Some(Address::Path);
        }
        let (slug, of) = self.hosts.as_ref()?.slug_in(issuer)?;
        (of == environment).then_some(Address::Domain(slug))
    }

    /// The tenant in an issuer that is a path, and its environment.
    pub fn path_in(&self, issuer: &str) -> Option<(TenantId, Environment)> {
        let path = issuer.strip_prefix(self.public_url.as_str())?;
        Environment::ALL.iter().find_map(|environment| {
            let tenant = path.strip_prefix(issuer::of_tenants(*environment))?.parse().ok()?;
            Some((tenant, *environment))
        })
    }

    /// The slug in an issuer that is a domain, and its environment.
    pub fn domain_in(&self, issuer: &str) -> Option<(Slug, Environment)> {
        self.hosts.as_ref()?.slug_in(issuer)
    }

    /// Whether tenants have hosts of their own.
    pub fn has_domains(&self) -> bool {
        self.hosts.is_some()
    }

    /// Right below which the hosts of an environment's tenants are.
    pub fn base_domain(&self, environment: Environment) -> Option<&str> {
        self.hosts.as_ref().map(|hosts| hosts.domain(environment))
    }

    /// The origins of tenants' hosts, as a content security policy writes them; none without a base domain.
    pub fn origins_of_tenants(&self) -> Vec<String> {
        let of = |hosts: &Arc<Hosts>| Environment::ALL.iter().map(|one| hosts.origins(*one)).collect();
        self.hosts.as_ref().map(of).unwrap_or_default()
    }

    /// Whose this `Host` is. Without a base domain all are the platform's.
    pub fn whose(&self, host: &str) -> Host {
        self.hosts.as_ref().map_or(Host::Platform, |hosts| hosts.whose(host))
    }

    /// Whether a host of the platform's own has this label: no tenant may have it.
    pub fn reserves(&self, slug: &Slug) -> bool {
        self.hosts.as_ref().is_some_and(|hosts| hosts.reserves(slug))
    }

    /// Further paths of the token endpoints, at tenants' hosts and at the platform's.
    pub fn token_aliases(&self) -> &[String] {
        &self.token_aliases
    }

    /// The platform's own URL for the sandbox: a host where there are domains.
    pub fn sandbox_platform(&self) -> Option<String> {
        self.hosts.as_ref().map(|hosts| hosts.sandbox_platform())
    }

    /// Where a client of any tenant may ask for a token.
    pub fn platform_token_endpoint(&self) -> String {
        self.at(issuer::TOKEN)
    }

    /// Where registered resource servers ask about tokens (RFC 7662).
    pub fn introspection_endpoint(&self) -> String {
        self.at(issuer::INTROSPECTION)
    }

    /// Where registered resource servers follow which tokens were revoked.
    pub fn feed(&self) -> String {
        self.at(issuer::FEED)
    }

    /// Whether this is a machine that speaks http to itself.
    pub fn is_http(&self) -> bool {
        self.public_url.starts_with("http://")
    }

    /// A one-time link to a new password, its token in the fragment.
    pub fn new_password(&self, token: InvitationToken) -> String {
        self.at("/new-password#") + &token.expose_once()
    }

    /// A one-time link to a new e-mail address, its token in the fragment.
    pub fn new_address(&self, token: InvitationToken) -> String {
        self.at("/new-address#") + &token.expose_once()
    }

    /// A one-time link to a secret, its token in the fragment.
    pub fn secret_link(&self, token: SecretLinkToken) -> String {
        self.at("/secret#") + &token.expose_once()
    }

    /// A one-time set-up link. The token stands in the fragment, which a browser sends to no server.
    pub fn invitation(&self, token: InvitationToken) -> String {
        self.at("/welcome#") + &token.expose_once()
    }

    fn path_issuer(&self, tenant: TenantId, environment: Environment) -> String {
        [self.public_url.as_str(), issuer::of_tenants(environment), &tenant.to_string()].concat()
    }

    fn at(&self, path: &str) -> String {
        [self.public_url.as_str(), path].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::environment::Environment::{Live, Sandbox};

    fn urls(base: Option<&str>) -> Urls {
        let domains = Domains { base: base.map(str::to_owned), ..Domains::default() };
        Urls::new(&"https://grantry.example".parse().unwrap(), domains)
    }

    #[test]
    fn a_tenants_issuer_is_its_domain_where_it_has_one() {
        let (tenant, harbour) = (TenantId::new(1, &[1; 10]), "harbour".parse().unwrap());
        let (plain, based) = (urls(None), urls(Some("api.example")));
        let path = format!("https://grantry.example/t/{tenant}");
        assert_eq!(plain.issuer(tenant, Live, Some(&harbour)), path);
        assert_eq!(based.issuer(tenant, Live, None), path);
        assert_eq!(based.issuer(tenant, Live, Some(&harbour)), "https://harbour.api.example");
        let sandbox = "https://harbour.sandbox.api.example/oauth2/token";
        assert_eq!(based.token_endpoint(tenant, Sandbox, Some(&harbour)), sandbox);
        assert_eq!(plain.issuer_at(tenant, Live, &Address::Domain(harbour)), None);
        assert_eq!(based.issuer_at(tenant, Live, &Address::Path), Some(path));
    }

    #[test]
    fn an_address_is_found_by_its_issuer() {
        let (tenant, other) = (TenantId::new(1, &[1; 10]), TenantId::new(2, &[2; 10]));
        let based = urls(Some("api.example"));
        for environment in [Live, Sandbox] {
            for address in [Address::Path, Address::Domain("harbour".parse().unwrap())] {
                let issuer = based.issuer_at(tenant, environment, &address).unwrap();
                assert_eq!(based.address_of(&issuer, tenant, environment), Some(address), "{issuer}");
            }
        }
        let path = based.issuer(tenant, Live, None);
        assert_eq!(based.address_of(&path, other, Live), None);
        assert_eq!(based.address_of(&path, tenant, Sandbox), None);
        assert_eq!(based.address_of("https://harbour.api.example", tenant, Sandbox), None);
        assert_eq!(urls(None).address_of("https://harbour.api.example", tenant, Live), None);
        assert_eq!(urls(None).whose("anything"), Host::Platform);
    }
}
