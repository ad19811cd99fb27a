//! Which of a client's scopes its token requests have named today.

use std::sync::atomic::{AtomicU64, Ordering};

use model::{
    Timestamp,
    scope::{ScopeName, ScopeSet},
};

const DAY: i64 = 86_400;
/// So many bits hold a day's uses; those above hold the day.
const BITS: u32 = 32;
/// The request named no scope.
const NONE_NAMED: u32 = 1;
/// The bit of the first scope, in alphabetical order.
const FIRST: usize = 1;
/// This bit stands for all scopes from there on: a client that holds so many is said to use too much, never too little.
const LAST: usize = 31;

/// What a token request asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedFor(u32);

impl AskedFor {
    /// `named`: the scopes that a token was issued for, in alphabetical order and separated by spaces, where the request
    /// named any.
    pub fn of(held: &ScopeSet, named: Option<&str>) -> Self {
        let Some(named) = named else { return Self(NONE_NAMED) };
        let mut named = named.split(' ').peekable();
        let mut bits = 0;
        for (index, name) in held.iter().enumerate() {
            if named.next_if_eq(&name.as_str()).is_some() {
                bits |= bit(index);
            }
        }
        Self(bits)
    }

    /// The names; `None` for a request without any.
    pub fn names(self, held: &ScopeSet) -> impl Iterator<Item = Option<&ScopeName>> {
        let none_named = (self.0 & NONE_NAMED != 0).then_some(None);
        let is_named = move |(index, _): &(usize, &ScopeName)| self.0 & bit(*index) != 0;
        none_named.into_iter().chain(held.iter().enumerate().filter(is_named).map(|(_, name)| Some(name)))
    }
}

const fn bit(index: usize) -> u32 {
    let place = index + FIRST;
    1 << if place < LAST { place } else { LAST }
}

/// The uses that were noted on the last day with any.
#[derive(Debug, Default)]
pub struct NotedScopes(AtomicU64);

impl NotedScopes {
    /// Notes what was asked for; what of it was not noted on that day before, if anything.
    pub fn note(&self, asked: AskedFor, at: Timestamp) -> Option<AskedFor> {
        let day = u64::from(u32::try_from(at.timestamp().div_euclid(DAY)).unwrap_or_default()) << BITS;
        let mut seen = self.0.load(Ordering::Relaxed);
        loop {
            let known = if seen >> BITS << BITS == day { low(seen) } else { 0 };
            let new = asked.0 & !known;
            if new == 0 {
                return None;
            }
            let next = day | u64::from(known | new);
            match self.0.compare_exchange_weak(seen, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return Some(AskedFor(new)),
                Err(now) => seen = now,
            }
        }
    }

    /// Takes back what was noted: its next use is noted again.
    pub fn forget(&self, noted: AskedFor) {
        self.0.fetch_and(!u64::from(noted.0), Ordering::Relaxed);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half")]
const fn low(seen: u64) -> u32 {
    seen as u32
}

/// Midnight UTC of that day.
pub fn day_of(at: Timestamp) -> Timestamp {
    let midnight = at.timestamp() - at.timestamp().rem_euclid(DAY);
    Timestamp::from_timestamp(midnight, 0).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64, second: i64) -> Timestamp {
        Timestamp::from_timestamp(day * DAY + second, 0).unwrap()
    }

    fn scopes(count: usize) -> ScopeSet {
        (0..count).map(|number| format!("scope.{number:03}").parse().unwrap()).collect()
    }

    fn names(asked: AskedFor, held: &ScopeSet) -> Vec<Option<&str>> {
        asked.names(held).map(|name| name.map(ScopeName::as_str)).collect()
    }

    #[test]
    fn what_is_named_is_told_from_what_is_not() {
        let held = scopes(4);
        let asked = AskedFor::of(&held, Some("scope.001 scope.003"));
        assert_eq!(names(asked, &held), [Some("scope.001"), Some("scope.003")]);
        assert_eq!(names(AskedFor::of(&held, None), &held), [None]);
    }

    #[test]
    fn of_very_many_the_last_count_as_one() {
        let held = scopes(40);
        assert_eq!(names(AskedFor::of(&held, Some("scope.029")), &held), [Some("scope.029")]);
        let last = AskedFor::of(&held, Some("scope.035"));
        assert_eq!(names(last, &held).len(), 10, "from the thirty-first on");
    }

    #[test]
    fn each_is_noted_once_a_day() {
        let (held, noted) = (scopes(3), NotedScopes::default());
        let ask = |named| AskedFor::of(&held, named);
        assert_eq!(noted.note(ask(Some("scope.000")), at(20_000, 5)), Some(ask(Some("scope.000"))));
        assert_eq!(noted.note(ask(Some("scope.000")), at(20_000, 86_399)), None);
        let both = noted.note(ask(Some("scope.000 scope.001")), at(20_000, 6));
        assert_eq!(both, Some(ask(Some("scope.001"))));
        noted.forget(ask(Some("scope.001")));
        assert_eq!(noted.note(ask(Some("scope.001")), at(20_000, 7)), Some(ask(Some("scope.001"))));
        assert_eq!(noted.note(ask(Some("scope.000")), at(20_001, 0)), Some(ask(Some("scope.000"))));
        assert_eq!(noted.note(ask(None), at(20_001, 0)), Some(ask(None)));
    }

    #[test]
    fn a_use_counts_for_its_day_in_utc() {
        assert_eq!(day_of(at(20_000, 86_399)), at(20_000, 0));
    }
}
