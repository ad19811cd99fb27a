//! The number of rate-limited requests of a client, for people who may see the client.

use model::Timestamp;
use store::refusals::Refusals;
use wire::limits::Limits;

use crate::service::Marketplace;

impl Marketplace {
    /// The limits of a client.
    pub(crate) fn limits_of(&self, refusals: Option<&Refusals>) -> Limits {
        limits(self.limits().settings().client_tokens, refusals, self.now())
    }
}

fn limits(limit: u32, refusals: Option<&Refusals>, now: Timestamp) -> Limits {
    let hour = |at: Timestamp| at.timestamp().div_euclid(3600);
    let this_hour = refusals.filter(|refusals| hour(refusals.last_at) == hour(now));
    Limits {
        tokens_per_minute: (limit > 0).then_some(limit),
        refused_this_hour: this_hour.map_or(0, |refusals| refusals.in_that_hour),
        refused_at: refusals.map(|refusals| refusals.last_at),
    }
}
