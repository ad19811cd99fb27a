//! Authentication by secret (RFC 6749 section 2.3.1).

use std::sync::Arc;

use credentials::{HashedSecret, Pepper};
use model::Timestamp;

use super::rejection::Rejection;
use crate::clients::{Client, Directory};

/// Finds the client and the position of its secret in its list. Every rejection takes the same steps: one look-up, one
/// HMAC, one comparison.
pub fn by_secret(
    client_id: &str,
    secret: Option<&str>,
    directory: &Directory,
    pepper: &Pepper,
    now: Timestamp,
) -> Result<(Arc<Client>, usize), Rejection> {
    let client = client_id.parse().ok().and_then(|id| directory.client(id));
    let presented = pepper.hash(secret.unwrap_or_default().as_bytes());
    let secret = match &client {
        Some(client) if !client.secrets().is_empty() => client.secret(&presented, now),
        _ => nothing_matches(pepper, &presented),
    };
    let client = client.ok_or(Rejection::UnknownClient)?;
    let secret = secret.ok_or(Rejection::WrongSecret)?;
    Ok((client, secret))
}

fn nothing_matches(pepper: &Pepper, presented: &HashedSecret) -> Option<usize> {
    std::hint::black_box(presented.matches(&pepper.decoy()));
    None
}
