//! The reference: a version of the app, and what one tenant has decided about it. Times are minutes since the walk
//! began.

use std::collections::{BTreeMap, BTreeSet};

use model::{audit::AuditAction, connection::PausedBy, update::Answer as Said};

use super::steps::Need;

pub type Scopes = BTreeSet<&'static str>;

/// Every version requires it.
pub const ALWAYS: &str = "patients.read";
/// A version may ask for these.
pub const CHOICES: [&str; 2] = ["patients.change", "claims.read"];

pub const DAY: i64 = 24 * 60;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Awaiting,
    Declined,
    Blocked,
    /// With those who have stopped it.
    Connected(BTreeSet<PausedBy>),
    Deleted,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub required: Scopes,
    pub optional: Scopes,
}

impl Version {
    pub fn of(needs: [Need; 2]) -> Self {
        let that_are = |wanted: Need| {
            let found = CHOICES.into_iter().zip(needs).filter(move |(_, need)| *need == wanted);
            found.map(|(scope, _)| scope)
        };
        let required = that_are(Need::Required).chain([ALWAYS]).collect();
        Self { required, optional: that_are(Need::Optional).collect() }
    }

    /// That of each walk's app.
    pub fn first() -> Self {
        Self::of([Need::Absent, Need::Optional])
    }

    pub fn all(&self) -> Scopes {
        &self.required | &self.optional
    }

    /// Of its optional scopes, those that the mask chooses.
    pub fn chosen(&self, mask: u64) -> Scopes {
        masked(mask).filter(|scope| self.optional.contains(scope)).collect()
    }
}

fn masked(mask: u64) -> impl Iterator<Item = &'static str> {
    CHOICES.into_iter().enumerate().filter(move |(bit, _)| (mask >> bit) & 1 == 1).map(|(_, scope)| scope)
}

/// What is said about those scopes of a version that can be answered.
pub fn said(says: [Option<Said>; 2], open: &Scopes) -> BTreeMap<&'static str, Said> {
    let about = CHOICES.into_iter().zip(says).filter(|(scope, _)| open.contains(scope));
    about.filter_map(|(scope, said)| Some((scope, said?))).collect()
}

/// A secret that was made, in the order of making: the last one is in force, those before it were replaced.
#[derive(Debug, Clone, Default)]
pub struct Secret {
    pub gone: bool,
    pub reported: bool,
    pub ends: Option<i64>,
}

impl Secret {
    pub fn works(&self, now: i64) -> bool {
        !self.gone && !self.reported && self.ends.is_none_or(|end| now < end)
    }
}

/// What a tenant has decided, and what follows from it.
#[derive(Debug, Clone)]
pub struct Access {
    /// Whether there is a connection at all.
    pub known: bool,
    pub state: State,
    pub version: u32,
    pub granted: Scopes,
    pub ends: Option<i64>,
    /// Tokens of an earlier one are revoked.
    pub epoch: u64,
    /// Of its present client.
    pub secrets: Vec<Secret>,
    pub decided: i64,
    /// The ends that were told of: when, and how many days before.
    pub told_ends: BTreeSet<(i64, i64)>,
    /// The last answer about each scope that a newer version asked for.
    pub answers: BTreeMap<&'static str, Said>,
    /// The newest version that was answered and not taken up; 0: none.
    pub left: u32,
    /// When its tenant was reminded last.
    pub reminded: Option<i64>,
}

impl Access {
    pub const fn none() -> Self {
        Self {
            known: false,
            state: State::Awaiting,
            version: 0,
            granted: Scopes::new(),
            ends: None,
            epoch: 0,
            secrets: Vec::new(),
            decided: 0,
            told_ends: BTreeSet::new(),
            answers: BTreeMap::new(),
            left: 0,
            reminded: None,
        }
    }

    /// Whether no one has decided about a scope that it does not hold. What was granted once and taken away since is new,
    /// unless its own version asks for it.
    pub fn is_new(&self, scope: &str, asked_before: &Scopes) -> bool {
        let left_out = matches!(self.answers.get(scope), Some(Said::NotNow | Said::Never));
        !left_out && !asked_before.contains(scope)
    }

    pub const fn is_connected(&self) -> bool {
        matches!(self.state, State::Connected(_))
    }

    pub fn is_stopped_by(&self, by: PausedBy) -> bool {
        matches!(&self.state, State::Connected(stops) if stops.contains(&by))
    }

    /// Whether it gets tokens.
    pub fn is_live(&self, now: i64) -> bool {
        matches!(&self.state, State::Connected(stops) if stops.is_empty())
            && self.ends.is_none_or(|end| now < end)
    }

    fn stop(&mut self, by: PausedBy) -> bool {
        let State::Connected(stops) = &mut self.state else { return false };
        let stopped = stops.insert(by);
        self.epoch += u64::from(stopped);
        stopped
    }

    fn lift(&mut self, by: PausedBy) -> bool {
        let State::Connected(stops) = &mut self.state else { return false };
        stops.remove(&by)
    }

    /// Whether that changed something.
    pub fn hold(&mut self, by: PausedBy, stops: bool) -> bool {
        if stops { self.stop(by) } else { self.lift(by) }
    }

    /// What time has ended by now, or will end soon.
    pub fn ends_by(&mut self, now: i64) -> Vec<AuditAction> {
        let mut told = Vec::new();
        let near = self.ends.filter(|end| now - 7 * DAY < *end && *end <= now + 30 * DAY);
        if let Some(end) = near.filter(|_| self.is_connected())
            && let Some(days) = [0_i64, 1, 7, 30].into_iter().find(|days| end - days * DAY <= now)
            && end - days * DAY > self.decided
            && self.told_ends.insert((end, days))
        {
            let ended = days == 0;
            told.push(if ended { AuditAction::ConnectionEnded } else { AuditAction::ConnectionEnding });
        }
        for secret in &mut self.secrets {
            if !secret.gone && !secret.reported && secret.ends.is_some_and(|end| end <= now) {
                secret.gone = true;
                told.push(AuditAction::SecretRetired);
            }
        }
        told
    }
}
