//! A person's own password, asked for again before they change what protects their account.

use model::person::Person;
use store::people::PasswordHash;
use wire::{account::SignIn, texts::Password};

use crate::errors::Error;
use crate::requests::Origin;
use crate::service::Sessions;

impl Sessions<'_> {
    /// The person, if this is their password. A wrong one counts as one at sign-in.
    pub(crate) async fn check_own_password(
        self,
        person: &Person,
        password: Password,
        origin: &Origin,
    ) -> Result<(Person, PasswordHash), Error> {
        let given = SignIn { email: person.email.clone(), password };
        let wrong = || Error::field("password", "This is not your password.");
        match self.check_password(&given, origin).await {
            Ok((found, hash)) if found.id == person.id => Ok((found, hash)),
            Ok(_) | Err(Error::SignedOut) => Err(wrong()),
            Err(other) => Err(other),
        }
    }
}
