//! How often limits refused a client, for those who may look at it.

use std::collections::HashMap;

use model::{Timestamp, ids::CredentialId};
use store::{Tx, refusals::Refusals};
use wire::limits::Limits;

use crate::{Error, Marketplace};

impl Marketplace {
    /// The limits of these clients.
    pub(crate) async fn limits_of(
        &self,
        tx: &mut Tx,
        clients: &[CredentialId],
    ) -> Result<HashMap<CredentialId, Limits>, Error> {
        let refusals = tx.platform().await?.refusals(clients).await?;
        let (limit, now) = (self.limits().settings().client_tokens, self.now());
        let limits = |id: &CredentialId| (*id, limits(limit, refusals.get(id), now));
        Ok(clients.iter().map(limits).collect())
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
