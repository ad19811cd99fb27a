//! Codes of second factors: sealed secrets are opened, and each code is taken once.

use credentials::{RECOVERY_CODES, RecoveryCode, SecondFactorKey, SecondFactorSecret};
use model::ids::PersonId;
use store::{Shared, second_factors::SecondFactor};

use crate::errors::{Error, refused};
use crate::service::Marketplace;

const WRONG: &str =
    "This code is wrong, or was used before. Wait for the next one of your authenticator app.";

/// Of how many digits the codes of authenticator apps are.
const DIGITS: usize = 6;

#[derive(Debug, thiserror::Error)]
#[error("the secret of a second factor cannot be sealed")]
struct NotSealed;

/// What a code was, which is used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    OfTheApp,
    RecoveryCode,
}

impl Marketplace {
    /// Takes a code of the app, or a recovery code, so that it works no second time.
    ///
    /// # Errors
    /// `Invalid` where the code is wrong, was used before, or the person has no second factor.
    pub(super) async fn take_code(
        &self,
        shared: Shared<'_>,
        person: PersonId,
        code: &str,
    ) -> Result<Taken, Error> {
        let factors = shared.second_factors();
        let found = factors.of(person).await?.filter(|factor| factor.set_up_at.is_some());
        let factor = found.ok_or_else(|| refused("the account has no second factor", wrong_code()))?;
        if let Some(code) = of_the_app(code) {
            let step = self.step_of(&factor, &code)?.ok_or_else(wrong_code)?;
            let taken = factors.take_step(person, step).await?;
            return taken
                .then_some(Taken::OfTheApp)
                .ok_or_else(|| refused("the code was used before", wrong_code()));
        }
        let code = RecoveryCode::parse(code).ok_or_else(wrong_code)?;
        let hash = code.hash(&self.0.pepper, &person.uuid().into_bytes());
        let taken = factors.take_code(person, hash.to_bytes()).await?;
        taken.then_some(Taken::RecoveryCode).ok_or_else(wrong_code)
    }

    /// The step whose code this is, now.
    pub(super) fn step_of(&self, factor: &SecondFactor, code: &str) -> Result<Option<i64>, Error> {
        let record = record(factor.person);
        let secret = self.second_factor_key()?.open(&record, &factor.sealed).map_err(Error::internal)?;
        Ok(secret.step_of(code, self.now().timestamp()))
    }

    /// A new secret, and as it is stored for this person.
    pub(super) fn new_second_factor(&self, person: PersonId) -> Result<(SecondFactorSecret, Vec<u8>), Error> {
        let (key, record) = (self.second_factor_key()?, record(person));
        let sealed = self.0.rng.with(|rng| {
            let secret = SecondFactorSecret::generate(rng);
            key.seal(&record, &secret, rng).map(|sealed| (secret, sealed))
        });
        sealed.ok_or_else(|| Error::internal(NotSealed))
    }

    /// New recovery codes in the place of those that the person has, to be shown once.
    pub(super) async fn new_recovery_codes(
        &self,
        shared: Shared<'_>,
        person: PersonId,
    ) -> Result<Vec<String>, Error> {
        let account = person.uuid().into_bytes();
        let codes: Vec<_> = (0..RECOVERY_CODES).map(|_| self.0.rng.with(RecoveryCode::generate)).collect();
        let hashes = codes.iter().map(|code| code.hash(&self.0.pepper, &account).to_bytes()).collect();
        shared.second_factors().replace_codes(person, hashes).await?;
        Ok(codes.into_iter().map(RecoveryCode::expose_once).collect())
    }

    fn second_factor_key(&self) -> Result<SecondFactorKey, Error> {
        self.0.pepper.second_factor_key().ok_or_else(|| Error::internal(NotSealed))
    }
}

pub(super) fn wrong_code() -> Error {
    Error::field("code", WRONG)
}

/// The digits, where this is a code of an app. People write it with a blank in it.
pub(super) fn of_the_app(code: &str) -> Option<String> {
    let digits: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_one = digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_one.then_some(digits)
}

/// The name of a secret's row.
fn record(person: PersonId) -> Vec<u8> {
    person.to_string().into_bytes()
}
