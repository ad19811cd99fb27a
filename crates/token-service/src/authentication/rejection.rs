//! The reasons for a failed client authentication: for the log, and with one exception never for the response.

use std::net::IpAddr;

use credentials::{AssertionRejected, Pepper, PlainSecret, WorkloadRejected};
use model::attempt::{Refusal, SecretSlip};
use request_notes::Fingerprint;

use crate::errors::TokenError;
use crate::parsing::Presented;
use crate::service::TokenService;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    UnknownClient,
    WrongSecret,
    OtherIssuer,
    /// The issuer that was asked was closed, or no tenant has it.
    ClosedAddress,
    NotLive,
    /// Its end date has come.
    Ended,
    /// The assertion says why.
    Assertion(AssertionRejected),
    /// The token of its platform says why.
    Workload(WorkloadRejected),
    /// The client proves itself in another way.
    WrongMethod,
    /// Its keys cannot be fetched now, so that its assertion cannot be verified.
    KeysUnavailable,
    /// What it registered or publishes are no keys.
    BadKeys,
    /// The keys of its platform cannot be fetched now.
    WorkloadKeysUnavailable,
    /// What its platform publishes are no keys, or are another issuer's.
    BadWorkloadKeys,
}

impl Rejection {
    /// Notes for the log, and for the client's people, what the response does not say.
    ///
    /// What is done for a wrong secret is done for an unknown client too, so that both take as long.
    pub fn note(&self, presented: &Presented<'_>, pepper: &Pepper) {
        let slip = note_presented(presented, pepper);
        match self {
            Self::UnknownClient => request_notes::reason("unknown client"),
            Self::WrongSecret => note_wrong_secret(presented, slip),
            Self::OtherIssuer => request_notes::refused(Refusal::OtherIssuer),
            Self::ClosedAddress => request_notes::refused(Refusal::ClosedAddress),
            Self::NotLive => request_notes::refused(Refusal::NotLive),
            Self::Ended => request_notes::refused(Refusal::Ended),
            Self::Assertion(why) => {
                request_notes::reason_with("client assertion rejected", why);
                request_notes::classed(of_assertion(*why));
            }
            Self::Workload(why) => {
                request_notes::reason_with("token of a workload rejected", why);
                request_notes::classed(of_workload(why));
            }
            Self::WrongMethod => request_notes::refused(Refusal::WrongMethod),
            Self::KeysUnavailable => {
                classed("the client's keys cannot be fetched", Refusal::KeysUnavailable);
            }
            Self::BadKeys => classed("what the client registered or publishes are no keys", Refusal::BadKeys),
            Self::WorkloadKeysUnavailable => {
                classed("the keys of the client's platform cannot be fetched", Refusal::KeysUnavailable);
            }
            Self::BadWorkloadKeys => {
                classed("what the client's platform publishes are no keys of that issuer", Refusal::BadKeys);
            }
        }
    }

    /// Whether a node that has not read the latest changes could be wrong about it.
    pub fn may_be_out_of_date(&self) -> bool {
        !matches!(self, Self::KeysUnavailable | Self::WorkloadKeysUnavailable)
    }
}

/// Notes the keyed hash of a presented secret; what stands out about its text.
fn note_presented(presented: &Presented<'_>, pepper: &Pepper) -> Option<SecretSlip> {
    let Presented::Secret { secret: Some(secret), .. } = presented else { return None };
    request_notes::presented(Fingerprint::new(pepper.hash(secret.as_bytes()).to_bytes()));
    SecretSlip::of(secret, |text| PlainSecret::parse(text).is_ok())
}

fn note_wrong_secret(presented: &Presented<'_>, slip: Option<SecretSlip>) {
    let none = |secret: &Option<String>| secret.as_deref().is_none_or(str::is_empty);
    match (presented, slip) {
        (Presented::Secret { secret, .. }, _) if none(secret) => request_notes::refused(Refusal::NoSecret),
        (_, Some(slip)) => request_notes::refused_with(Refusal::WrongSecret, slip),
        (_, None) => request_notes::refused(Refusal::WrongSecret),
    }
}

fn classed(reason: &'static str, refusal: Refusal) {
    request_notes::reason(reason);
    request_notes::classed(refusal);
}

const fn of_assertion(why: AssertionRejected) -> Refusal {
    match why {
        AssertionRejected::Expired
        | AssertionRejected::LivesTooLong
        | AssertionRejected::NotYetValid
        | AssertionRejected::IssuedInTheFuture => Refusal::ClockSkew,
        _ => Refusal::Assertion,
    }
}

const fn of_workload(why: &WorkloadRejected) -> Refusal {
    match why {
        WorkloadRejected::Expired | WorkloadRejected::NotYetValid | WorkloadRejected::IssuedInTheFuture => {
            Refusal::ClockSkew
        }
        _ => Refusal::Workload,
    }
}

impl From<Rejection> for TokenError {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::KeysUnavailable => Self::ClientKeysUnavailable,
            Rejection::WorkloadKeysUnavailable => Self::WorkloadKeysUnavailable,
            _ => Self::InvalidClient,
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
