//! Secrets, password hashes, signing keys and token claims: pure, small, reviewed alone.
//!
//! Nothing here reads a file, a socket or a clock. Chance comes in as an rng, except where the cryptographic library
//! insists on its own (generating a signing key, and the nonce inside an ECDSA signature).

mod access_token;
mod base62;
mod claims;
mod jwks;
mod master_key;
mod password;
mod secret;
mod session_token;
mod signing_key;

pub use access_token::{MAX_TOKEN_LENGTH, TokenRejected, UnverifiedToken};
pub use claims::{AccessTokenClaims, Audience, new_token_id};
pub use jwks::{JwkSet, PublicJwk, UnusableKey, VerifyingKey};
pub use master_key::{KeyFor, MalformedMasterKey, MasterKey, MasterKeyId, UnwrapFailed};
pub use password::{
    HashingFailed, MalformedPasswordHash, NewPassword, PasswordHash, PasswordRejected, spend_a_verification,
};
pub use secret::{HashedSecret, MalformedSecret, MalformedSecretHash, Pepper, PlainSecret, SECRET_PREFIX};
pub use session_token::{InvitationToken, SessionToken, TokenHash};
pub use signing_key::{SigningFailed, SigningKey};

/// Chance that repeats itself, so that a failing test does too.
#[cfg(test)]
fn test_rng() -> rand::rngs::StdRng {
    rand::SeedableRng::seed_from_u64(1)
}
