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

/// The key that a token is bound to (RFC 7800 section 3.1).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Confirmation<'a> {
    /// RFC 7638 thumbprint of the key that signs DPoP proofs (RFC 9449 section 6.1).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub jkt: Option<Cow<'a, str>>,
    /// SHA-256 of the client's certificate in DER, in base64url (RFC 8705 section 3.1).
    #[serde(rename = "x5t#S256", skip_serializing_if = "Option::is_none", default)]
    pub x5t_s256: Option<Cow<'a, str>>,
}

impl Confirmation<'_> {
    pub fn into_owned(self) -> Confirmation<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Confirmation { jkt: self.jkt.map(owned), x5t_s256: self.x5t_s256.map(owned) }
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
    /// What the caller must prove to hold; without it whoever bears the token may use it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cnf: Option<Confirmation<'a>>,
    /// The generation of the connection (or of the tenant's own credential) at issuance: a later one revokes the token.
    #[serde(rename = "gen")]
    pub generation: u64,
}

/// A fresh `jti`: 128 random bits in base64url.
pub fn new_token_id(rng: &mut (impl CryptoRng + ?Sized)) -> String {
    let mut bytes = [0; 16];
    rng.fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn claims() -> AccessTokenClaims<'static> {
        AccessTokenClaims {
            iss: "https://id.example/t/ten_1".into(),
            sub: "cli_1".into(),
            aud: Audience::One("https://api.example".into()),
            client_id: "cli_1".into(),
            scope: "patients.read appointments.read".into(),
            iat: 1_800_000_000,
            exp: 4_000_000_000,
            jti: "j".into(),
            tenant_id: "ten_1".into(),
            connection_id: Some("con_1".into()),
            app_id: None,
            env: Environment::Live,
            cnf: None,
            generation: 7,
        }
    }

    #[test]
    fn a_confirmation_stands_only_in_bound_tokens() {
        let json = |cnf: Option<Confirmation<'static>>| {
            serde_json::to_value(AccessTokenClaims { cnf, ..claims() }).unwrap_or_default()
        };
        assert_eq!(json(None).get("cnf"), None);
        let dpop = Confirmation { jkt: Some("t".into()), x5t_s256: None };
        assert_eq!(json(Some(dpop))["cnf"], serde_json::json!({"jkt": "t"}));
        let mtls = Confirmation { jkt: None, x5t_s256: Some("t".into()) };
        let json = json(Some(mtls.clone()));
        assert_eq!(json["cnf"], serde_json::json!({"x5t#S256": "t"}));
        let read: Result<AccessTokenClaims<'_>, _> = serde_json::from_value(json);
        assert_eq!(read.ok().and_then(|claims| claims.cnf), Some(mtls));
    }
}
