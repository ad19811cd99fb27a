//! The claims of our access tokens (RFC 9068 section 2.2, and our own: tenant, connection, app, environment, generation).

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::environment::Environment;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

/// One API identifier, or several: written as a string or an array (RFC 7519 section 4.1.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience<'a> {
    One(Cow<'a, str>),
    Many(Vec<Cow<'a, str>>),
}

impl Audience<'_> {
    pub fn contains(&self, identifier: &str) -> bool {
        match self {
            Self::One(one) => one == identifier,
            Self::Many(many) => many.iter().any(|one| one == identifier),
        }
    }
}

/// What an access token says. Instants are seconds since 1970 (RFC 7519 NumericDate); ids are in their outside form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessTokenClaims<'a> {
    pub iss: Cow<'a, str>,
    /// The client, since no person stands behind a client credentials grant (RFC 9068 section 2.2).
    pub sub: Cow<'a, str>,
    pub aud: Audience<'a>,
    pub client_id: Cow<'a, str>,
    /// Space-separated scope names (RFC 8693 section 4.2).
    pub scope: Cow<'a, str>,
    pub iat: i64,
    pub exp: i64,
    pub jti: Cow<'a, str>,
    pub tenant_id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub connection_id: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub app_id: Option<Cow<'a, str>>,
    pub env: Environment,
    /// The generation of the connection (or of the tenant's own credential) at issuance: a later one kills the token.
    #[serde(rename = "gen")]
    pub generation: u64,
}

/// A fresh `jti`: 128 random bits in base64url.
pub fn new_token_id(rng: &mut (impl CryptoRng + ?Sized)) -> String {
    let mut bytes = [0; 16];
    rng.fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
