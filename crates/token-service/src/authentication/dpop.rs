//! Verification of DPoP proofs (RFC 9449).

use credentials::{DpopProof, DpopRejected, VerifiedProof};

use crate::service::TokenService;

impl TokenService {
    /// Verifies a proof for a request to `url`; one that comes with an access token must be about it. Whether the proof
    /// was used before is still to be checked.
    pub(crate) fn verify_proof(
        &self,
        proof: &str,
        method: &str,
        url: &str,
        access_token: Option<&str>,
    ) -> Result<VerifiedProof, DpopRejected> {
        DpopProof::parse(proof)?.verify(method, url, self.now().timestamp(), access_token)
    }
}
