//! Protected resource metadata (RFC 9728): a document for each API, which its owner serves at the API's own host, links to,
//! or has named in challenges.

use ::web::Failure;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use credentials::JwsAlgorithm;
use model::ids::{ApiId, TenantId};
use model::issuer;
use model::scope::ScopeName;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clients::{AddressedIssuer, ProtectedResource};
use crate::errors::TokenErrorResponse;
use crate::parsing::form::Form;
use crate::service::TokenService;

/// RFC 9728 section 2.
#[derive(Serialize, ToSchema)]
pub struct ResourceMetadata {
    /// The API's identifier, as `resource` (RFC 8707) takes it.
    resource: String,
    /// The issuer of the tenant that was named. Without one there is none: each tenant has an issuer of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization_servers: Option<[String; 1]>,
    scopes_supported: Vec<ScopeName>,
    bearer_methods_supported: [&'static str; 1],
    dpop_signing_alg_values_supported: Vec<&'static str>,
    resource_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_documentation: Option<String>,
}

impl ResourceMetadata {
    fn of(ProtectedResource { api, scopes }: &ProtectedResource, issuer: Option<String>) -> Self {
        Self {
            resource: api.identifier.clone(),
            authorization_servers: issuer.map(|issuer| [issuer]),
            scopes_supported: scopes.clone(),
            bearer_methods_supported: ["header"],
            dpop_signing_alg_values_supported: JwsAlgorithm::ALL.iter().map(|one| one.as_str()).collect(),
            resource_name: api.name.clone(),
            resource_documentation: api.docs_url.clone(),
        }
    }
}

/// The route's pattern.
pub const PATH: &str = "/.well-known/oauth-protected-resource/{api_id}";

/// Protected resource metadata of an API
///
/// What RFC 9728 has an API say about itself. Its owner serves this document at the API's own well-known address, or lets
/// challenges name this one.
#[utoipa::path(get, path = "/.well-known/oauth-protected-resource/{api_id}", operation_id = "resource_metadata", tag = "OAuth 2.0",
    params(
        ("api_id" = String, Path, max_length = 30),
        ("tenant" = Option<String>, Query, max_length = 30, description = "A tenant's id: its issuer is named in `authorization_servers`"),
    ),
    responses(
        (status = 200, body = ResourceMetadata, description = "The document; any page may read it"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`: the query cannot be read"),
        (status = 404, description = "No such API with scopes, or no such tenant"),
    ))]
pub async fn resource_metadata(
    service: Data<TokenService>,
    api: Path<String>,
    request: HttpRequest,
) -> actix_web::Result<HttpResponse> {
    let query = Form::pairs(request.query_string().as_bytes())?;
    let issuer = query.get("tenant").map(|tenant| service.issuer_of(tenant).ok_or(Failure::NOT_FOUND));
    let id: Option<ApiId> = api.parse().ok();
    let resource = id.and_then(|id| service.directory().protected_resource(id)).ok_or(Failure::NOT_FOUND)?;
    let document = ResourceMetadata::of(&resource, issuer.transpose()?);
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(document))
}

impl TokenService {
    fn issuer_of(&self, tenant: &str) -> Option<String> {
        let tenant: TenantId = tenant.parse().ok()?;
        let environment = self.directory().tenant(tenant)?;
        Some(self.issuer_named(AddressedIssuer::Platform(environment), tenant, environment))
    }

    /// Where the document of the API with this identifier is, for challenges (RFC 9728 section 5.1).
    pub(super) fn resource_metadata_url(&self, api: &str, tenant: Option<TenantId>) -> Option<String> {
        let api = self.directory().api_named(api)?;
        let tenant = tenant.map(|tenant| format!("?tenant={tenant}")).unwrap_or_default();
        Some(format!("{}{}/{api}{tenant}", self.urls().public_url(), issuer::RESOURCE_METADATA))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_route_is_below_the_well_known_path() {
        assert_eq!(PATH.strip_prefix(issuer::RESOURCE_METADATA), Some("/{api_id}"));
    }
}
