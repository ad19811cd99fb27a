//! The replay check of what works once, on whatever node: assertions and tokens of workloads (RFC 7523 section 3), and
//! DPoP proofs (RFC 9449 section 11.1).

use std::net::IpAddr;

use aws_lc_rs::digest::{Digest, SHA256, digest};
use credentials::{PROOF_LIFETIME, VerifiedAssertion, VerifiedProof, VerifiedWorkload};
use foundation::MAX_SKEW;
use model::Timestamp;
use model::attempt::Refusal;
use model::ids::CredentialId;
use store::Share;

use super::client::{Authenticated, AuthenticatedBy};
use crate::errors::TokenError;
use crate::service::TokenService;

/// An assertion or a proof that is good if it was not used before.
#[derive(Debug, Clone, Copy)]
pub struct ReplayCheck {
    hash: Digest,
    remembered_until: Timestamp,
    /// The error where it was used before.
    replayed: TokenError,
}

impl ReplayCheck {
    /// `good_until`: seconds since 1970.
    fn new(what: &str, good_until: i64, replayed: TokenError) -> Self {
        let until = Timestamp::from_timestamp(good_until.saturating_add(MAX_SKEW.num_seconds()), 0);
        Self {
            hash: digest(&SHA256, what.as_bytes()),
            remembered_until: until.unwrap_or(Timestamp::MAX_UTC),
            replayed,
        }
    }

    /// `None` for a token that works as often as it is presented.
    fn of_workload(workload: &VerifiedWorkload) -> Option<Self> {
        let once = workload.once.as_deref()?;
        Some(Self::new(once, workload.exp, TokenError::InvalidClient))
    }
}

impl From<&VerifiedAssertion> for ReplayCheck {
    fn from(assertion: &VerifiedAssertion) -> Self {
        Self::new(&assertion.jti, assertion.exp, TokenError::InvalidClient)
    }
}

impl From<&VerifiedProof> for ReplayCheck {
    fn from(proof: &VerifiedProof) -> Self {
        let what = format!("{} {}", proof.jkt, proof.jti);
        Self::new(&what, proof.iat.saturating_add(PROOF_LIFETIME), TokenError::UsedDpopProof)
    }
}

impl TokenService {
    /// Checks the client's assertion and its DPoP proof, where the request brought them, and records both as used, or
    /// neither.
    ///
    /// # Errors
    /// `invalid_client` or `rate_limited` for an assertion that was used before, `invalid_dpop_proof` for such a proof;
    /// `temporarily_unavailable`.
    pub(crate) async fn check_replay(
        &self,
        Authenticated { client, by }: &Authenticated,
        proof: Option<&VerifiedProof>,
        address: Option<IpAddr>,
    ) -> Result<(), TokenError> {
        let assertion = match by {
            AuthenticatedBy::Secret(_) => None,
            AuthenticatedBy::Assertion(assertion) => Some(ReplayCheck::from(assertion)),
            AuthenticatedBy::Workload(workload) => ReplayCheck::of_workload(workload),
        };
        let checks: Vec<_> = assertion.into_iter().chain(proof.map(ReplayCheck::from)).collect();
        if checks.is_empty() {
            return Ok(());
        }
        let checked = Box::pin(self.check_replays(client.id, &checks)).await;
        checked.map_err(|error| self.count_failure(error, address))
    }

    /// Records all of them as used, or none: if the client has used one before, nothing is written.
    ///
    /// # Errors
    /// That of the one that was used before; `temporarily_unavailable`.
    pub(crate) async fn check_replays(
        &self,
        client: CredentialId,
        checks: &[ReplayCheck],
    ) -> Result<(), TokenError> {
        let mut tx = self.0.store.share(Share::Tokens).begin().await?;
        let platform = tx.platform().await?;
        for check in checks {
            if !platform.use_assertion(client, check.hash.as_ref(), check.remembered_until).await? {
                request_notes::refused(Refusal::Replayed);
                return Err(check.replayed);
            }
        }
        Ok(tx.commit_unrecorded().await?)
    }
}

#[cfg(test)]
mod tests {
    use credentials::JwsAlgorithm;

    use super::*;

    #[test]
    fn what_was_used_is_remembered_until_no_nodes_clock_finds_it_good() {
        let (now, margin) = (1_790_000_000, 300);
        let until = |check: ReplayCheck| check.remembered_until.timestamp();
        let assertion = VerifiedAssertion {
            jti: "a".into(),
            exp: now + 60,
            algorithm: JwsAlgorithm::Es256,
            for_token_endpoint: false,
        };
        assert_eq!(until(ReplayCheck::from(&assertion)), now + 60 + margin);
        let ahead = VerifiedProof { jkt: "k".into(), jti: "a".into(), iat: now + 5 };
        assert_eq!(until(ReplayCheck::from(&ahead)), now + 5 + 300 + margin);
        let workload =
            |once: Option<&str>| VerifiedWorkload { once: once.map(str::to_owned), exp: now + 3600 };
        assert_eq!(ReplayCheck::of_workload(&workload(Some("a"))).map(until), Some(now + 3600 + margin));
        assert!(ReplayCheck::of_workload(&workload(None)).is_none());
    }
}
