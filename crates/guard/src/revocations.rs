//! Whether an access was withdrawn after its token was issued.

use std::collections::HashMap;
use std::sync::Arc;

use model::ids::CredentialId;
use parking_lot::RwLock;

/// What is known of a token's access now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Alive,
    /// Withdrawn since the token was issued.
    Dead,
    /// Nobody can say: the request is refused with 503.
    Unsure,
}

/// Knows the generations of clients. A closure will do.
pub trait Revocations: Send + Sync {
    /// Whether a token of this client, issued at this generation, is still good.
    fn standing(&self, client: CredentialId, generation: u64) -> Standing;
}

impl<F: Fn(CredentialId, u64) -> Standing + Send + Sync> Revocations for F {
    fn standing(&self, client: CredentialId, generation: u64) -> Standing {
        self(client, generation)
    }
}

/// The lowest generation of each client whose tokens are still good. A client that is not here has none withdrawn.
/// Clones are one.
#[derive(Debug, Clone, Default)]
pub struct MinimumGenerations(Arc<RwLock<HashMap<CredentialId, u64>>>);

impl MinimumGenerations {
    /// Kills the client's tokens of lower generations. A minimum never falls.
    pub fn raise(&self, client: CredentialId, minimum: u64) {
        let mut minimums = self.0.write();
        let known = minimums.entry(client).or_default();
        *known = minimum.max(*known);
    }
}

impl Revocations for MinimumGenerations {
    fn standing(&self, client: CredentialId, generation: u64) -> Standing {
        let minimum = self.0.read().get(&client).copied().unwrap_or_default();
        if generation < minimum { Standing::Dead } else { Standing::Alive }
    }
}

/// Tokens live until they expire.
pub(crate) struct NothingRevoked;

impl Revocations for NothingRevoked {
    fn standing(&self, _: CredentialId, _: u64) -> Standing {
        Standing::Alive
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minimum_kills_what_is_below_it_and_never_falls() {
        let (generations, client) = (MinimumGenerations::default(), CredentialId::new(1, &[0; 10]));
        assert_eq!(generations.standing(client, 1), Standing::Alive);
        generations.raise(client, 3);
        generations.raise(client, 2);
        assert_eq!(generations.standing(client, 2), Standing::Dead);
        assert_eq!(generations.standing(client, 3), Standing::Alive);
        assert_eq!(generations.standing(CredentialId::new(2, &[0; 10]), 1), Standing::Alive);
    }
}
