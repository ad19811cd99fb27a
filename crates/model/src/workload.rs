//! Workload identity: software that signs in with its platform's own token in the place of a secret (docs/adr/0028).

mod claim_pattern;
mod presets;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use claim_pattern::{ClaimPattern, ClaimPatternError, MAX_PATTERN};

use crate::{Timestamp, ids::WorkloadIssuerId};

/// The most claims that a version names.
pub const MAX_CLAIMS: usize = 10;
/// The most characters of a claim's name.
pub const MAX_CLAIM_NAME: usize = 64;
/// Claims with a rule of their own, which no version names.
const RESERVED: [&str; 6] = ["iss", "aud", "exp", "iat", "nbf", "jti"];

words! {
    /// The kind of platform that an issuer signs for: pages know the words of its claims.
    pub enum WorkloadPreset {
        GithubActions = "github_actions",
        Gitlab = "gitlab",
        Kubernetes = "kubernetes",
        Aws = "aws",
        Azure = "azure",
        Google = "google",
        Spiffe = "spiffe",
        Other = "other",
    }
}

/// Where the keys of an issuer are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkloadKeys {
    /// At the `jwks_uri` of its discovery document (OpenID Connect Discovery 1.0 section 4).
    Discovery,
    /// A JWK Set, as JSON (RFC 7517 section 5).
    Inline(String),
}

/// Who signs the tokens of workloads, allowed by the platform operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkloadIssuer {
    pub id: WorkloadIssuerId,
    pub name: String,
    pub preset: WorkloadPreset,
    /// The exact `iss` of its tokens.
    pub issuer: String,
    pub keys: WorkloadKeys,
    /// An `aud` that is right for every tenant, beside the tenant's own issuer.
    pub audience: Option<String>,
    /// Whether a token without `jti` works once for each client.
    pub once_by_hash: bool,
    /// Since when no client signs in with its tokens.
    pub closed_at: Option<Timestamp>,
    /// Counts the changes of the row; a write names the revision that it read.
    pub revision: u32,
    pub created_at: Timestamp,
}

impl WorkloadIssuer {
    pub const fn is_allowed(&self) -> bool {
        self.closed_at.is_none()
    }
}

/// Which workload of an issuer a version's clients are: each claim is in the token, and matches.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct WorkloadIdentity {
    issuer: WorkloadIssuerId,
    claims: BTreeMap<String, ClaimPattern>,
}

#[derive(Deserialize)]
struct Unchecked {
    issuer: WorkloadIssuerId,
    claims: BTreeMap<String, ClaimPattern>,
}

/// Why claims name no workload.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkloadIdentityError {
    #[error("name at least one claim: the issuer alone is every workload of that platform")]
    NoClaims,
    #[error("name at most {MAX_CLAIMS} claims")]
    TooMany,
    #[error("a claim's name has 1 to {MAX_CLAIM_NAME} letters, digits and the signs _ . / : -, not “{0}”")]
    Name(String),
    #[error("{0} has a rule of its own and is not named")]
    Reserved(String),
    /// Of this platform, each of these tells a workload from others.
    #[error("name at least one of {}: the other claims are true of strangers too", .0.join(", "))]
    Unnamed(&'static [&'static str]),
}

impl WorkloadIdentity {
    /// # Errors
    /// Without claims, with too many, or with one that cannot be named.
    pub fn new(
        issuer: WorkloadIssuerId,
        claims: BTreeMap<String, ClaimPattern>,
    ) -> Result<Self, WorkloadIdentityError> {
        if claims.is_empty() {
            return Err(WorkloadIdentityError::NoClaims);
        }
        if claims.len() > MAX_CLAIMS {
            return Err(WorkloadIdentityError::TooMany);
        }
        if let Some(name) = claims.keys().find(|name| !is_claim_name(name)) {
            return Err(WorkloadIdentityError::Name(name.clone()));
        }
        if let Some(name) = claims.keys().find(|name| RESERVED.contains(&name.as_str())) {
            return Err(WorkloadIdentityError::Reserved(name.clone()));
        }
        Ok(Self { issuer, claims })
    }

    pub const fn issuer(&self) -> WorkloadIssuerId {
        self.issuer
    }

    /// By name: that of a member of the token's claims, or of members within members, joined by `/`.
    pub const fn claims(&self) -> &BTreeMap<String, ClaimPattern> {
        &self.claims
    }

    /// Whether a claim among these tells one workload of this platform from those of strangers.
    ///
    /// # Errors
    /// None of them does; the error names some that do.
    pub fn names_workload_of(&self, preset: WorkloadPreset) -> Result<(), WorkloadIdentityError> {
        let naming = preset.naming_claims();
        if naming.is_empty() || naming.iter().any(|name| self.claims.contains_key(*name)) {
            Ok(())
        } else {
            Err(WorkloadIdentityError::Unnamed(naming))
        }
    }
}

impl TryFrom<Unchecked> for WorkloadIdentity {
    type Error = WorkloadIdentityError;

    fn try_from(given: Unchecked) -> Result<Self, WorkloadIdentityError> {
        Self::new(given.issuer, given.claims)
    }
}

fn is_claim_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b':' | b'-');
    (1..=MAX_CLAIM_NAME).contains(&name.len()) && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests;
