//! Secrets, password hashes, keys, tokens, assertions and proofs: pure, small, reviewed alone.
//!
//! Nothing here reads a file, a socket or a clock. Randomness comes in as an rng, except where the cryptographic library
//! insists on its own (generating a signing key, and the nonce inside a signature).

mod access_token;
mod algorithm;
mod base62;
mod certificate;
mod claims;
mod client_assertion;
mod client_keys;
mod device_mark;
mod dpop;
mod edwards_point;
mod hashes;
mod jwks;
mod jws;
mod keyboard;
mod master_key;
mod master_keys;
mod password;
mod pepper;
mod personal_token;
mod receipt_key;
mod recovery_code;
mod sealed_record;
mod sealing_key;
mod second_factor;
mod secret;
mod secret_link;
mod session_token;
mod signing_key;
mod strict_json;
#[cfg(test)]
mod test_keys;
mod unusable_key;
mod verifying_key;
mod webhook_secret;
mod workload_token;

pub use access_token::{MAX_ACCESS_TOKEN_LENGTH, TokenNotWritten, TokenRejected, UnverifiedToken};
pub use algorithm::JwsAlgorithm;
pub use certificate::{certificate_thumbprint, client_cert_thumbprint};
pub use claims::{AccessTokenClaims, Audience, Confirmation, new_token_id};
pub use client_assertion::{AcceptedAudience, AssertionRejected, ClientAssertion, VerifiedAssertion};
pub use client_keys::{
    ClientKeySet, ClientKeysRejected, KeyProblem, MAX_CLIENT_KEYS, MAX_CLIENT_KEYS_LENGTH,
};
pub use device_mark::DeviceMark;
pub use dpop::{DpopProof, DpopRejected, PROOF_LIFETIME, VerifiedProof};
pub use hashes::sha256;
pub use jwks::{EcCurve, JwkSet, OkpCurve, PublicJwk, PublicKey};
pub use jws::MAX_TOKEN_LENGTH;
pub use master_key::{
    KeyFor, MalformedMasterKey, MasterKey, MasterKeyId, RewrapFailed, UnwrapFailed, rewrap,
};
pub use master_keys::MasterKeys;
pub use password::{
    HashingFailed, HashingMemory, MalformedPasswordHash, NewPassword, PasswordHash, PasswordRejected,
    spend_a_verification,
};
pub use pepper::{HashedSecret, MalformedSecretHash, Pepper};
pub use personal_token::{PERSONAL_TOKEN_PATTERN, PERSONAL_TOKEN_PREFIX, PersonalToken};
pub use receipt_key::{RECEIPT_TYPE, ReceiptKey, ReceiptRejected, read_receipt};
pub use recovery_code::{RECOVERY_CODES, RecoveryCode};
pub use sealing_key::{OPAQUE_PREFIX, SealingKey, opaque_kid};
pub use second_factor::{SecondFactorDamaged, SecondFactorKey, SecondFactorSecret, ShownSecret};
pub use secret::{MalformedSecret, PlainSecret, SECRET_PATTERN, SECRET_PREFIX};
pub use secret_link::SealedSecret;
pub use session_token::{InvitationToken, SecretLinkToken, SessionToken, TokenHash};
pub use signing_key::{SigningFailed, SigningKey};
pub use unusable_key::UnusableKey;
pub use verifying_key::VerifyingKey;
pub use webhook_secret::{PlainWebhookSecret, WEBHOOK_SECRET_PREFIX, WebhookKey, WebhookSecretDamaged};
pub use workload_token::{VerifiedWorkload, WorkloadRejected, WorkloadRule, WorkloadToken, claimed_issuer};

/// Seconds that another's clock may be ahead of ours: a time so far in the future is accepted (FAPI 2.0 Security
/// Profile section 5.3.2.1).
pub const AHEAD: i64 = 10;

/// A member that is left out or has a value. `null` is neither: the type refuses it, unless it has such a value.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Seconds since 1970, rounded down (RFC 7519 section 2, NumericDate: a fraction is allowed).
fn numeric_date(value: &serde_json::Value) -> Option<i64> {
    let fraction = |seconds: f64| {
        let fits = seconds.is_finite() && seconds.abs() < 9e15;
        #[expect(clippy::cast_possible_truncation, reason = "it fits")]
        fits.then(|| seconds.floor() as i64)
    };
    value.as_i64().or_else(|| value.as_f64().and_then(fraction))
}

/// A generator with a fixed seed, so that a failing test fails again.
#[cfg(test)]
fn test_rng() -> rand::rngs::StdRng {
    rand::SeedableRng::seed_from_u64(1)
}
