//! The limit of calls that pages make through this platform.

use std::net::IpAddr;

use model::Timestamp;

use crate::limited::Kind;
use crate::{Exceeded, Limits, subjects};

/// A minute, from one address, on one node: a person who tries an API out needs fewer.
pub(crate) const MOST: u32 = 120;

impl Limits {
    /// Counts a call before it is made.
    ///
    /// # Errors
    /// The address made too many.
    pub fn relay(&self, address: IpAddr, now: Timestamp) -> Result<(), Exceeded> {
        let taken = self.0.relays.take(subjects::address(address), MOST, now.into());
        taken.map_err(|wait| self.refuse(Kind::Relay, wait))
    }
}
