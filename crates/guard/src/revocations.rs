//! The question whether an access was revoked after its token was issued.

use std::collections::HashMap;
use std::sync::Arc;

use model::environment::Environment;
use model::ids::CredentialId;
use parking_lot::RwLock;

use crate::Access;

/// What is known of a token's access now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Active,
    /// Since the token was issued.
    Revoked,
    /// It is unknown: the request is refused with 503.
    Unsure,
}

/// Knows what was revoked. A closure will do.
pub trait Revocations: Send + Sync {
    /// Whether the token behind this access (its client and generation, its `jti`) is still good.
    fn standing(&self, access: &Access) -> Standing;

    /// Whether a revocation now would be known at once, so that an answer of Grantry's about an opaque
    /// token may be kept for a moment.
    fn is_live(&self) -> bool {
        false
    }

    /// Whether this issuer of a tenant was closed: tokens that name it are revoked.
    fn is_closed(&self, _issuer: &str) -> bool {
        false
    }

    /// Whether tenants of this environment have their issuers at hosts right below this domain; `None` while that is
    /// unknown. What [`Verifier::base_domain`](crate::Verifier::base_domain) says is not asked for.
    fn has_domain(&self, _domain: &str, _environment: Environment) -> Option<bool> {
        Some(false)
    }
}

impl<F: Fn(&Access) -> Standing + Send + Sync> Revocations for F {
    fn standing(&self, access: &Access) -> Standing {
        self(access)
    }
}

/// The lowest generation of each client whose tokens are still good. A client that is not here has none revoked.
/// Clones are one.
#[derive(Debug, Clone, Default)]
pub struct MinimumGenerations(Arc<RwLock<HashMap<CredentialId, u64>>>);

impl MinimumGenerations {
    /// Revokes the client's tokens of lower generations. A minimum never falls.
    pub fn raise(&self, client: CredentialId, minimum: u64) {
        let mut minimums = self.0.write();
        let known = minimums.entry(client).or_default();
        *known = minimum.max(*known);
    }
}

impl Revocations for MinimumGenerations {
    fn standing(&self, access: &Access) -> Standing {
        let minimum = self.0.read().get(&access.client).copied().unwrap_or_default();
        if access.generation < minimum { Standing::Revoked } else { Standing::Active }
    }
}

/// Tokens live until they expire.
pub(crate) struct NothingRevoked;

impl Revocations for NothingRevoked {
    fn standing(&self, _: &Access) -> Standing {
        Standing::Active
    }
}
