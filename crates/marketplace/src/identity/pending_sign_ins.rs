//! Sign-ins in two steps: after the right password a sign-in waits for a code, and a session begins with the code alone.

use chrono::TimeDelta;
use credentials::{SessionToken, TokenHash};
use model::{
    audit::{AuditAction, AuditChain},
    ids::PersonId,
    person::Person,
};
use store::{pending_sign_ins::PendingSignIn, people::PasswordHash as StoredHash};
use wire::second_factor::GiveCode;

use super::second_factors::Taken;
use super::sessions::{Started, StartedBy, make_room, with_same_password};
use super::sign_ins::{histories_of, record_everywhere};
use super::signed_in::SignedIn;
use crate::errors::{CodeNeeded, Error, refused};
use crate::requests::Origin;
use crate::service::Sessions;
use crate::work::{Author, Event, Recorded, Work};

/// The cookie lasts as long (`crates/web/src/cookie.rs`).
const WAITS: TimeDelta = TimeDelta::minutes(10);

impl Sessions<'_> {
    /// Ends the sign-in that waits in the caller's browser, and begins a session.
    ///
    /// # Errors
    /// `SignedOut` where none waits there, `Invalid` where the code is wrong, `TooMany` where codes of the account were
    /// wrong too often.
    pub async fn give_code(self, request: GiveCode, origin: &Origin) -> Result<Started, Error> {
        let none = || refused("no sign-in waits for a code", Error::SignedOut);
        let token = origin.pending.as_ref().ok_or_else(none)?;
        let pending = self.count_try(token).await?.ok_or_else(none)?;
        request_notes::claimed(pending.person);
        let counted = self.inner.count_code(pending.person).await?;
        let begun = self.begin_by_code(token, pending, &request.code, origin).await;
        if let Err(Error::Invalid(_)) = begun {
            // Right passwords and wrong codes: someone else may have the password.
            let person = self.inner.store().read().await?.shared().people().by_id(pending.person).await?;
            self.inner.note_failure(person, Some(&counted), origin);
        }
        let (bearer, session, hash) = begun?;
        self.inner.forgive_code(counted).await;
        self.started(bearer, &session, &hash, origin).await
    }

    /// A sign-in that waits for a code, in the place of a session. The work's transaction has found the second factor.
    pub(super) async fn wait_for_code(
        self,
        work: Work,
        person: PersonId,
        hash: &StoredHash,
        by: StartedBy<'_>,
    ) -> Result<Error, Error> {
        let person = with_same_password(work.shared(), person, hash).await?;
        by.check_address(&person)?;
        let (token, now) = (self.inner.0.rng.with(SessionToken::generate), self.inner.now());
        let pending =
            PendingSignIn { person: person.id, by_link: by == StartedBy::Link, expires_at: now + WAITS };
        work.shared().pending_sign_ins().insert(&pending, token.hash().as_bytes(), now).await?;
        work.without_event("no one is signed in yet").finish(()).await?;
        request_notes::reason("the sign-in waits for a code");
        Ok(Error::CodeNeeded(CodeNeeded::new(token.expose_once())))
    }

    /// Counted before the code is checked, so that tries at the same time count too.
    async fn count_try(self, token: &TokenHash) -> Result<Option<PendingSignIn>, Error> {
        let work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let counted = work.shared().pending_sign_ins().count_try(token.as_bytes(), self.inner.now()).await?;
        work.without_event("a count").finish(()).await?;
        Ok(counted)
    }

    async fn begin_by_code(
        self,
        token: &TokenHash,
        pending: PendingSignIn,
        code: &str,
        origin: &Origin,
    ) -> Result<(String, SignedIn, StoredHash), Error> {
        let session = self.new_session(pending.person, origin);
        let work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        make_room(work.shared(), &session, origin).await?;
        let locked = work.shared().people().lock_shared(pending.person).await?;
        let (person, hash) = locked.ok_or_else(|| Error::broken("person", pending.person))?;
        let hash = hash.ok_or_else(|| refused("the account has no password", Error::SignedOut))?;
        let taken = self.inner.take_code(work.shared(), person.id, code).await?;
        if !work.shared().pending_sign_ins().take(token.as_bytes()).await? {
            return Err(refused("the sign-in has ended since the request began", Error::SignedOut));
        }
        let work = record_taken(work, &person, origin, taken).await?;
        let email = person.email.clone();
        let by = if pending.by_link { StartedBy::Link } else { StartedBy::Password(&email) };
        let (bearer, session) = self.keep(work, session, (person, &hash), origin, by).await?;
        Ok((bearer, session, hash))
    }
}

/// Records that a recovery code was used: whoever has lost their app, or their codes, hears of it.
async fn record_taken(
    mut work: Work,
    person: &Person,
    origin: &Origin,
    taken: Taken,
) -> Result<Work<Recorded>, Error> {
    match taken {
        Taken::OfTheApp => Ok(work.without_event("the session's beginning is recorded")),
        Taken::RecoveryCode => {
            let memberships = work.platform().await?.memberships(person.id).await?;
            let used = Event::new(AuditAction::RecoveryCodeUsed, person.id, &person.name);
            let histories = histories_of(person, &memberships);
            Ok(record_everywhere(work, person, origin, &histories, &used))
        }
    }
}
