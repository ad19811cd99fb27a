//! Counts failed authentications by the address that they come from.

use std::net::IpAddr;

use limits::{LookUp, PasswordTry};
use model::person::Email;

use crate::errors::Error;
use crate::requests::Origin;
use crate::service::Marketplace;

impl Marketplace {
    /// Turns a failure to find what was presented into `TooMany` where its address has failed too often.
    pub(crate) fn failed(&self, error: Error, origin: &Origin) -> Error {
        match (&error, address(origin)) {
            (Error::NotFound | Error::SignedOut, Some(address)) => {
                self.limits().failed(address, self.now()).err().map_or(error, Error::TooMany)
            }
            _ => error,
        }
    }

    /// Counts a look-up of what came without a proof, before the database is asked.
    pub(crate) fn look_up(&self, origin: &Origin) -> Result<Option<LookUp>, Error> {
        let look_up = |address| self.limits().look_up(address, self.now());
        Ok(address(origin).map(look_up).transpose()?)
    }

    /// Counts a try of a password before it is checked.
    pub(crate) fn try_password(&self, email: &Email, origin: &Origin) -> Result<Option<PasswordTry>, Error> {
        let attempt = |address| self.limits().try_password(address, email.as_str(), self.now());
        Ok(address(origin).map(attempt).transpose()?)
    }
}

/// Requests without an address come from nowhere else than a test.
fn address(origin: &Origin) -> Option<IpAddr> {
    origin.address.as_deref()?.parse().ok()
}

/// Only what is surely not there counts as looked up in vain.
pub(crate) fn settle<T>(look_up: Option<LookUp>, answer: &Result<T, Error>) {
    if let Some(look_up) = look_up
        && !matches!(answer, Err(Error::NotFound | Error::SignedOut))
    {
        look_up.found();
    }
}
