//! The table: every way in which access ends, whose access it is, and at which faces it shows.

use std::time::Duration;

use super::faces::{Face, Place, Proof};
use super::subjects::Kind;

/// A way in which access ends, or might be thought to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    PausedByTenant,
    PausedByDeveloper,
    AppSuspended,
    /// A new version no longer asks for the scopes.
    Narrowed,
    /// The admin takes the scopes back.
    NarrowedByTenant,
    ConnectionDeleted,
    /// The end date has come.
    DateCome,
    /// The developer no longer offers the app to the tenant.
    TargetRemoved,
    /// The tenant blocks the app's publisher.
    PublisherBlocked,
    SecretRegenerated,
    SecretReported,
    /// The workload identity has taken over from the secret.
    SecretRetired,
    /// An admin retires the old secret while another works beside it.
    OldSecretRetired,
    /// The time is over for which the old secret works beside another.
    OverlapEnded,
    /// The secret is as old as the tenant's policy allows.
    PolicyEnded,
    OwnRegenerated,
    OwnDeleted,
    OwnPaused,
    /// The admin takes the scopes of the organisation's own credential back.
    OwnNarrowed,
    /// The end that an edit has set for it has come.
    OwnDateCome,
    /// The app registers another key.
    ClientKeysReplaced,
    TokenRevoked,
    /// The keys that signed and sealed the tokens, by the command.
    KeyRetired,
    /// The admin accepts a version with another workload.
    WorkloadClaimsChanged,
    /// A new version names no workload.
    WorkloadDropped,
    /// The issuer of the workload's tokens has other keys.
    WorkloadKeysReplaced,
    WorkloadIssuerClosed,
    /// The tenant has moved to a domain, and its path is closed.
    PathClosed,
    /// The tenant has another slug, and its former domain is closed.
    FormerDomainClosed,
    /// The same, by a moment that was set with the slug.
    FormerDomainEnded,
}

/// One way, and what it ends.
pub struct Row {
    pub end: End,
    /// Whose access. The tokens are the first one's.
    pub clients: &'static [Kind],
    /// Who proves itself so gets no more tokens.
    pub by: &'static [Proof],
    /// Whether tokens from before are revoked.
    pub tokens: bool,
    /// Only what was asked for at this address; `None`: wherever.
    pub place: Option<Place>,
    /// Whether the feed tells of it.
    pub feed: bool,
    /// Whether a key leaves the JWK Set.
    pub jwks: bool,
}

impl Row {
    const fn of(end: End, clients: &'static [Kind]) -> Self {
        Self { end, clients, by: EVERY, tokens: true, place: None, feed: true, jwks: false }
    }

    /// Where nothing ends.
    const fn nothing(end: End, clients: &'static [Kind]) -> Self {
        Self { by: &[], tokens: false, feed: false, ..Self::of(end, clients) }
    }

    /// Whether this face is to refuse afterwards; if not, it is to answer as before.
    pub fn ends(&self, face: Face, place: Place) -> bool {
        let there = self.place.is_none_or(|only| only == place);
        let meant = match face.proof() {
            Some(proof) => self.by.contains(&proof),
            None if face.takes_tokens() => self.tokens,
            None => face == Face::Jwks && self.jwks,
        };
        there && meant
    }

    /// How long before the end it may refuse. Tokens end at a whole second, and none is given for less than one.
    pub fn early(&self) -> Duration {
        match self.end {
            End::DateCome | End::OwnDateCome => Duration::from_secs(2),
            // The clock of this test is read in whole milliseconds.
            End::FormerDomainEnded | End::OverlapEnded | End::PolicyEnded => Duration::from_millis(5),
            _ => Duration::ZERO,
        }
    }
}

const EVERY: &[Proof] = &[Proof::Secret, Proof::Assertion, Proof::Workload];
const CONNECTED: &[Kind] = &[Kind::Secret, Kind::Keyless, Kind::Workload];

pub const CONNECTIONS: &[Row] = &[
    Row::of(End::PausedByTenant, CONNECTED),
    Row::of(End::PausedByDeveloper, CONNECTED),
    Row::of(End::AppSuspended, CONNECTED),
    Row::of(End::Narrowed, CONNECTED),
    Row::of(End::NarrowedByTenant, CONNECTED),
    Row::of(End::ConnectionDeleted, CONNECTED),
    Row { feed: false, ..Row::of(End::DateCome, CONNECTED) },
    Row::nothing(End::TargetRemoved, CONNECTED),
    Row::nothing(End::PublisherBlocked, CONNECTED),
];

pub const CREDENTIALS: &[Row] = &[
    Row::of(End::SecretRegenerated, &[Kind::Secret]),
    Row::of(End::SecretReported, &[Kind::Secret]),
    // No call fails while a client moves: its tokens work on.
    Row { by: &[Proof::Secret], ..Row::nothing(End::SecretRetired, &[Kind::Moving]) },
    // The access goes on with the other secret, and its tokens stay.
    Row { by: &[Proof::Secret], ..Row::nothing(End::OldSecretRetired, &[Kind::Secret]) },
    Row { by: &[Proof::Secret], ..Row::nothing(End::OverlapEnded, &[Kind::Secret]) },
    // Tokens live as long as they say: the secret is old, and nothing is known to be wrong with it.
    Row { by: &[Proof::Secret], ..Row::nothing(End::PolicyEnded, &[Kind::Own]) },
    Row::of(End::OwnRegenerated, &[Kind::Own]),
    Row::of(End::OwnDeleted, &[Kind::Own]),
    Row::of(End::OwnPaused, &[Kind::Own]),
    Row::of(End::OwnNarrowed, &[Kind::Own]),
    Row { feed: false, ..Row::of(End::OwnDateCome, &[Kind::Own]) },
    // The access stays the same, and so do its tokens.
    Row { by: &[Proof::Assertion], ..Row::nothing(End::ClientKeysReplaced, &[Kind::Keyless]) },
];

pub const TOKENS: &[Row] = &[
    Row { by: &[], ..Row::of(End::TokenRevoked, &[Kind::Secret]) },
    Row { by: &[], jwks: true, ..Row::of(End::KeyRetired, &[Kind::Secret]) },
];

pub const WORKLOADS: &[Row] = &[
    Row::of(End::WorkloadClaimsChanged, &[Kind::Workload]),
    Row { by: &[Proof::Workload], ..Row::of(End::WorkloadDropped, &[Kind::Moving]) },
    Row { by: &[Proof::Workload], ..Row::nothing(End::WorkloadKeysReplaced, &[Kind::Workload]) },
    Row::of(End::WorkloadIssuerClosed, &[Kind::Workload]),
];

pub const ADDRESSES: &[Row] = &[
    Row { place: Some(Place::Path), ..Row::of(End::PathClosed, CONNECTED) },
    Row { place: Some(Place::Domain), ..Row::of(End::FormerDomainClosed, CONNECTED) },
    Row { place: Some(Place::Domain), ..Row::of(End::FormerDomainEnded, &[Kind::Secret]) },
];

pub const ALL: [&[Row]; 5] = [CONNECTIONS, CREDENTIALS, TOKENS, WORKLOADS, ADDRESSES];
