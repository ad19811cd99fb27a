use credentials::InvitationToken;
use model::{environment::Environment, ids::TenantId};

/// Every address that the product tells somebody, made of one public URL.
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
    pub fn issuer(&self, tenant: TenantId, kind: Environment) -> String {
        let path = match kind {
            Environment::Live => "/t/",
            Environment::Sandbox => "/sandbox/t/",
        };
        [self.public_url.as_str(), path, &tenant.to_string()].concat()
    }

    pub fn token_endpoint(&self, tenant: TenantId, kind: Environment) -> String {
        format!("{}/oauth2/token", self.issuer(tenant, kind))
    }

    /// Where a client of any tenant may ask for a token.
    pub fn platform_token_endpoint(&self) -> String {
        format!("{}/oauth2/token", self.public_url)
    }

    /// Where registered resource servers ask about tokens (RFC 7662).
    pub fn introspection_endpoint(&self) -> String {
        format!("{}/oauth2/introspect", self.public_url)
    }

    /// Where registered resource servers hear what has been withdrawn.
    pub fn feed(&self) -> String {
        format!("{}/oauth2/feed", self.public_url)
    }

    /// Whether this is a machine that speaks http to itself.
    pub(crate) fn is_http(&self) -> bool {
        self.public_url.starts_with("http://")
    }

    /// A one-time link to a new password, its token in the fragment.
    pub fn new_password(&self, token: InvitationToken) -> String {
        format!("{}/new-password#{}", self.public_url, token.expose_once())
    }

    /// A one-time set-up link. The token stands in the fragment, which a browser sends to nobody.
    pub fn invitation(&self, token: InvitationToken) -> String {
        format!("{}/welcome#{}", self.public_url, token.expose_once())
    }
}
