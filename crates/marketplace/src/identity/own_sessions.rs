//! A person's own sessions: where they are signed in, and the end of what they no longer want.

use model::{Timestamp, audit::AuditChain, ids::SessionId, person::Session};
use wire::{account::SessionView, page::Page};

use super::sign_ins::record_sessions_ended;
use super::signed_in::SignedIn;
use crate::errors::{Error, refused};
use crate::requests::{Origin, listing::all};
use crate::service::Sessions;
use crate::work::{Author, Work};

impl Sessions<'_> {
    /// Newest first. What was idle for too long is over, and is not listed.
    pub async fn list(self, who: &SignedIn) -> Result<Page<SessionView>, Error> {
        let tx = self.inner.store().read().await?;
        let (now, seen_after) = self.times();
        let sessions = tx.shared().sessions().of_person(who.person.id, now, seen_after).await?;
        Ok(all(sessions.into_iter().map(|session| view(session, who)).collect()))
    }

    /// # Errors
    /// `NotFound` where the person has no such session, or it has ended.
    pub async fn end(self, who: SignedIn, id: SessionId, origin: &Origin) -> Result<(), Error> {
        let (work, all) = self.begin_with_all(&who).await?;
        if !all.contains(&id) {
            return Err(refused("no session of this person", Error::NotFound));
        }
        end_these(work, &who, origin, &[id]).await
    }

    /// Ends all but the one that asks.
    pub async fn end_others(self, who: SignedIn, origin: &Origin) -> Result<(), Error> {
        let (work, mut others) = self.begin_with_all(&who).await?;
        others.retain(|id| *id != who.session);
        if others.is_empty() {
            return work.without_event("there was no other").finish(()).await;
        }
        end_these(work, &who, origin, &others).await
    }

    /// Begins a change, with the person's sessions locked in one order: of two that end each other, one waits.
    pub(crate) async fn begin_with_all(self, who: &SignedIn) -> Result<(Work, Vec<SessionId>), Error> {
        let work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let (now, seen_after) = self.times();
        let all = work.shared().sessions().lock_of_person(who.person.id, now, seen_after).await?;
        if all.contains(&who.session) {
            Ok((work, all))
        } else {
            Err(refused("the session has ended since the request began", Error::SignedOut))
        }
    }

    /// Now, and since when a session was used that goes on.
    fn times(self) -> (Timestamp, Timestamp) {
        let now = self.inner.now();
        (now, now - self.inner.0.settings.session_idle)
    }
}

async fn end_these(mut work: Work, who: &SignedIn, origin: &Origin, ids: &[SessionId]) -> Result<(), Error> {
    work.shared().sessions().delete_all(ids).await?;
    let memberships = work.platform().await?.memberships(who.person.id).await?;
    let sessions = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    record_sessions_ended(work, &who.person, origin, &memberships, sessions).finish(()).await
}

fn view(session: Session, who: &SignedIn) -> SessionView {
    SessionView {
        current: session.id == who.session,
        id: session.id,
        device: session.device,
        created_at: session.created_at,
        created_from: session.created_from,
        last_seen_at: session.last_seen_at,
        last_seen_from: session.last_seen_from,
    }
}
