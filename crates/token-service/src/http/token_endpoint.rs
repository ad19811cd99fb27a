//! The token endpoints, recognized by their path: for a server that answers them before it looks for a route.

use std::sync::LazyLock;

use actix_web::dev::Payload;
use actix_web::web;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use model::issuer::TOKEN;
use tokio::time::Instant;

use super::issuer::Issuers;
use super::{browsers, token};
use crate::clients::AddressedIssuer;
use crate::errors::TokenError;
use crate::service::TokenService;

/// A token endpoint, and its issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenEndpoint {
    pattern: &'static str,
    issuer: AddressedIssuer,
}

static PATTERNS: LazyLock<[String; TokenEndpoint::COUNT]> =
    LazyLock::new(|| Issuers::OF_TOKENS.map(|issuers| issuers.path("tenant") + TOKEN));

impl TokenEndpoint {
    /// The number of patterns.
    pub const COUNT: usize = Issuers::OF_TOKENS.len();

    /// The pattern of every token endpoint's route.
    pub fn patterns() -> &'static [String; Self::COUNT] {
        &PATTERNS
    }

    /// That of an issuer, with the pattern of the route of such issuers.
    pub(super) fn at(issuers: Issuers, issuer: AddressedIssuer) -> Self {
        let found = Issuers::OF_TOKENS.into_iter().zip(Self::patterns()).find(|(of, _)| *of == issuers);
        Self { pattern: found.map_or(TOKEN, |(_, pattern)| pattern.as_str()), issuer }
    }

    /// The pattern of its route, for logs and counts.
    pub fn pattern(self) -> &'static str {
        self.pattern
    }
}

impl TokenService {
    /// The token endpoint at `path`. `None` for every other address, and for one that needs percent-decoding first: its
    /// route decodes it.
    pub fn token_endpoint(&self, path: &str) -> Option<TokenEndpoint> {
        let path = path.strip_suffix('/').unwrap_or(path).strip_suffix(TOKEN)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        Issuers::OF_TOKENS.into_iter().zip(TokenEndpoint::patterns()).find_map(|(issuers, pattern)| {
            let tenant = issuers.tenant_in(path)?;
            tenant
                .bytes()
                .all(plain)
                .then(|| TokenEndpoint { pattern, issuer: issuers.addressed(self, tenant) })
        })
    }

    /// Answers a `POST` to a token endpoint as its route does.
    pub async fn answer_token_request(
        &self,
        endpoint: TokenEndpoint,
        request: &HttpRequest,
        mut body: Payload,
    ) -> HttpResponse {
        let answered = match web::Payload::from_request(request, &mut body).await {
            Ok(body) => match self.known_issuer(endpoint, request).await {
                Ok(issuer) => token::answer(self, issuer, request, body).await,
                Err(error) => Err(error),
            },
            Err(_) => Err(TokenError::ServerError),
        };
        let mut response = answered.unwrap_or_else(|error| error.error_response());
        browsers::amend(self, request, response.headers_mut());
        response
    }

    /// The endpoint's issuer. Before it counts as unknown, this node reads what was committed before the request.
    async fn known_issuer(
        &self,
        endpoint: TokenEndpoint,
        request: &HttpRequest,
    ) -> Result<AddressedIssuer, TokenError> {
        if endpoint.issuer != AddressedIssuer::Unknown {
            return Ok(endpoint.issuer);
        }
        self.0.freshness.newer_than(Instant::now()).await?;
        Ok(self.token_endpoint(request.path()).map_or(AddressedIssuer::Unknown, |found| found.issuer))
    }
}
