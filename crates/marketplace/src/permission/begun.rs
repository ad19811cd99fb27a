//! The beginning of a change: its caller may still make it, and no earlier request with the same key has made it.

use serde::Serialize;
use wire::idempotency::Made;

use super::by::By;
use super::idempotency::claim;
use super::rights::{MayChange, Roles};
use crate::errors::Error;
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
        let mut work = self.begin_as(Author::person(by.person(), by.address(), right.history())).await?;
        self.still_may(&mut work, by, locked).await?;
        if let Some(claim) = claim(by, operation, request, self.now())? {
            if let Some(answer) = claim.answered(&mut work, right).await? {
                return Ok(Begun::Before(answer));
            }
            work.keep_answer(claim.of());
        }
        Ok(Begun::Now(Box::new(work)))
    }
}
