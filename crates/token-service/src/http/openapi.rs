//! The OpenAPI document of the token service.
//!
//! A handler describes what its endpoint takes and answers, at whichever issuer. [`OPERATIONS`] has the rest: at which
//! issuers it is, and what it is called there.

use model::environment::Environment::{Live, Sandbox};
use model::issuer::{INTROSPECTION, JWKS, METADATA, REVOCATION, TOKEN};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ObjectBuilder, Required, Type};
use utoipa::{Modify, OpenApi};

use super::issuer::Issuers::{self, Platform, Tenants};
use super::{feed, forward_auth, introspection, jwks, metadata, protected_resource, revocation, token};

/// Paths and schemas, to be merged into the product's documents.
#[derive(OpenApi)]
#[openapi(
    info(title = "Token service", description = "OAuth 2.0 client credentials (RFC 6749 section 4.4), introspection, revocation, keys and metadata."),
    paths(
        token::token, introspection::introspect, revocation::revoke, jwks::jwks, metadata::metadata,
        feed::follow, forward_auth::verify, protected_resource::resource_metadata,
    ),
    modifiers(&EveryIssuer, &ClientBasic)
)]
pub struct TokenServiceDoc;

/// An endpoint at an issuer: its operation's id, its title, and its description, which may be empty.
type AtIssuer = (Issuers, &'static str, &'static str, &'static str);

const OPERATIONS: [(&str, &[AtIssuer]); 5] = [
    (
        TOKEN,
        &[
            (
                Platform(Live),
                "platform_token",
                "Get an access token from the platform's own endpoint",
                "Finds the tenant from the client; the token names that tenant's issuer.",
            ),
            (
                Tenants(Live),
                "token",
                "Get an access token",
                "The token endpoint of one tenant's issuer. The platform-wide `/oauth2/token` takes the same request and finds the\n\
                 tenant from the client.",
            ),
            (
                Tenants(Sandbox),
                "sandbox_token",
                "Get an access token (sandbox)",
                "The token endpoint of a sandbox tenant's issuer.",
            ),
        ],
    ),
    (
        INTROSPECTION,
        &[
            (
                Platform(Live),
                "platform_introspect",
                "Ask what a token of any issuer is good for",
                "For the resource server with these credentials. Tokens of sandbox tenants say `\"env\":\"sandbox\"`.",
            ),
            (
                Tenants(Live),
                "introspect",
                "Ask what a token is good for",
                "For the resource server with these credentials, of tokens of one tenant's issuer.",
            ),
            (
                Tenants(Sandbox),
                "sandbox_introspect",
                "Ask what a token is good for (sandbox)",
                "For the resource server with these credentials, of tokens of one sandbox tenant's issuer.",
            ),
        ],
    ),
    (
        REVOCATION,
        &[
            (
                Platform(Live),
                "platform_revoke",
                "Revoke an access token at the platform's own endpoint",
                "By the client that it was issued to.",
            ),
            (
                Tenants(Live),
                "revoke",
                "Revoke an access token",
                "By the client that it was issued to. A token that is not ours or has expired is as good as revoked: 200 too.",
            ),
            (
                Tenants(Sandbox),
                "sandbox_revoke",
                "Revoke an access token (sandbox)",
                "By the client that it was issued to.",
            ),
        ],
    ),
    (
        JWKS,
        &[
            (Platform(Live), "platform_jwks", "JSON Web Key Set of all live issuers", ""),
            (Platform(Sandbox), "sandbox_platform_jwks", "JSON Web Key Set of all sandbox issuers", ""),
            (Tenants(Live), "jwks", "JSON Web Key Set", ""),
            (Tenants(Sandbox), "sandbox_jwks", "JSON Web Key Set (sandbox)", ""),
        ],
    ),
    (
        METADATA,
        &[
            (Tenants(Live), "metadata", "Authorization server metadata", ""),
            (Tenants(Sandbox), "sandbox_metadata", "Authorization server metadata (sandbox)", ""),
        ],
    ),
];

/// Puts each endpoint in the document once for every kind of issuer that has it.
struct EveryIssuer;

impl Modify for EveryIssuer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let paths = &mut document.paths.paths;
        for (endpoint, operations) in OPERATIONS {
            let Some(described) = paths.remove(endpoint) else { continue };
            for operation in operations {
                paths.insert(operation.0.path("tenant_id") + endpoint, at(operation, &described));
            }
        }
    }
}

fn at(operation: &AtIssuer, described: &PathItem) -> PathItem {
    let mut item = described.clone();
    [&mut item.get, &mut item.post].into_iter().flatten().for_each(|described| name(operation, described));
    item
}

fn name(&(issuers, id, summary, description): &AtIssuer, operation: &mut Operation) {
    operation.operation_id = Some(id.to_owned());
    operation.summary = Some(summary.to_owned());
    operation.description = (!description.is_empty()).then(|| description.to_owned());
    match issuers {
        Tenants(_) => operation.parameters = Some(vec![tenant_id().into()]),
        // The platform is always there.
        Platform(_) => drop(operation.responses.responses.remove("404")),
    }
}

fn tenant_id() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).max_length(Some(30)).build();
    ParameterBuilder::new()
        .name("tenant_id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(text))
        .build()
}

/// A client's own authentication at the token endpoint, as HTTP Basic.
struct ClientBasic;

impl Modify for ClientBasic {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Basic));
        document.components.get_or_insert_default().add_security_scheme("client_basic", scheme);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parsing::form::MAX_BODY;

    #[test]
    fn no_parameter_of_a_form_is_longer_than_its_body() {
        let document = serde_json::to_value(TokenServiceDoc::openapi()).unwrap();
        for form in ["TokenRequest", "TokenToLookAt"] {
            let parameters = document["components"]["schemas"][form]["properties"].as_object().unwrap();
            for (name, parameter) in parameters {
                assert_eq!(parameter["maxLength"], MAX_BODY, "{form}.{name}");
            }
        }
    }
}
