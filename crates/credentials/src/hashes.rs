//! The hash of values that are no secrets.

use aws_lc_rs::digest;

/// SHA-256 of bytes that are no secret.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}
