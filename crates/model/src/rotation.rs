//! How a client goes from one secret to the next: what of its secrets works, what ends when, and what is worth a warning.

use chrono::TimeDelta;

use crate::{
    Timestamp,
    connection::StoppedBy,
    credential::{AuthMethod, Credential, Secret},
    ids::SecretId,
};

/// The longest that an old secret works on beside the one that replaced it, in hours.
pub const MOST_OVERLAP_HOURS: u32 = 30 * 24;
/// The most days that a tenant's policy may let secrets work.
pub const MOST_SECRET_DAYS: u32 = 730;
/// So many days before its end a secret is warned of first.
const FIRST_WARNED_DAYS: u32 = 30;
/// So many days before its end a secret is warned of.
pub const WARNED_DAYS: [u32; 3] = [FIRST_WARNED_DAYS, 7, 1];
/// From so many days before the end of an old secret on, the page of its client points out what is amiss.
const OLD_SECRET_DAYS: u32 = 7;

words! {
    /// What is worth a warning about a client's secrets.
    pub enum SecretConcern {
        /// The client still uses the old secret, which ends soon.
        OldStillUsed = "old_still_used",
        /// The old secret ends soon, and the client has never used the new one, or no one has collected it.
        NewUnused = "new_unused",
        /// By the tenant's policy the secret ends soon, and no other takes its place.
        Ending = "ending",
    }
}

/// A concern about the secret that ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretNotice {
    pub concern: SecretConcern,
    pub secret: SecretId,
    pub ends_at: Timestamp,
}

/// What is to be done about a secret whose time to be looked at has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretDue {
    /// The overlap is over: it goes.
    Retire,
    /// By the tenant's policy it has ended; it stays in sight until there is another.
    Ended,
    Warn(SecretConcern),
    Nothing,
}

impl Secret {
    /// Whether it works at this time.
    pub fn works(&self, at: Timestamp) -> bool {
        self.reported_at.is_none() && !self.has_ended(at)
    }

    pub fn has_ended(&self, at: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= at)
    }
}

impl Credential {
    /// Whether another secret takes or took the place of this one of it.
    pub fn has_replaced(&self, secret: &Secret) -> bool {
        self.regenerated_at.is_some_and(|at| secret.created_at < at)
    }

    /// Whether it is to have a secret that no one has collected yet.
    pub fn awaits_secret(&self, secrets: &[Secret]) -> bool {
        self.auth_method == AuthMethod::ClientSecret && secrets.iter().all(|secret| self.has_replaced(secret))
    }

    /// What is amiss with these secrets of it now. The first half of an overlap is the time to move, and that of a
    /// secret's life is no time to think of its end: nothing is pointed out then.
    pub fn secret_notices(&self, secrets: &[Secret], now: Timestamp) -> Vec<SecretNotice> {
        let notice = |secret: &Secret| {
            let end = secret.expires_at.filter(|_| secret.works(now))?;
            let replaced_at = self.regenerated_at.filter(|_| self.has_replaced(secret));
            let (since, days) = match replaced_at {
                Some(at) => (at, OLD_SECRET_DAYS),
                None => (secret.created_at, FIRST_WARNED_DAYS),
            };
            let concern = is_near(end, since, days, now).then(|| self.concern(secret, secrets)).flatten()?;
            Some(SecretNotice { concern, secret: secret.id, ends_at: end })
        };
        secrets.iter().filter_map(notice).collect()
    }

    /// What is to be done about this one of its secrets now.
    pub fn secret_due(&self, secret: &Secret, secrets: &[Secret], now: Timestamp) -> SecretDue {
        match (secret.has_ended(now), self.has_replaced(secret)) {
            _ if secret.reported_at.is_some() => SecretDue::Nothing,
            (true, true) => SecretDue::Retire,
            (true, false) => SecretDue::Ended,
            (false, _) => self.concern(secret, secrets).map_or(SecretDue::Nothing, SecretDue::Warn),
        }
    }

    /// Since when and why none of these secrets of it works, where it has some. The workload identity may work on beside
    /// them.
    pub fn secrets_stopped(&self, secrets: &[Secret], now: Timestamp) -> Option<(Timestamp, StoppedBy)> {
        let over = |secret: &&Secret| self.has_replaced(secret) && secret.has_ended(now);
        let left: Vec<_> = secrets.iter().filter(|secret| !over(secret)).collect();
        if left.iter().any(|secret| secret.works(now)) {
            return None;
        }
        let stopped = |secret: &&Secret| match (secret.reported_at, secret.expires_at) {
            (Some(at), _) => Some((at, StoppedBy::LeakedSecret)),
            (None, Some(at)) => Some((at, StoppedBy::EndedSecret)),
            (None, None) => None,
        };
        let last = left.iter().filter_map(stopped).max()?;
        let goes_on = self.workload_last_used_at.is_some_and(|used| used > last.0);
        (!goes_on).then_some(last)
    }

    /// What there is to say when the end of this one of its secrets comes near.
    pub fn concern(&self, secret: &Secret, secrets: &[Secret]) -> Option<SecretConcern> {
        let Some(replaced_at) = self.regenerated_at.filter(|_| self.has_replaced(secret)) else {
            return Some(SecretConcern::Ending);
        };
        let new = secrets.iter().find(|other| !self.has_replaced(other));
        if secret.last_used_at.is_some_and(|used| used > replaced_at) {
            Some(SecretConcern::OldStillUsed)
        } else if new.is_none_or(|new| new.last_used_at.is_none()) {
            Some(SecretConcern::NewUnused)
        } else {
            None
        }
    }
}

fn is_near(end: Timestamp, since: Timestamp, days: u32, now: Timestamp) -> bool {
    let half = since + (end - since) / 2;
    now >= half.max(end - TimeDelta::days(days.into()))
}

/// When a secret that ends then is to be looked at next: for a warning, or at its end. `None` once that has come.
pub fn next_notice(end: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let moments = WARNED_DAYS.map(|days| end - TimeDelta::days(days.into()));
    moments.into_iter().chain([end]).find(|moment| *moment > now)
}

/// The end of a secret that is made now, under a policy of so many days.
pub fn end_by_policy(days: Option<u32>, now: Timestamp) -> Option<Timestamp> {
    days.and_then(|days| now.checked_add_signed(TimeDelta::days(days.into())))
}

/// When the place of this secret is taken: now, and after it was made, by whichever node, whose clock may be ahead.
pub fn replaced_at(secret: &Secret, now: Timestamp) -> Timestamp {
    now.max(secret.created_at + TimeDelta::milliseconds(1))
}

/// The end of a secret that is replaced now and kept for so many hours: never later than the end that it had, and not
/// later than that of the new one.
pub fn end_of_overlap(
    hours: u32,
    had: Option<Timestamp>,
    new: Option<Timestamp>,
    now: Timestamp,
) -> Timestamp {
    let wanted = now + TimeDelta::hours(hours.into());
    [had, new].into_iter().flatten().fold(wanted, Timestamp::min)
}

#[cfg(test)]
mod tests;
