//! The reasons for a failed client authentication: for the log, and with one exception never for the response.

use std::net::IpAddr;

use credentials::AssertionRejected;

use crate::errors::TokenError;
use crate::service::TokenService;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    UnknownClient,
    WrongSecret,
    OtherIssuer,
    NotLive,
    /// The assertion says why.
    Assertion(AssertionRejected),
    /// The client proves itself in another way.
    WrongMethod,
    /// Its keys cannot be fetched now, so that its assertion cannot be verified.
    KeysUnavailable,
    /// What it registered or publishes are no keys.
    BadKeys,
}

impl Rejection {
    /// Notes for the log what the response does not say.
    pub fn note(self) {
        let reason = match self {
            Self::UnknownClient => "unknown client",
            Self::WrongSecret => "wrong secret",
            Self::OtherIssuer => "a client of another issuer",
            Self::NotLive => "the client is disabled or has ended",
            Self::Assertion(why) => return request_notes::reason_with("client assertion rejected", why),
            Self::WrongMethod => "the client authenticates in another way",
            Self::KeysUnavailable => "the client's keys cannot be fetched",
            Self::BadKeys => "what the client registered or publishes are no keys",
        };
        request_notes::reason(reason);
    }

    /// Whether a node that has not read the latest changes could be wrong about it.
    pub fn may_be_out_of_date(self) -> bool {
        self != Self::KeysUnavailable
    }
}

impl From<Rejection> for TokenError {
    fn from(rejection: Rejection) -> Self {
        if rejection == Rejection::KeysUnavailable {
            Self::ClientKeysUnavailable
        } else {
            Self::InvalidClient
        }
    }
}

impl TokenService {
    /// Counts a failure to authenticate against its address. The error is `rate_limited` where there were too many.
    pub(crate) fn count_failure(&self, error: TokenError, address: Option<IpAddr>) -> TokenError {
        match (error, address) {
            (TokenError::InvalidClient, Some(address)) => {
                self.0.limits.failed(address, self.now()).err().map_or(error, TokenError::RateLimited)
            }
            _ => error,
        }
    }
}
