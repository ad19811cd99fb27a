//! Bodies about workload identity: the issuers that operators allow, what versions name, and the words that admins read.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use model::{ids::WorkloadIssuerId, workload::WorkloadPreset};

use crate::{
    bodies::given,
    texts::{ClaimText, WorkloadAudience, WorkloadIssuerAddress, WorkloadIssuerName},
};

/// The most days without a use after which a secret is retired.
pub const MOST_SILENT_DAYS: u32 = 365;

requests! {
    pub struct WorkloadIssuerDetails {
        pub name: WorkloadIssuerName,
        /// Whose tokens these are: it chooses the words in which people read claims.
        pub preset: WorkloadPreset,
        /// The exact `iss` of its tokens. Without `jwks` an https URL, whose `/.well-known/openid-configuration` says where
        /// its keys are.
        pub issuer: WorkloadIssuerAddress,
        /// Its public keys as a JWK Set (RFC 7517 section 5), as an object or as JSON text, at most 32 KiB. `null`: they
        /// are found by discovery.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub jwks: Option<serde_json::Value>,
        /// An `aud` that is taken beside the issuer of the tenant, which always is. `null`: none.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub audience: Option<WorkloadAudience>,
        /// Whether a token without `jti` works once per client.
        pub once_by_hash: bool,
    }

    pub struct ChangeWorkloadIssuer {
        /// The revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
        /// The issuer's address and its preset stay.
        pub details: WorkloadIssuerDetails,
    }

    /// The identity by which an app's software signs in.
    pub struct WantedWorkload {
        /// One that the operator allows.
        pub issuer_id: WorkloadIssuerId,
        /// What the token's claims must be, by their names: text that must be equal. A `*` may stand at the end, after `:`
        /// or `/`. The name of a claim within others has their names before it, joined by `/`. One to ten claims; `iss`, `aud`, `exp`, `iat`, `nbf` and `jti` have rules of their own.
        pub claims: BTreeMap<String, ClaimText>,
    }

    /// When a secret is retired by itself.
    pub struct SecretRetirement {
        /// Once the app has signed in by its platform's identity, and the secret was not used for so many days. `null`: only
        /// people retire it.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required, minimum = 1, maximum = 365))]
        pub days: Option<u32>,
        /// What `days` was when the caller read it.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required, minimum = 1, maximum = 365))]
        pub before: Option<u32>,
    }
}

answers! {
    /// An issuer of the tokens by which workloads sign in, as operators look after it.
    pub struct WorkloadIssuer {
        pub id: WorkloadIssuerId,
        pub name: String,
        pub preset: WorkloadPreset,
        /// The exact `iss`.
        pub issuer: String,
        /// `null`: its keys are found by discovery.
        pub jwks: Option<serde_json::Value>,
        pub audience: Option<String>,
        pub once_by_hash: bool,
        /// No client signs in by it since then; `null`: it is allowed.
        pub closed_at: Option<DateTime<Utc>>,
        /// How many apps name it; `null` in lists.
        pub apps: Option<u64>,
        pub revision: u32,
        pub created_at: DateTime<Utc>,
    }

    /// An issuer that a version may name.
    pub struct AllowedIssuer {
        pub id: WorkloadIssuerId,
        pub name: String,
        pub preset: WorkloadPreset,
        pub issuer: String,
        /// Taken beside the issuer of the tenant.
        pub audience: Option<String>,
        /// The claims that tell its workloads apart.
        pub usual_claims: Vec<String>,
    }

    /// What a version names.
    pub struct VersionWorkload {
        pub issuer_id: WorkloadIssuerId,
        pub claims: BTreeMap<String, String>,
        pub in_words: WorkloadInWords,
    }

    /// A workload identity for people.
    pub struct WorkloadInWords {
        /// The operator's name for the issuer.
        pub issuer_name: String,
        pub issuer: String,
        /// Whether the platform has closed the issuer: no one signs in by it.
        pub closed: bool,
        /// "Signs in as repository acme/sync, branch main (GitHub Actions)".
        pub sentence: String,
        pub claims: Vec<ClaimInWords>,
    }

    pub struct ClaimInWords {
        pub name: String,
        pub pattern: String,
        /// "repository acme/sync".
        pub in_words: String,
    }
}
