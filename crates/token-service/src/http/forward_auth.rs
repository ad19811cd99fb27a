//! `/oauth2/verify`: a proxy asks before it passes a request on (`auth_request` of nginx, `forwardAuth` of Traefik,
//! `ext_authz` of Envoy), so that an API in any language is guarded without code.

use actix_web::http::header::{CACHE_CONTROL, HeaderMap, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use credentials::{AccessTokenClaims, VerifiedProof};
use grantry_guard::{Refused, Rejected, Scheme, presented_token};
use limits::RetryAfter;

use crate::TokenService;
use crate::binding::Binding;
use crate::error::TokenError;
use crate::form::{Form, read_pair};
use crate::once::Once;
use crate::own_tokens::TokenProblem;

/// Verify a request on a proxy's behalf
///
/// Takes the original request's `Authorization` (and `DPoP`, with `X-Original-Method` and `X-Original-URL`, or Traefik's
/// `X-Forwarded-Method` and its siblings) and answers by RFC 6750. The answer to a good token names its client, tenant,
/// scopes of the API, and environment in headers.
#[utoipa::path(get, path = "/oauth2/verify", operation_id = "verify", tag = "OAuth 2.0",
    params(
        ("api" = String, Query, description = "The identifier of the API behind the proxy"),
        ("scope" = Option<String>, Query, description = "Scope names that the token must hold, parted by spaces"),
        ("environment" = Option<String>, Query, description = "`sandbox` to take sandbox tokens too; only live ones otherwise"),
    ),
    responses(
        (status = 200, description = "Let it pass", headers(
            ("X-Grantry-Client-Id" = String), ("X-Grantry-Tenant-Id" = String),
            ("X-Grantry-Scope" = String), ("X-Grantry-Environment" = String))),
        (status = 400, description = "The request for verification or the token's header is malformed"),
        (status = 401, description = "No token, or not a good one: see WWW-Authenticate"),
        (status = 403, description = "`insufficient_scope`"),
        (status = 429, description = "The client proves too many calls a minute (DPoP); see Retry-After"),
        (status = 503, description = "Nobody can tell at this moment; see Retry-After"),
    ))]
pub async fn verify(service: Data<TokenService>, request: HttpRequest) -> HttpResponse {
    let wanted = match Wanted::read(request.query_string()) {
        Ok(wanted) => wanted,
        Err(error) => return error.error_response(),
    };
    match admit(&service, &request, &wanted).await {
        Ok((claims, scope)) => HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header(("x-grantry-client-id", claims.client_id.as_ref()))
            .insert_header(("x-grantry-tenant-id", claims.tenant_id.as_ref()))
            .insert_header(("x-grantry-scope", scope))
            .insert_header(("x-grantry-environment", claims.env.as_str()))
            .finish(),
        Err(Stopped::Rejected(rejected)) => refuse(rejected, &wanted.api),
        Err(Stopped::RateLimited(retry)) => TokenError::RateLimited(retry).error_response(),
    }
}

/// Why a call does not pass.
enum Stopped {
    Rejected(Rejected),
    RateLimited(RetryAfter),
}

impl From<Rejected> for Stopped {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

/// What the API behind the proxy wants.
struct Wanted {
    api: String,
    scopes: Vec<String>,
    sandbox: bool,
}

impl Wanted {
    fn read(query: &str) -> Result<Self, TokenError> {
        if asks_for_nothing(query) {
            return Err(TokenError::InvalidRequest("scope is empty: name the scopes, or leave it out"));
        }
        let query = Form::pairs(query.as_bytes())?;
        let api = query.get("api").ok_or(TokenError::InvalidRequest("api is missing"))?.to_owned();
        let scopes = query.get("scope").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
        let sandbox = match query.get("environment") {
            None | Some("live") => false,
            Some("sandbox") => true,
            Some(_) => return Err(TokenError::InvalidRequest("environment must be live or sandbox")),
        };
        Ok(Self { api, scopes, sandbox })
    }
}

/// Whether `scope` is there without a name in it: a variable of the proxy's configuration that was never set.
fn asks_for_nothing(query: &str) -> bool {
    let is_empty = |pair: &[u8]| {
        read_pair(pair).is_ok_and(|(name, value)| name == "scope" && value.trim_ascii().is_empty())
    };
    query.as_bytes().split(|byte| *byte == b'&').any(is_empty)
}

/// A proof is used up last: a refusal leaves nothing behind.
async fn admit(
    service: &TokenService,
    request: &HttpRequest,
    wanted: &Wanted,
) -> Result<(AccessTokenClaims<'static>, String), Stopped> {
    let (scheme, token) = presented_token(request)?;
    let claims = match service.good_token(token).await {
        Ok(Ok(claims)) => claims,
        Ok(Err(problem)) => return Err(Rejected::InvalidToken(said(problem)).into()),
        Err(_) => return Err(Rejected::Unavailable.into()),
    };
    if let Ok(client) = claims.client_id.parse() {
        request_notes::caller(request_notes::Caller::Client(client));
    }
    if !claims.aud.contains(&wanted.api) {
        return Err(Rejected::InvalidToken("the access token is for another API").into());
    }
    if claims.env == model::environment::Environment::Sandbox && !wanted.sandbox {
        return Err(Rejected::InvalidToken("sandbox access tokens are not accepted here").into());
    }
    let proof = check_binding(service, request, scheme, token, &claims)?;
    let scope = service.directory().scopes_of(&wanted.api, &claims.scope);
    let missing = wanted.scopes.iter().find(|name| !scope.split(' ').any(|held| held == name.as_str()));
    if let Some(name) = missing {
        return Err(Rejected::InsufficientScope { scope: name.clone() }.into());
    }
    if let Some(proof) = proof {
        use_up(service, &claims, &proof).await?;
    }
    Ok((claims, scope))
}

/// A bound token works only together with what it is bound to: with a proof by its key, if that is what.
fn check_binding(
    service: &TokenService,
    request: &HttpRequest,
    scheme: Scheme,
    token: &str,
    claims: &AccessTokenClaims<'_>,
) -> Result<Option<VerifiedProof>, Rejected> {
    let brought = Binding::read(request, &service.0.settings.certificate_proxies)
        .map_err(|_| Rejected::InvalidRequest("the DPoP or Client-Cert header is malformed"))?;
    let cnf = claims.cnf.clone().unwrap_or_default();
    if cnf.x5t_s256.is_some() && cnf.x5t_s256.as_deref() != brought.certificate.as_deref() {
        return Err(Rejected::InvalidToken("the access token is bound to another client certificate"));
    }
    match (cnf.jkt, scheme) {
        (None, Scheme::Bearer) => Ok(None),
        (None, Scheme::Dpop) => Err(Rejected::InvalidToken("the access token is not bound to a key")),
        (Some(_), Scheme::Bearer) => {
            Err(Rejected::NotProved("the access token is bound to a key: use the DPoP scheme"))
        }
        (Some(jkt), Scheme::Dpop) => {
            let proof = brought.proof.ok_or(Rejected::NotProved("the DPoP proof is missing"))?;
            let (method, url) = original(request.headers()).ok_or(UNNAMED)?;
            let verified = service.check_proof(proof, method, &url, Some(token));
            let verified = verified.map_err(Rejected::InvalidProof)?;
            if verified.jkt != jkt {
                return Err(Rejected::NotProved("the DPoP proof is signed by another key"));
            }
            Ok(Some(verified))
        }
    }
}

async fn use_up(
    service: &TokenService,
    claims: &AccessTokenClaims<'_>,
    proof: &VerifiedProof,
) -> Result<(), Stopped> {
    let client = claims.client_id.parse();
    let client = client.map_err(|_| Rejected::InvalidToken("the access token is malformed"))?;
    let (limits, now) = (&service.0.limits, service.now());
    limits.proof(client, now).map_err(Stopped::RateLimited)?;
    let used = service.use_once(client, &[Once::from(proof)]).await;
    used.inspect_err(|_| limits.give_back_proof(client, now)).map_err(|error| match error {
        TokenError::UsedDpopProof => Rejected::ProofUsed.into(),
        _ => Rejected::Unavailable.into(),
    })
}

const UNNAMED: Rejected = Rejected::InvalidRequest("X-Original-Method or X-Original-URL is missing");

/// Method and URL of the request that the proxy asks about: in the headers that our examples set, or in Traefik's own.
fn original(headers: &HeaderMap) -> Option<(&str, String)> {
    let value = |name: &str| headers.get(name)?.to_str().ok();
    if let Some(method) = value("x-original-method") {
        return Some((method, value("x-original-url")?.to_owned()));
    }
    let (scheme, host) = (value("x-forwarded-proto")?, value("x-forwarded-host")?);
    let url = format!("{scheme}://{host}{}", value("x-forwarded-uri")?);
    Some((value("x-forwarded-method")?, url))
}

fn said(problem: TokenProblem) -> &'static str {
    match problem {
        TokenProblem::NotOurs => "the access token is not one of this platform",
        TokenProblem::Expired => "the access token expired",
        TokenProblem::Withdrawn => "the access was withdrawn after the token was issued",
    }
}

fn refuse(rejected: Rejected, realm: &str) -> HttpResponse {
    request_notes::reason_unless_known("the call does not pass", || Some(rejected.to_string()));
    let mut response = Refused::in_realm(rejected, realm, Scheme::Bearer).error_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
