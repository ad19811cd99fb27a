//! Requests under an `Idempotency-Key`: the first one makes the change, later ones get its answer.

use chrono::TimeDelta;
use credentials::sha256;
use model::{Timestamp, audit::AuditChain, ids::PersonId};
use serde::Serialize;
use store::{
    Tx,
    audit::chain_name,
    made_once::{KeyOf, MadeBefore, MadeOnce},
};
use wire::idempotency::{KEPT_HOURS, Made};

use super::by::By;
use super::rights::{MayChange, Right};
use crate::errors::Error;
use crate::identity::SignedIn;
use crate::requests::{IdempotencyKey, Origin};

/// A request under a key.
pub(crate) struct Claim(store::made_once::Claim);

/// What a request claims; none without a key. `request`: all that tells it from another one of the operation.
pub(crate) fn claim<R: MayChange>(
    by: &By<R>,
    operation: &str,
    request: impl Serialize,
    at: Timestamp,
) -> Result<Option<Claim>, Error> {
    let Some(key) = by.key() else { return Ok(None) };
    let (person, history) = (by.person().id, by.role_held().right().history());
    claimed(person, history, key, operation, request, at).map(Some)
}

/// The same of a request by which people make something for themselves.
pub(crate) fn claim_own(
    who: &SignedIn,
    origin: &Origin,
    operation: &str,
    request: impl Serialize,
    at: Timestamp,
) -> Result<Option<Claim>, Error> {
    let Some(key) = &origin.key else { return Ok(None) };
    claimed(who.person_id(), AuditChain::Platform, key, operation, request, at).map(Some)
}

fn claimed(
    person: PersonId,
    history: AuditChain,
    key: &IdempotencyKey,
    operation: &str,
    request: impl Serialize,
    at: Timestamp,
) -> Result<Claim, Error> {
    let json = serde_json::to_vec(&(operation, request)).map_err(Error::internal)?;
    let of = KeyOf { person, acts_for: chain_name(history), key: key.as_str().to_owned() };
    let (operation, request_hash) = (operation.to_owned(), sha256(&json).to_vec());
    Ok(Claim(store::made_once::Claim { of, operation, request_hash, at }))
}

impl Claim {
    pub fn of(self) -> KeyOf {
        self.0.of
    }

    /// Takes the key for this transaction, or gives the answer of the request that took it before.
    pub async fn answered<A: Made>(&self, tx: &mut Tx, right: Right) -> Result<Option<A>, Error> {
        let once = match right {
            Right::Administer(tenancy) | Right::Belong(tenancy) => tx.within(tenancy.id).await?.made_once(),
            Right::Develop(_) | Right::ManageMembers(_) | Right::Operate => tx.platform().await?.made_once(),
        };
        self.answered_in(once).await
    }

    /// The same for [`claim_own`].
    pub async fn answered_to_oneself<A: Made>(&self, tx: &mut Tx) -> Result<Option<A>, Error> {
        let once = tx.platform().await?.made_once();
        self.answered_in(once).await
    }

    async fn answered_in<A: Made>(&self, once: MadeOnce<'_>) -> Result<Option<A>, Error> {
        let after = self.0.at - TimeDelta::hours(KEPT_HOURS);
        let before = once.claim(&self.0, after).await?;
        before.map(|before| self.again(&before)).transpose()
    }

    fn again<A: Made>(&self, before: &MadeBefore) -> Result<A, Error> {
        if before.operation != self.0.operation || before.request_hash != self.0.request_hash {
            return Err(Error::KeyReused);
        }
        if before.secret_hidden {
            let made = serde_json::from_str(&before.answer).map_err(Error::internal)?;
            return Err(Error::MadeNotShown(made));
        }
        serde_json::from_str(&before.answer).map_err(Error::internal)
    }
}
