//! The limit of verifications of a history: each computes all of its hashes again, however long it is.

use model::Timestamp;
use model::ids::PersonId;

use crate::limited::Kind;
use crate::{Exceeded, Limits};

/// A minute, of one person, on one node: whoever looks at the page now and then needs fewer.
pub(crate) const MOST: u32 = 10;

impl Limits {
    /// Counts a verification before it begins.
    ///
    /// # Errors
    /// The person asked for too many.
    pub fn verification(&self, person: PersonId, now: Timestamp) -> Result<(), Exceeded> {
        let taken = self.0.verifications.take(person.uuid().as_u128(), MOST, now.into());
        taken.map_err(|wait| self.refuse(Kind::Verification, wait))
    }
}
