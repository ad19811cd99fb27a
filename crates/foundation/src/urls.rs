//! The product's own addresses, made from its public URL.

use credentials::InvitationToken;
use model::environment::Environment;
use model::ids::TenantId;
use model::issuer;

#[derive(Debug, Clone)]
pub struct Urls {
    /// Without a slash at its end.
    public_url: String,
}

impl Urls {
    pub fn new(public_url: &url::Url) -> Self {
        Self { public_url: public_url.as_str().trim_end_matches('/').to_owned() }
    }

    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// The issuer of a tenant's tokens (RFC 8414 section 2); a sandbox's says that it is one.
    pub fn issuer(&self, tenant: TenantId, environment: Environment) -> String {
        [self.public_url.as_str(), issuer::of_tenants(environment), &tenant.to_string()].concat()
    }

    pub fn token_endpoint(&self, tenant: TenantId, environment: Environment) -> String {
        self.issuer(tenant, environment) + issuer::TOKEN
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

    /// A one-time set-up link. The token stands in the fragment, which a browser sends to no server.
    pub fn invitation(&self, token: InvitationToken) -> String {
        self.at("/welcome#") + &token.expose_once()
    }

    fn at(&self, path: &str) -> String {
        [self.public_url.as_str(), path].concat()
    }
}
