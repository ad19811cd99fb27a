//! The OpenAPI document of the token service.

use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::{feed, forward_auth, introspection, jwks, metadata, revocation, token};

/// Paths and schemas, to be merged into the product's documents.
#[derive(OpenApi)]
#[openapi(
    info(title = "Token service", description = "OAuth 2.0 client credentials (RFC 6749 section 4.4), introspection, revocation, keys and metadata"),
    paths(
        token::of_platform, token::of_live_tenant, token::of_sandbox_tenant,
        introspection::of_platform, introspection::of_live_tenant, introspection::of_sandbox_tenant,
        revocation::of_platform, revocation::of_live_tenant, revocation::of_sandbox_tenant,
        feed::follow, forward_auth::verify,
        jwks::of_live, jwks::of_sandbox, jwks::of_live_tenant, jwks::of_sandbox_tenant,
        metadata::of_live_tenant, metadata::of_sandbox_tenant,
    ),
    modifiers(&ClientBasic)
)]
pub struct TokenServiceDoc;

/// A client's own authentication at the token endpoint, as HTTP Basic.
struct ClientBasic;

impl Modify for ClientBasic {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Basic));
        document.components.get_or_insert_default().add_security_scheme("client_basic", scheme);
    }
}
