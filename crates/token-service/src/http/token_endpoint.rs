//! The token endpoints, told from their path alone: for a server that answers them before any router is asked.

use actix_web::dev::Payload;
use actix_web::web;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use model::environment::Environment;

use crate::client_authentication::Addressed;
use crate::error::TokenError;
use crate::{TokenService, browsers, token};

/// A token endpoint, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    pattern: &'static str,
    addressed: Addressed,
}

impl Endpoint {
    /// The pattern of every token endpoint's route.
    pub const PATTERNS: [&'static str; 3] = ["/oauth2/token", LIVE, SANDBOX];

    /// The pattern of its route, for logs and counts.
    pub fn pattern(self) -> &'static str {
        self.pattern
    }
}

pub(crate) const LIVE: &str = "/t/{tenant}/oauth2/token";
pub(crate) const SANDBOX: &str = "/sandbox/t/{tenant}/oauth2/token";

impl TokenService {
    /// The token endpoint at `path`. `None` for every other address, and for one that needs percent-decoding first:
    /// the routes know what to do with that.
    pub fn endpoint(&self, path: &str) -> Option<Endpoint> {
        let before = path.strip_suffix('/').unwrap_or(path).strip_suffix("/oauth2/token")?;
        let (pattern, environment, tenant) = if before.is_empty() {
            return Some(Endpoint { pattern: Endpoint::PATTERNS[0], addressed: Addressed::Anyone });
        } else if let Some(tenant) = before.strip_prefix("/t/") {
            (LIVE, Environment::Live, tenant)
        } else {
            (SANDBOX, Environment::Sandbox, before.strip_prefix("/sandbox/t/")?)
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let addressed = || token::issuer(self, tenant, environment);
        (!tenant.is_empty() && tenant.bytes().all(plain))
            .then(|| Endpoint { pattern, addressed: addressed() })
    }

    /// Answers a `POST` to a token endpoint as its route does.
    pub async fn answer(&self, endpoint: Endpoint, request: &HttpRequest, mut body: Payload) -> HttpResponse {
        let answered = match web::Payload::from_request(request, &mut body).await {
            Ok(body) => token::answer(self, endpoint.addressed, request, body).await,
            Err(_) => Err(TokenError::ServerError),
        };
        let mut response = answered.unwrap_or_else(|error| error.error_response());
        browsers::amend(self, request, response.headers_mut());
        response
    }
}
