//! What works once, on whatever node: assertions (RFC 7523 section 3) and DPoP proofs (RFC 9449 section 11.1).

use aws_lc_rs::digest::{Digest, SHA256, digest};
use credentials::{PROOF_LIFETIME, VerifiedAssertion, VerifiedProof};
use model::Timestamp;
use model::ids::CredentialId;
use store::Share;

use crate::TokenService;
use crate::clocks::CLOCKS;
use crate::error::TokenError;

/// An assertion or a proof that is good, if nobody has used it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Once {
    hash: Digest,
    remembered_until: Timestamp,
    /// What is said when it was used before.
    used: TokenError,
}

impl Once {
    /// `good_until`: seconds since 1970.
    fn new(what: &str, good_until: i64, used: TokenError) -> Self {
        let until = Timestamp::from_timestamp(good_until.saturating_add(CLOCKS.num_seconds()), 0);
        Self {
            hash: digest(&SHA256, what.as_bytes()),
            remembered_until: until.unwrap_or(Timestamp::MAX_UTC),
            used,
        }
    }
}

impl From<&VerifiedAssertion> for Once {
    fn from(assertion: &VerifiedAssertion) -> Self {
        Self::new(&assertion.jti, assertion.exp, TokenError::InvalidClient)
    }
}

impl From<&VerifiedProof> for Once {
    fn from(proof: &VerifiedProof) -> Self {
        let what = format!("{} {}", proof.jkt, proof.jti);
        Self::new(&what, proof.iat.saturating_add(PROOF_LIFETIME), TokenError::UsedDpopProof)
    }
}

impl TokenService {
    /// Uses all of them up, or none: if the client has used one before, nothing is written.
    ///
    /// # Errors
    /// `invalid_client` or `invalid_dpop_proof` for one that was used; `temporarily_unavailable`.
    pub(crate) async fn use_once(&self, client: CredentialId, all: &[Once]) -> Result<(), TokenError> {
        if all.is_empty() {
            return Ok(());
        }
        let mut tx = self.0.store.share(Share::Tokens).begin().await?;
        let platform = tx.platform().await?;
        for one in all {
            if !platform.use_assertion(client, one.hash.as_ref(), one.remembered_until).await? {
                request_notes::reason("an assertion or a proof came twice");
                return Err(one.used);
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
        let until = |once: Once| once.remembered_until.timestamp();
        let assertion = VerifiedAssertion {
            jti: "a".into(),
            exp: now + 60,
            algorithm: JwsAlgorithm::Es256,
            for_token_endpoint: false,
        };
        assert_eq!(until(Once::from(&assertion)), now + 60 + margin);
        let ahead = VerifiedProof { jkt: "k".into(), jti: "a".into(), iat: now + 5 };
        assert_eq!(until(Once::from(&ahead)), now + 5 + 300 + margin);
    }
}
