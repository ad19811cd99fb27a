//! The password of a person who is signed in, and who sets another one.

use model::{audit::AuditAction, person::Person};
use store::people::PasswordHash;
use wire::account::{ChangePassword, SignIn};

use crate::errors::{Error, refused};
use crate::identity::{PASSWORD_REPLACED, SignedIn, Started, histories_of, record_everywhere};
use crate::requests::Origin;
use crate::service::Passwords;
use crate::work::Event;

impl Passwords<'_> {
    /// Sets another password. All sessions end, and one begins in the place of the caller's; links to new passwords end
    /// too. A wrong current password counts as one at sign-in.
    pub async fn change(
        self,
        who: &SignedIn,
        request: ChangePassword,
        origin: &Origin,
    ) -> Result<Started, Error> {
        let ChangePassword { current_password: password, new_password } = request;
        let given = SignIn { email: who.person().email.clone(), password };
        let checked = self.inner.sessions().check_password(&given, origin).await;
        let (person, current) = checked.map_err(|error| match error {
            Error::SignedOut => Error::field("current_password", "This is not your password."),
            other => other,
        })?;
        let hash = self.inner.new_hash(&person, "new_password", new_password.into()).await?;
        self.set(who, (&person, &current), &hash, origin).await?;
        self.inner.sessions().start_again(person.id, &hash, origin).await
    }

    async fn set(
        self,
        who: &SignedIn,
        (person, current): (&Person, &PasswordHash),
        hash: &PasswordHash,
        origin: &Origin,
    ) -> Result<(), Error> {
        // A session that has ended since the request began sets nothing, and gets none in its place.
        let (mut work, _) = self.inner.sessions().begin_with_all(who).await?;
        let (_, stored) = self.inner.lock_signed_out(&mut work, person.id).await?;
        if stored.as_ref() != Some(current) {
            return Err(refused(PASSWORD_REPLACED, Error::SignedOut));
        }
        self.inner.set_password(&mut work, person, hash).await?;
        let memberships = work.platform().await?.memberships(person.id).await?;
        let changed = Event::new(AuditAction::PasswordChanged, person.id, &person.name);
        let histories = histories_of(person, &memberships);
        record_everywhere(work, person, origin, &histories, &changed).finish(()).await
    }
}
