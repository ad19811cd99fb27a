//! `POST {issuer}/oauth2/introspect` (RFC 7662): for registered resource servers, about tokens of their own API.

use actix_web::http::header::{CACHE_CONTROL, PRAGMA};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use credentials::{AccessTokenClaims, Confirmation};
use model::attempt::Refusal;
use model::environment::Environment;
use model::issuer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clients::{AddressedIssuer, ResourceServer};
use crate::errors::{ErrorResponses, TokenError, TokenErrorResponse};
use crate::parsing::body;
use crate::service::TokenService;

/// RFC 7662 section 2.1, and RFC 7009 section 2.1.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the form; crate::parsing::form reads it")]
pub struct TokenToLookAt {
    #[schema(max_length = 8192)]
    token: String,
    /// Not needed: a token says what it is.
    #[schema(max_length = 8192)]
    token_type_hint: Option<String>,
}

/// RFC 7662 section 2.2. A token that is not good, not known or not for this API is exactly `{"active":false}`.
#[derive(Serialize, ToSchema)]
pub struct Introspection<'a> {
    active: bool,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    token: Option<ActiveToken<'a>>,
}

/// What the token says, of this API alone.
#[derive(Serialize, ToSchema)]
pub struct ActiveToken<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    client_id: &'a str,
    /// The scopes of this API.
    scope: String,
    token_type: &'static str,
    iat: i64,
    exp: i64,
    jti: &'a str,
    tenant_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_id: Option<&'a str>,
    env: Environment,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    cnf: Option<&'a Confirmation<'a>>,
    #[serde(rename = "gen")]
    generation: u64,
}

#[utoipa::path(post, path = issuer::INTROSPECTION, tag = "OAuth 2.0",
    request_body(content = TokenToLookAt, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = Introspection, description = "What it is good for, or that it is not active"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`"),
        ErrorResponses,
    ),
    security(("client_basic" = [])))]
pub async fn introspect(
    service: Data<TokenService>,
    issuer: AddressedIssuer,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TokenError> {
    let body = body::read(&request, body).await?;
    let form = body::form(&request, &body)?;
    let server = service.authenticate_resource_server(&request, &form).await?.server;
    let token = form.get("token").ok_or(TokenError::InvalidRequest("token is missing"))?;
    let claims = service.shown(token, issuer, &server).await?;
    let token = claims.as_ref().map(|claims| active(&service, &server, claims));
    Ok(answer(token))
}

impl TokenService {
    /// The claims of a good token that concerns the issuer and the resource server. Of one that does not, or is no longer
    /// good, its client's people learn that it was shown.
    async fn shown(
        &self,
        token: &str,
        issuer: AddressedIssuer,
        server: &ResourceServer,
    ) -> Result<Option<AccessTokenClaims<'static>>, TokenError> {
        let (claims, refusal) = match self.good_token(token).await? {
            Ok(claims) if concerns(&claims, issuer, server) => return Ok(Some(claims)),
            Ok(claims) => (claims, Refusal::TokenForOther),
            Err(problem) => match self.own_token(token).filter(|claims| concerns(claims, issuer, server)) {
                Some(claims) => (claims, problem.refusal()),
                None => return Ok(None),
            },
        };
        request_notes::claimed(&claims.client_id);
        request_notes::refused(refusal);
        request_notes::answered(|| r#"{"active":false}"#.to_owned());
        Ok(None)
    }
}

fn answer(token: Option<ActiveToken<'_>>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((PRAGMA, "no-cache"))
        .json(Introspection { active: token.is_some(), token })
}

/// Whether the token is of the issuer that was asked, and for the resource server's API.
fn concerns(claims: &AccessTokenClaims<'_>, issuer: AddressedIssuer, server: &ResourceServer) -> bool {
    let of_issuer = claims.tenant_id.parse().is_ok_and(|tenant| issuer.serves(tenant, claims.env));
    of_issuer && claims.aud.contains(&server.api)
}

fn active<'a>(
    service: &TokenService,
    server: &'a ResourceServer,
    claims: &'a AccessTokenClaims<'_>,
) -> ActiveToken<'a> {
    let bound = claims.cnf.as_ref().is_some_and(|cnf| cnf.jkt.is_some());
    ActiveToken {
        iss: &claims.iss,
        sub: &claims.sub,
        aud: &server.api,
        client_id: &claims.client_id,
        scope: service.directory().scopes_of(&server.api, &claims.scope),
        token_type: if bound { "DPoP" } else { "Bearer" },
        iat: claims.iat,
        exp: claims.exp,
        jti: &claims.jti,
        tenant_id: &claims.tenant_id,
        connection_id: claims.connection_id.as_deref(),
        app_id: claims.app_id.as_deref(),
        env: claims.env,
        cnf: claims.cnf.as_ref(),
        generation: claims.generation,
    }
}
