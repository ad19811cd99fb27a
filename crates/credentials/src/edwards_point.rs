//! The check that 32 bytes are an Ed25519 public key for which only a private key can sign.
//!
//! The library that verifies takes any bytes for a key. For one of the eight points of low order a signature can be
//! made without a private key, and a point that has two spellings has two thumbprints.

use curve25519_dalek::edwards::CompressedEdwardsY;

use crate::unusable_key::UnusableKey;

/// # Errors
/// `Malformed`: no point, or not in its one spelling (RFC 8032 section 5.1.3). `LowOrder`: its order is 1, 2, 4 or 8.
pub(crate) fn check(encoded: &[u8]) -> Result<(), UnusableKey> {
    let encoded = CompressedEdwardsY::from_slice(encoded).map_err(|_| UnusableKey::Malformed)?;
    let point = encoded.decompress().ok_or(UnusableKey::Malformed)?;
    if point.is_small_order() {
        return Err(UnusableKey::LowOrder);
    }
    if point.compress() == encoded { Ok(()) } else { Err(UnusableKey::Malformed) }
}

#[cfg(test)]
mod tests;
