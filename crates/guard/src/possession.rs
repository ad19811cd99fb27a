//! Proof of possession for tokens that are bound to a key (RFC 9449 section 7, RFC 8705 section 3).

use credentials::{Confirmation, DpopProof};

use crate::proofs::{Use, UsedProofs};
use crate::{Access, Presented, Rejected, Scheme};

/// What is needed to check that a caller holds a key.
#[derive(Default)]
pub(crate) struct Possession {
    /// Where proofs are for, without a slash at its end.
    base_url: Option<String>,
    used: UsedProofs,
}

impl Possession {
    pub fn of(base_url: &str) -> Self {
        Self { base_url: Some(base_url.trim_end_matches('/').to_owned()), used: UsedProofs::default() }
    }

    pub fn takes_dpop(&self) -> bool {
        self.base_url.is_some()
    }

    /// Checks a token that is good otherwise. `now` is seconds since 1970.
    pub fn check(&self, access: &Access, presented: &Presented<'_>, now: i64) -> Result<(), Rejected> {
        let bound = access.confirmation.as_ref();
        let (jkt, certificate) = match bound {
            Some(Confirmation { jkt, x5t_s256 }) => (jkt.as_deref(), x5t_s256.as_deref()),
            None => (None, None),
        };
        if bound.is_some() && jkt.is_none() && certificate.is_none() {
            return Err(Rejected::InvalidToken("the access token is bound in a way that is not known here"));
        }
        if certificate.is_some() && presented.certificate != certificate {
            return Err(Rejected::InvalidToken(
                "the access token is bound to a client certificate, which the request does not bring",
            ));
        }
        match (jkt, presented.scheme) {
            (None, Scheme::Bearer) => Ok(()),
            (None, Scheme::Dpop) => {
                Err(Rejected::InvalidToken("the access token is not bound to a key: send it as Bearer"))
            }
            (Some(_), Scheme::Bearer) => {
                Err(Rejected::NotProved("the access token is bound to a key: send it as DPoP, with a proof"))
            }
            (Some(jkt), Scheme::Dpop) => self.check_proof(jkt, presented, now),
        }
    }

    fn check_proof(&self, jkt: &str, presented: &Presented<'_>, now: i64) -> Result<(), Rejected> {
        let base = self.base_url.as_deref();
        let base = base.ok_or(Rejected::InvalidToken("access tokens bound by DPoP are not accepted here"))?;
        let proof = presented.proof.ok_or(Rejected::NotProved("the DPoP proof is missing"))?;
        let url = format!("{base}{}", presented.path);
        let verified = DpopProof::parse(proof)
            .and_then(|proof| proof.verify(presented.method, &url, now, Some(presented.token)))
            .map_err(Rejected::InvalidProof)?;
        if verified.jkt != jkt {
            return Err(Rejected::NotProved("the DPoP proof is by another key than the access token's"));
        }
        match self.used.note(&verified, now) {
            Use::First => Ok(()),
            Use::Again => Err(Rejected::ProofUsed),
            Use::Unsure => Err(Rejected::Unavailable),
        }
    }
}
