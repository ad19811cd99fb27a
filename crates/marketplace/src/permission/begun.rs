//! The beginning of a change: its caller may still make it, and no earlier request with the same key has made it.

use model::audit::AuditChain;
use serde::Serialize;
use wire::idempotency::Made;

use super::by::By;
use super::idempotency::{claim, claim_own};
use super::rights::{MayChange, Roles};
use crate::errors::{Error, refused};
use crate::identity::SignedIn;
use crate::requests::Origin;
use crate::service::Marketplace;
use crate::work::{Author, Work};

/// What a request finds when it begins.
pub(crate) enum Begun<A> {
    Now(Box<Work>),
    /// An earlier request with the same key did it, and this was its answer.
    Before(A),
}

/// `begin!(self, by, "operation", request)`: the work of a request, or at once the answer of an earlier one with the same
/// key. What changes people's roles adds `Roles::All`, and locks those of the whole organisation.
macro_rules! begin {
    ($here:ident, $by:ident, $operation:expr, $request:expr) => {
        $crate::permission::begin!($here, $by, $operation, $request, $crate::permission::Roles::Own)
    };
    ($here:ident, $by:ident, $operation:expr, $request:expr, $locked:expr) => {
        match $here.inner.begin($by, $locked, $operation, $request).await? {
            $crate::permission::Begun::Now(work) => *work,
            $crate::permission::Begun::Before(answer) => return Ok(answer),
        }
    };
}
pub(crate) use begin;

impl Marketplace {
    /// Begins what changes something, for whoever may still do it. `request`: all that tells this request from another
    /// one of the operation.
    pub(crate) async fn begin<R: MayChange, A: Made>(
        &self,
        by: &By<R>,
        locked: Roles,
        operation: &str,
        request: impl Serialize,
    ) -> Result<Begun<A>, Error> {
        let right = by.role_held().right();
        let mut work = self.begin_as(by.author(right.history())).await?;
        self.still_may(&mut work, by, locked).await?;
        if let Some(claim) = claim(by, operation, request, self.now())? {
            if let Some(answer) = claim.answered(&mut work, right).await? {
                return Ok(Begun::Before(answer));
            }
            work.keep_answer(claim.of());
        }
        Ok(Begun::Now(Box::new(work)))
    }

    /// Begins what people make for themselves, for as long as their session lasts. Whoever records something signs it.
    pub(crate) async fn begin_own<A: Made>(
        &self,
        who: &SignedIn,
        origin: &Origin,
        operation: &str,
        request: impl Serialize,
    ) -> Result<Begun<A>, Error> {
        let mut work = self.begin_as(Author::system(AuditChain::Platform)).await?;
        if !work.shared().sessions().lock_shared(who.session(), self.now()).await? {
            return Err(refused("the session has ended since the request began", Error::SignedOut));
        }
        if let Some(claim) = claim_own(who, origin, operation, request, self.now())? {
            if let Some(answer) = claim.answered_to_oneself(&mut work).await? {
                return Ok(Begun::Before(answer));
            }
            work.keep_answer(claim.of());
        }
        Ok(Begun::Now(Box::new(work)))
    }
}
