//! The hash of values that need neither a pepper nor slowness.

use aws_lc_rs::digest;

/// SHA-256 of bytes that are no secret, or that no one can guess.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}
