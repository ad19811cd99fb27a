//! The paths of issuers and of their endpoints, below the platform's public URL: the one place that spells them.

use crate::{environment::Environment, ids::TenantId};

/// RFC 6749 section 3.2.
pub const TOKEN: &str = "/oauth2/token";
/// RFC 6749 section 3.1.
pub const AUTHORIZATION: &str = "/oauth2/authorize";
/// RFC 7662 section 2.
pub const INTROSPECTION: &str = "/oauth2/introspect";
/// RFC 7009 section 2.
pub const REVOCATION: &str = "/oauth2/revoke";
/// RFC 7517 section 5.
pub const JWKS: &str = "/oauth2/jwks";
/// RFC 8414 section 3.
pub const METADATA: &str = "/.well-known/oauth-authorization-server";
/// The name that OpenID Connect Discovery has for the metadata: many clients know only that.
pub const OPENID_METADATA: &str = "/.well-known/openid-configuration";
/// RFC 9728 section 3: what comes between the host of a protected resource and its path, or before an Api's id.
pub const RESOURCE_METADATA: &str = "/.well-known/oauth-protected-resource";
/// Revocations as they happen, for resource servers: the platform's alone.
pub const FEED: &str = "/oauth2/feed";
/// What a proxy asks before it passes a request on: the platform's alone.
pub const VERIFICATION: &str = "/oauth2/verify";

/// What comes before a tenant's id in the path of its issuer.
pub const fn of_tenants(environment: Environment) -> &'static str {
    match environment {
        Environment::Live => "/t/",
        Environment::Sandbox => "/sandbox/t/",
    }
}

/// The path of a tenant's issuer.
pub fn of_tenant(tenant: TenantId, environment: Environment) -> String {
    [of_tenants(environment), &tenant.to_string()].concat()
}

/// The path of the platform itself, which answers for all tenants of an environment.
pub const fn of_platform(environment: Environment) -> &'static str {
    match environment {
        Environment::Live => "",
        Environment::Sandbox => "/sandbox",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_has_a_path_in_its_environment() {
        let tenant = TenantId::new(1, &[0; 10]);
        assert_eq!(of_tenant(tenant, Environment::Live), format!("/t/{tenant}"));
        assert_eq!(
            of_tenant(tenant, Environment::Sandbox) + TOKEN,
            format!("/sandbox/t/{tenant}/oauth2/token")
        );
    }
}
