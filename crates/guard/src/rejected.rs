//! The reasons to reject a request, with the status, error code and challenge of each.

use credentials::{DpopRejected, JwsAlgorithm};

use crate::{Realm, Scheme};

/// Why a request may not pass, and what RFC 6750 section 3 and RFC 9449 section 7.1 answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// There is no access token: the answer says nothing but how to bring one.
    #[error("no access token")]
    NoToken,
    #[error("{0}")]
    InvalidRequest(&'static str),
    #[error("{0}")]
    InvalidToken(&'static str),
    /// The token is bound to a key, and the request does not show that the caller holds it.
    #[error("{0}")]
    NotProved(&'static str),
    #[error("{0}")]
    InvalidProof(DpopRejected),
    #[error("the DPoP proof was used before")]
    ProofUsed,
    #[error("the access token does not hold the scope {scope}")]
    InsufficientScope { scope: String },
    /// Keys or revocations cannot be had: it is unknown whether the token is good.
    #[error("access tokens cannot be checked at this moment")]
    Unavailable,
}

impl Rejected {
    /// The HTTP status code.
    pub fn status(&self) -> u16 {
        match self {
            Self::InvalidRequest(_) => 400,
            Self::NoToken
            | Self::InvalidToken(_)
            | Self::NotProved(_)
            | Self::InvalidProof(_)
            | Self::ProofUsed => 401,
            Self::InsufficientScope { .. } => 403,
            Self::Unavailable => 503,
        }
    }

    /// RFC 6750 section 3.1, RFC 9449 section 12.2; `None` where they give none.
    pub fn error_code(&self) -> Option<&'static str> {
        match self {
            Self::InvalidRequest(_) => Some("invalid_request"),
            Self::InvalidToken(_) | Self::NotProved(_) => Some("invalid_token"),
            Self::InvalidProof(_) | Self::ProofUsed => Some("invalid_dpop_proof"),
            Self::InsufficientScope { .. } => Some("insufficient_scope"),
            Self::NoToken | Self::Unavailable => None,
        }
    }

    /// The value of `WWW-Authenticate` for a request with a token of this scheme; `None` for an answer without one.
    /// [`crate::Verifier::challenge`] knows realm and schemes of an API.
    pub fn challenge(&self, realm: Realm<'_>, scheme: Scheme) -> Option<String> {
        let scheme = match self {
            Self::Unavailable => return None,
            Self::NotProved(_) | Self::InvalidProof(_) | Self::ProofUsed => Scheme::Dpop,
            _ => scheme,
        };
        let mut challenge = format!("{} realm=\"{}\"", scheme.as_str(), quotable(realm.name));
        if let Some(url) = realm.resource_metadata {
            challenge += &format!(", resource_metadata=\"{}\"", quotable(url));
        }
        if let Some(code) = self.error_code() {
            challenge +=
                &format!(", error=\"{code}\", error_description=\"{}\"", quotable(&self.to_string()));
        }
        if let Self::InsufficientScope { scope } = self {
            challenge += &format!(", scope=\"{}\"", quotable(scope));
        }
        if scheme == Scheme::Dpop {
            let names: Vec<&str> = JwsAlgorithm::ALL.iter().map(|algorithm| algorithm.as_str()).collect();
            challenge += &format!(", algs=\"{}\"", names.join(" "));
        }
        Some(challenge)
    }
}

/// Leaves out what would end a quoted string or a header.
fn quotable(text: &str) -> String {
    text.chars().filter(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const API: Realm<'_> = Realm::named("https://api.example");

    fn challenge(rejected: &Rejected) -> String {
        rejected.challenge(API, Scheme::Bearer).unwrap_or_default()
    }

    #[test]
    fn challenges_follow_rfc_6750() {
        assert_eq!(challenge(&Rejected::NoToken), r#"Bearer realm="https://api.example""#);
        assert_eq!(
            challenge(&Rejected::InvalidToken("the access token expired")),
            r#"Bearer realm="https://api.example", error="invalid_token", error_description="the access token expired""#
        );
        assert_eq!(
            challenge(&Rejected::InsufficientScope { scope: "patients.read".into() }),
            r#"Bearer realm="https://api.example", error="insufficient_scope", error_description="the access token does not hold the scope patients.read", scope="patients.read""#
        );
        assert_eq!(Rejected::Unavailable.challenge(API, Scheme::Dpop), None);
        let injected = Rejected::NoToken.challenge(Realm::named("a\"\r\nb"), Scheme::Bearer);
        assert_eq!(injected.as_deref(), Some(r#"Bearer realm="ab""#));
    }

    #[test]
    fn a_challenge_names_the_document_of_its_api() {
        let url = "https://api.example/.well-known/oauth-protected-resource";
        let described = Realm { resource_metadata: Some(url), ..API };
        let named = format!(r#"realm="https://api.example", resource_metadata="{url}""#);
        assert_eq!(Rejected::NoToken.challenge(described, Scheme::Bearer), Some(format!("Bearer {named}")));
        let missing = Rejected::InsufficientScope { scope: "patients.read".into() };
        for (rejected, begin) in [(Rejected::ProofUsed, "DPoP"), (missing, "Bearer")] {
            let challenge = rejected.challenge(described, Scheme::Bearer).unwrap_or_default();
            assert!(challenge.starts_with(&format!("{begin} {named}, error=")), "{challenge}");
        }
    }

    #[test]
    fn what_is_not_proved_is_answered_with_dpop() {
        let algs = r#"algs="ES256 ES384 EdDSA Ed25519 RS256 RS384 PS256 PS384""#;
        assert_eq!(
            challenge(&Rejected::InvalidProof(DpopRejected::TooOld)),
            format!(
                r#"DPoP realm="https://api.example", error="invalid_dpop_proof", error_description="the DPoP proof is older than 300 seconds", {algs}"#
            )
        );
        assert_eq!(
            challenge(&Rejected::NotProved("bound")),
            format!(
                r#"DPoP realm="https://api.example", error="invalid_token", error_description="bound", {algs}"#
            )
        );
        assert_eq!(
            Rejected::NoToken.challenge(Realm::named("r"), Scheme::Dpop),
            Some(format!(r#"DPoP realm="r", {algs}"#))
        );
    }
}
