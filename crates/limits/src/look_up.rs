//! The limit of look-ups that need no proof: of a session, a link, a secret.

use std::net::IpAddr;

use model::Timestamp;

use crate::limited::Kind;
use crate::{Exceeded, Limits, Settings, subjects};

/// For each failure to authenticate that an address may have, things that it may have looked up in vain: a browser asks
/// several times with a session that has ended, and an office shares an address.
const LOOK_UPS_PER_FAILURE: u32 = 10;

impl Settings {
    /// Look-ups in vain from one address.
    pub(crate) fn look_ups(self) -> u32 {
        self.address_failures.saturating_mul(LOOK_UPS_PER_FAILURE)
    }
}

impl Limits {
    /// Counts a look-up before the database is asked, so that those at the same time count too.
    ///
    /// # Errors
    /// The address had too many things looked up that were not there: the database is not asked.
    pub fn look_up(&self, address: IpAddr, now: Timestamp) -> Result<LookUp, Exceeded> {
        let limit = self.0.settings.look_ups();
        if limit == 0 {
            return Ok(LookUp(None));
        }
        let subject = subjects::address(address);
        let taken = self.0.look_ups.take(subject, limit, now.into());
        taken.map_err(|wait| self.refuse(Kind::LookUp, wait))?;
        Ok(LookUp(Some((self.clone(), subject, now))))
    }
}

/// A look-up, counted as one in vain until it is [found](LookUp::found).
#[must_use = "it stays counted as one in vain unless something was found"]
#[derive(Debug)]
pub struct LookUp(Option<(Limits, u128, Timestamp)>);

impl LookUp {
    /// It was there, or that is unknown.
    pub fn found(self) {
        if let Some((limits, subject, at)) = self.0 {
            limits.0.look_ups.give_back(subject, at.into());
        }
    }
}
