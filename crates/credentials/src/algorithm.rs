//! The signature algorithms that are accepted, by their JWS names.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RsaParameters,
    VerificationAlgorithm,
};
use model::token::SigningAlgorithm;
use serde::Deserialize;

/// What others may sign with (RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 9864 section 2.2): assertions, proofs, and
/// our own tokens. Nothing symmetric, and not `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum JwsAlgorithm {
    #[serde(rename = "ES256")]
    Es256,
    #[serde(rename = "ES384")]
    Es384,
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// What `EdDSA` means here, under the name that says which curve (RFC 9864).
    #[serde(rename = "Ed25519")]
    Ed25519,
    #[serde(rename = "RS256")]
    Rs256,
    #[serde(rename = "RS384")]
    Rs384,
    #[serde(rename = "PS256")]
    Ps256,
    #[serde(rename = "PS384")]
    Ps384,
}

impl JwsAlgorithm {
    pub const ALL: &'static [Self] = &[
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
        Self::Ed25519,
        Self::Rs256,
        Self::Rs384,
        Self::Ps256,
        Self::Ps384,
    ];

    /// The JWS `alg`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
            Self::Ed25519 => "Ed25519",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.as_str() == name)
    }

    /// The algorithm of our own access tokens that this is.
    pub fn of_access_tokens(self) -> Option<SigningAlgorithm> {
        self.as_str().parse().ok()
    }

    /// How the library calls it, for keys that are points.
    pub(crate) fn of_point(self) -> Option<&'static dyn VerificationAlgorithm> {
        match self {
            Self::Es256 => Some(&ECDSA_P256_SHA256_FIXED),
            Self::Es384 => Some(&ECDSA_P384_SHA384_FIXED),
            Self::EdDsa | Self::Ed25519 => Some(&ED25519),
            Self::Rs256 | Self::Rs384 | Self::Ps256 | Self::Ps384 => None,
        }
    }

    /// How the library calls it, for RSA keys.
    pub(crate) fn of_rsa(self) -> Option<&'static RsaParameters> {
        match self {
            Self::Rs256 => Some(&RSA_PKCS1_2048_8192_SHA256),
            Self::Rs384 => Some(&RSA_PKCS1_2048_8192_SHA384),
            Self::Ps256 => Some(&RSA_PSS_2048_8192_SHA256),
            Self::Ps384 => Some(&RSA_PSS_2048_8192_SHA384),
            Self::Es256 | Self::Es384 | Self::EdDsa | Self::Ed25519 => None,
        }
    }
}

impl std::fmt::Display for JwsAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_json() {
        for algorithm in JwsAlgorithm::ALL {
            let read = serde_json::from_value(algorithm.as_str().into());
            assert_eq!(read.ok(), Some(*algorithm));
            assert_eq!(JwsAlgorithm::from_name(algorithm.as_str()), Some(*algorithm));
            assert_ne!(algorithm.of_point().is_some(), algorithm.of_rsa().is_some());
        }
        for other in ["none", "HS256", "es256", "Ed448", "ed25519", ""] {
            assert_eq!(JwsAlgorithm::from_name(other), None);
        }
    }

    #[test]
    fn every_algorithm_of_ours_is_among_them() {
        for ours in SigningAlgorithm::ALL {
            let read = JwsAlgorithm::from_name(ours.as_str()).and_then(JwsAlgorithm::of_access_tokens);
            assert_eq!(read, Some(*ours));
        }
        for others_alone in [JwsAlgorithm::Es384, JwsAlgorithm::Ed25519] {
            assert_eq!(others_alone.of_access_tokens(), None);
        }
    }
}
