//! The replay check of DPoP proofs.

use std::collections::{BTreeMap, HashSet};

use aws_lc_rs::digest;
use credentials::{PROOF_LIFETIME, VerifiedProof};
use parking_lot::Mutex;

/// Proofs remembered at one time: of 300 seconds, 3000 in each.
const MAX_PROOFS: usize = 900_000;
/// Seconds whose proofs are forgotten together.
const SPAN: i64 = 60;

/// The proofs that could be presented again, by the span in which they were made. In this process: an API on several
/// nodes takes a proof once on each.
#[derive(Default)]
pub(crate) struct UsedProofs(Mutex<BTreeMap<i64, HashSet<ProofHash>>>);

/// Half a SHA-256 of key and `jti`.
type ProofHash = [u8; 16];

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Use {
    First,
    Again,
    /// Too many to remember: it is unknown.
    Unsure,
}

impl UsedProofs {
    /// Notes a proof. `now` is seconds since 1970.
    pub fn note(&self, proof: &VerifiedProof, now: i64) -> Use {
        let mut spans = self.0.lock();
        let oldest = now.saturating_sub(PROOF_LIFETIME).div_euclid(SPAN);
        if spans.first_key_value().is_some_and(|(span, _)| *span < oldest) {
            *spans = spans.split_off(&oldest);
        }
        let (span, hash) = (proof.iat.div_euclid(SPAN), hash(proof));
        if spans.get(&span).is_some_and(|proofs| proofs.contains(&hash)) {
            return Use::Again;
        }
        if spans.values().map(HashSet::len).sum::<usize>() >= MAX_PROOFS {
            return Use::Unsure;
        }
        spans.entry(span).or_default().insert(hash);
        Use::First
    }
}

fn hash(proof: &VerifiedProof) -> ProofHash {
    let mut context = digest::Context::new(&digest::SHA256);
    // A thumbprint always has the same length, so where the jti begins is certain.
    context.update(proof.jkt.as_bytes());
    context.update(proof.jti.as_bytes());
    let mut hash = [0; 16];
    hash.iter_mut().zip(context.finish().as_ref()).for_each(|(to, from)| *to = *from);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn proof(jkt: &str, jti: &str, iat: i64) -> VerifiedProof {
        VerifiedProof { jkt: jkt.to_owned(), jti: jti.to_owned(), iat }
    }

    #[test]
    fn a_proof_is_taken_once_by_each_key() {
        let used = UsedProofs::default();
        assert_eq!(used.note(&proof("k", "1", NOW), NOW), Use::First);
        assert_eq!(used.note(&proof("k", "1", NOW), NOW + PROOF_LIFETIME), Use::Again);
        assert_eq!(used.note(&proof("k", "2", NOW), NOW), Use::First);
        assert_eq!(used.note(&proof("l", "1", NOW), NOW), Use::First);
    }

    #[test]
    fn what_is_too_old_to_be_presented_is_forgotten() {
        let used = UsedProofs::default();
        for jti in 0..100 {
            used.note(&proof("k", &jti.to_string(), NOW), NOW);
        }
        let later = NOW + PROOF_LIFETIME + SPAN;
        assert_eq!(used.note(&proof("k", "x", later), later), Use::First);
        assert_eq!(used.0.lock().values().map(HashSet::len).sum::<usize>(), 1);
    }
}
