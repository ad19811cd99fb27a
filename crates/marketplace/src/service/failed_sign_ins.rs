//! The failed sign-ins of each account that no history tells of yet.

use std::collections::HashMap;

use chrono::TimeDelta;
use model::{Timestamp, ids::PersonId};
use parking_lot::Mutex;

/// Accounts that are counted apart; beyond that all are forgotten, and begin again.
const MOST: usize = 10_000;
/// Between two of the platform's entries about one account.
const EVERY: TimeDelta = TimeDelta::minutes(1);

/// When each account's last entry was written, and failures since.
#[derive(Debug, Default)]
pub struct FailedSignIns(Mutex<HashMap<PersonId, (Timestamp, u64)>>);

impl FailedSignIns {
    /// Counts a failure; how many an entry is to tell of, if it is time for one.
    pub fn count(&self, person: PersonId, now: Timestamp) -> Option<u64> {
        let mut known = self.0.lock();
        if known.len() >= MOST && !known.contains_key(&person) {
            known.clear();
        }
        match known.get_mut(&person) {
            Some((last, since)) if now - *last < EVERY => {
                *since += 1;
                None
            }
            _ => Some(known.insert(person, (now, 0)).map_or(1, |(_, since)| since + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_entry_a_minute_tells_of_all() {
        let (failed, now) = (FailedSignIns::default(), Timestamp::default());
        let person = |number| PersonId::new(number, &[7; 10]);
        let count = |seconds| failed.count(person(1), now + TimeDelta::seconds(seconds));
        assert_eq!([count(0), count(1), count(59)], [Some(1), None, None]);
        assert_eq!(failed.count(person(2), now), Some(1));
        assert_eq!([count(60), count(61), count(300)], [Some(3), None, Some(2)]);
        for number in 0..3 * MOST as u64 {
            let _ = failed.count(person(number), now);
        }
        assert!(failed.0.lock().len() <= MOST);
    }
}
