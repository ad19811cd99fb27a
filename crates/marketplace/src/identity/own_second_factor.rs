//! A person's own second factor: set up with an authenticator app, removed, and its recovery codes.

use chrono::TimeDelta;
use model::{
    audit::{AuditAction, AuditChain},
    person::Person,
};
use store::{people::PasswordHash, second_factors::SecondFactor as Stored};
use wire::second_factor::{
    BeginSecondFactor, ConfirmSecondFactor, MakeRecoveryCodes, NewSecondFactor, QrCode, RecoveryCodes,
    RemoveSecondFactor, SecondFactor,
};

use super::second_factors::{of_the_app, wrong_code};
use super::sessions::PASSWORD_REPLACED;
use super::sign_ins::{histories_of, record_everywhere};
use super::signed_in::SignedIn;
use crate::errors::{Error, refused};
use crate::requests::Origin;
use crate::service::SecondFactors;
use crate::work::{Author, Event, Work};

/// A secret that no code has confirmed by then is begun again.
const CONFIRMED_WITHIN: TimeDelta = TimeDelta::hours(1);

const SET_UP_ALREADY: &str = "Two-step sign-in is set up already. To use another app, remove it first.";
const NOT_BEGUN: &str = "There is no app to confirm, or it took longer than an hour. Begin again.";

impl SecondFactors<'_> {
    pub async fn look(self, who: &SignedIn) -> Result<SecondFactor, Error> {
        let tx = self.inner.store().read().await?;
        let factors = tx.shared().second_factors();
        let set_up_at = factors.of(who.person.id).await?.and_then(|factor| factor.set_up_at);
        Ok(SecondFactor { set_up_at, recovery_codes: factors.codes(who.person.id).await? })
    }

    /// A new secret, which sign-in does not ask for before a code has confirmed it. `Conflict` where one is set up.
    pub async fn begin(
        self,
        who: &SignedIn,
        request: BeginSecondFactor,
        origin: &Origin,
    ) -> Result<NewSecondFactor, Error> {
        let checked = self.inner.sessions().check_own_password(&who.person, request.password, origin).await?;
        let (work, person) = self.begin_locked(who, Some(&checked.1)).await?;
        if work.shared().second_factors().is_set_up(person.id).await? {
            return Err(Error::Conflict(SET_UP_ALREADY.to_owned()));
        }
        let (secret, sealed) = self.inner.new_second_factor(person.id)?;
        let factor = Stored { person: person.id, sealed, began_at: self.inner.now(), set_up_at: None };
        work.shared().second_factors().insert(&factor).await?;
        work.without_event("sign-in does not ask for it yet").finish(()).await?;
        let shown = secret.expose_once(self.inner.platform_name(), person.email.as_str());
        let qr_code = qr_code(&shown.uri).ok_or_else(|| Error::internal(NoQrCode))?;
        Ok(NewSecondFactor { secret: shown.text, uri: shown.uri, qr_code })
    }

    /// From now on sign-in asks for a code. All other sessions end: they began without one.
    pub async fn confirm(
        self,
        who: &SignedIn,
        request: ConfirmSecondFactor,
        origin: &Origin,
    ) -> Result<RecoveryCodes, Error> {
        let counted = self.inner.count_code(who.person.id).await?;
        let (work, _) = self.inner.sessions().begin_with_all(who).await?;
        let person = self.lock(&work, who, None).await?;
        let now = self.inner.now();
        let factors = work.shared().second_factors();
        let begun = factors.of(person.id).await?;
        let begun = begun.filter(|one| one.set_up_at.is_none() && now - one.began_at < CONFIRMED_WITHIN);
        let begun = begun.ok_or_else(|| Error::Conflict(NOT_BEGUN.to_owned()))?;
        let code = of_the_app(&request.code).ok_or_else(wrong_code)?;
        let step = self.inner.step_of(&begun, &code)?.ok_or_else(wrong_code)?;
        if !factors.set_up(person.id, step, now).await? {
            return Err(Error::Conflict(SET_UP_ALREADY.to_owned()));
        }
        let codes = self.inner.new_recovery_codes(work.shared(), person.id).await?;
        // Those too that began while the person's lock was waited for: they gave no code.
        work.shared().sessions().delete_others_of(person.id, who.session).await?;
        work.shared().pending_sign_ins().delete_of(person.id).await?;
        self.record(work, &person, origin, AuditAction::SecondFactorSetUp).await?;
        self.inner.forgive_code(counted).await;
        Ok(RecoveryCodes { codes })
    }

    pub async fn remove(
        self,
        who: &SignedIn,
        request: RemoveSecondFactor,
        origin: &Origin,
    ) -> Result<(), Error> {
        let checked = self.inner.sessions().check_own_password(&who.person, request.password, origin).await?;
        let counted = self.inner.count_code(who.person.id).await?;
        let (work, person) = self.begin_locked(who, Some(&checked.1)).await?;
        self.inner.take_code(work.shared(), person.id, &request.code).await?;
        work.shared().second_factors().delete(person.id).await?;
        self.record(work, &person, origin, AuditAction::SecondFactorRemoved).await?;
        self.inner.forgive_code(counted).await;
        Ok(())
    }

    /// New recovery codes in the place of all that there are.
    pub async fn make_codes(
        self,
        who: &SignedIn,
        request: MakeRecoveryCodes,
        origin: &Origin,
    ) -> Result<RecoveryCodes, Error> {
        let counted = self.inner.count_code(who.person.id).await?;
        let (work, person) = self.begin_locked(who, None).await?;
        self.inner.take_code(work.shared(), person.id, &request.code).await?;
        let codes = self.inner.new_recovery_codes(work.shared(), person.id).await?;
        self.record(work, &person, origin, AuditAction::RecoveryCodesMade).await?;
        self.inner.forgive_code(counted).await;
        Ok(RecoveryCodes { codes })
    }

    /// Begins a change of a person who is still signed in, and locks them.
    async fn begin_locked(
        self,
        who: &SignedIn,
        verified: Option<&PasswordHash>,
    ) -> Result<(Work, Person), Error> {
        let work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        if !work.shared().sessions().lock_shared(who.session, self.inner.now()).await? {
            return Err(refused("the session has ended since the request began", Error::SignedOut));
        }
        let person = self.lock(&work, who, verified).await?;
        Ok((work, person))
    }

    /// `SignedOut` where another password was set since this one was verified.
    async fn lock(
        self,
        work: &Work,
        who: &SignedIn,
        verified: Option<&PasswordHash>,
    ) -> Result<Person, Error> {
        let locked = work.shared().people().lock(who.person.id).await?;
        let (person, current) = locked.ok_or_else(|| Error::broken("person", who.person.id))?;
        if verified.is_some() && verified != current.as_ref() {
            return Err(refused(PASSWORD_REPLACED, Error::SignedOut));
        }
        Ok(person)
    }

    /// Records it wherever the person's own actions are recorded, and commits.
    async fn record(
        self,
        mut work: Work,
        person: &Person,
        origin: &Origin,
        action: AuditAction,
    ) -> Result<(), Error> {
        let memberships = work.platform().await?.memberships(person.id).await?;
        let event = Event::new(action, person.id, &person.name);
        let histories = histories_of(person, &memberships);
        record_everywhere(work, person, origin, &histories, &event).finish(()).await
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the address of a second factor does not fit into a QR code")]
struct NoQrCode;

fn qr_code(uri: &str) -> Option<QrCode> {
    let drawn = pictures::qr_path(uri)?;
    Some(QrCode { size: u32::try_from(drawn.size).ok()?, path: drawn.path })
}
