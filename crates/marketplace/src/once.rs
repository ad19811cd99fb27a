//! Requests under an `Idempotency-Key`: the first one changes the thing, later ones are told what came of it.

use std::ops::{Deref, DerefMut};

use chrono::TimeDelta;
use credentials::sha256;
use serde::Serialize;
use store::{
    Tx,
    made_once::{Claim, KeyOf, MadeBefore},
};
use wire::once::{KEPT_HOURS, LONGEST_KEY, Made};

use crate::{By, Error, Marketplace, rights::MayChange};

/// A caller's key: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// `None` where it is none. As a structured field (quoted) and bare, a key is the same.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches(' ');
        let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        let fits =
            (1..=LONGEST_KEY).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(bare.to_owned()))
    }
}

/// What a request finds under its key.
pub(crate) enum Once<A> {
    Now(Making),
    /// An earlier request made it, and this was its answer.
    Made(A),
}

/// The transaction of a request that changes something.
pub(crate) struct Making {
    tx: Tx,
    key: Option<KeyOf>,
}

impl Deref for Making {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl DerefMut for Making {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

impl Making {
    /// Commits, and keeps the answer without its secret for later requests with the same key.
    pub async fn commit<A: Made>(mut self, answer: &A) -> Result<(), Error> {
        if let Some(key) = &self.key {
            let mut kept = answer.clone();
            let hidden = kept.hide_secret();
            let kept = serde_json::to_string(&kept).map_err(Error::internal)?;
            self.tx.platform().await?.made_once().keep(key, &kept, hidden).await?;
        }
        Ok(self.tx.commit().await?)
    }
}

/// The transaction, or at once the answer of an earlier request with the same key.
macro_rules! making {
    ($begun:expr) => {
        match $begun.await? {
            $crate::once::Once::Now(making) => making,
            $crate::once::Once::Made(answer) => return Ok(answer),
        }
    };
}
pub(crate) use making;

impl Marketplace {
    /// Begins what changes something, for whoever may still do it. `request`: all that tells this request from another
    /// one of the operation.
    pub(crate) async fn begin_once<R: MayChange, A: Made>(
        &self,
        by: &By<R>,
        operation: &str,
        request: impl Serialize,
    ) -> Result<Once<A>, Error> {
        let mut tx = self.store().begin().await?;
        self.still_may(&mut tx, by).await?;
        self.claim_key(tx, by, operation, request).await
    }

    /// As `begin_once`, for what changes people's roles.
    pub(crate) async fn begin_role_change<R: MayChange, A: Made>(
        &self,
        by: &By<R>,
        operation: &str,
        request: impl Serialize,
    ) -> Result<Once<A>, Error> {
        let mut tx = self.store().begin().await?;
        self.still_may_change_roles(&mut tx, by).await?;
        self.claim_key(tx, by, operation, request).await
    }

    async fn claim_key<R: MayChange, A: Made>(
        &self,
        mut tx: Tx,
        by: &By<R>,
        operation: &str,
        request: impl Serialize,
    ) -> Result<Once<A>, Error> {
        let Some(IdempotencyKey(key)) = by.key() else { return Ok(Once::Now(Making { tx, key: None })) };
        let json = serde_json::to_vec(&(operation, request)).map_err(Error::internal)?;
        let of =
            KeyOf { person: by.person().id, acts_for: by.role_held().right().acts_for(), key: key.clone() };
        let (operation, request_hash, at) = (operation.to_owned(), sha256(&json).to_vec(), self.now());
        let claim = Claim { of, operation, request_hash, at };
        let after = claim.at - TimeDelta::hours(KEPT_HOURS);
        match tx.platform().await?.made_once().claim(&claim, after).await? {
            None => Ok(Once::Now(Making { tx, key: Some(claim.of) })),
            Some(before) => again(&claim, &before).map(Once::Made),
        }
    }
}

fn again<A: Made>(claim: &Claim, before: &MadeBefore) -> Result<A, Error> {
    if before.operation != claim.operation || before.request_hash != claim.request_hash {
        return Err(Error::KeyReused);
    }
    if before.secret_hidden {
        let made = serde_json::from_str(&before.answer).map_err(Error::internal)?;
        return Err(Error::MadeNotShown(made));
    }
    serde_json::from_str(&before.answer).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_and_short() {
        let parse = |text: &str| IdempotencyKey::parse(text).map(|key| key.0);
        assert_eq!(parse("8e03978e-40d5"), Some("8e03978e-40d5".into()));
        assert_eq!(parse("\"8e03978e-40d5\""), Some("8e03978e-40d5".into()));
        let long = "k".repeat(256);
        for bad in ["", " ", "\"\"", "a b", "caf\u{e9}", "a\tb", long.as_str()] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
