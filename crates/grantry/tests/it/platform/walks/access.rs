//! The reference: a version of the app, and what one tenant has decided about it. Times are minutes since the walk
//! began.

use std::collections::{BTreeMap, BTreeSet};

use model::{audit::AuditAction, connection::PausedBy, update::Answer as Said};

use super::{
    links::Link,
    steps::{Need, Workload},
};

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
    /// As which its clients may sign in.
    pub workload: Option<Workload>,
}

impl Version {
    pub fn of(needs: [Need; 2], workload: Option<Workload>) -> Self {
        let that_are = |wanted: Need| {
            let found = CHOICES.into_iter().zip(needs).filter(move |(_, need)| *need == wanted);
            found.map(|(scope, _)| scope)
        };
        let required = that_are(Need::Required).chain([ALWAYS]).collect();
        Self { required, optional: that_are(Need::Optional).collect(), workload }
    }

    /// That of each walk's app.
    pub fn first() -> Self {
        Self::of([Need::Absent, Need::Optional], None)
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
#[derive(Debug, Clone)]
pub struct Secret {
    pub made: i64,
    /// When it gave a token last.
    pub used: Option<i64>,
    pub gone: bool,
    pub reported: bool,
    ends: Option<i64>,
    /// When it is warned of, or has ended.
    due: Option<i64>,
}

impl Secret {
    /// Made now, under a policy of so many days.
    pub fn made(now: i64, days: Option<u32>) -> Self {
        let ends = end_by_policy(days, now);
        let due = ends.and_then(|end| next_due(end, now));
        Self { made: now, used: None, gone: false, reported: false, ends, due }
    }

    /// It ends by then, or earlier where it ends earlier anyway.
    pub fn end_by(&mut self, end: i64, now: i64) {
        let end = self.ends.map_or(end, |had| had.min(end));
        (self.ends, self.due) = (Some(end), next_due(end, now));
    }

    /// What is told of it now that it is due. One that was replaced goes at its end; the one in force stays in sight until
    /// there is another.
    fn settle(&mut self, now: i64, is_replaced: bool) -> Option<AuditAction> {
        let end = self.ends?;
        self.due = next_due(end, now);
        if self.reported {
            return None;
        }
        self.gone = end <= now && is_replaced;
        Some(match (self.gone, end <= now) {
            (true, _) => AuditAction::SecretRetired,
            (false, true) => AuditAction::SecretEnded,
            (false, false) => AuditAction::SecretEnding,
        })
    }

    pub fn works(&self, now: i64) -> bool {
        !self.gone && !self.reported && self.ends.is_none_or(|end| now < end)
    }
}

/// The end of a secret that is made now.
pub fn end_by_policy(days: Option<u32>, now: i64) -> Option<i64> {
    days.map(|days| now + i64::from(days) * DAY)
}

/// A secret is warned of three times, and ends.
fn next_due(end: i64, now: i64) -> Option<i64> {
    [30, 7, 1, 0].into_iter().map(|days| end - days * DAY).find(|due| *due > now)
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
    /// To them.
    pub links: Vec<Link>,
    /// When a workload got a token last.
    pub workload_used: Option<i64>,
    /// After so many days without a use the secrets retire.
    pub retires_after: Option<u32>,
    /// Whether its secrets were taken away because a workload signs in.
    pub moved: bool,
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
            links: Vec::new(),
            workload_used: None,
            retires_after: None,
            moved: false,
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
        told.extend(self.secrets_due(now));
        told
    }

    /// What is due longest comes first.
    fn secrets_due(&mut self, now: i64) -> Vec<AuditAction> {
        let newest = self.secrets.len().saturating_sub(1);
        let there = self.secrets.iter().enumerate().filter(|(_, secret)| !secret.gone);
        let mut due: Vec<_> = there.filter_map(|(index, secret)| Some((secret.due?, index))).collect();
        due.retain(|(at, _)| *at <= now);
        due.sort_unstable();
        due.into_iter().filter_map(|(_, index)| self.secrets[index].settle(now, index < newest)).collect()
    }
}
