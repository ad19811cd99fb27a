//! Counts of requests by subject, in memory of bounded size.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use parking_lot::{Mutex, MutexGuard};

use crate::RetryAfter;
use crate::estimate::Seen;
use crate::window::WindowTime;

const SHARDS: usize = 64;
/// Nodes tell each other of subjects that reached this part of their limit.
const WORTH_TELLING: u32 = 20;

/// Counts of one kind of subject. Its locks are held for a look-up.
#[derive(Debug)]
pub struct Counts {
    worth_telling: u32,
    shard_capacity: usize,
    shards: Vec<Mutex<Shard>>,
}

#[derive(Debug, Default)]
struct Shard {
    /// Which minute `current` is.
    window: i64,
    current: Minute,
    previous: Minute,
}

#[derive(Debug, Default)]
struct Minute {
    counts: HashMap<Key, Count>,
    /// The busy subjects, which other nodes hear of, each with the count that was last sent.
    busy: HashMap<Key, u32>,
}

/// There is one for each client that asked in these minutes: it is kept small.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    here: u32,
    elsewhere: u32,
}

/// A subject without the gaps that a `u128` leaves in memory: its upper and its lower half.
type Key = [u64; 2];

#[expect(clippy::cast_possible_truncation, reason = "each half is kept")]
fn key(subject: u128) -> Key {
    [(subject >> 64) as u64, subject as u64]
}

fn subject([upper, lower]: Key) -> u128 {
    u128::from(upper) << 64 | u128::from(lower)
}

/// Which of the two minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Current,
    Previous,
}

impl Minute {
    fn sum(&self, subject: u128) -> u64 {
        self.counts.get(&key(subject)).map_or(0, |count| u64::from(count.here) + u64::from(count.elsewhere))
    }

    fn clear(&mut self) {
        self.counts.clear();
        self.counts.shrink_to(1024);
        self.busy.clear();
    }
}

impl Shard {
    /// A clock that was set back by more than a minute finds everything forgotten, not everyone shut out.
    fn turn_to(&mut self, window: i64) {
        match window - self.window {
            0 | -1 => {}
            1 => self.begin_again(),
            _ => {
                self.current.clear();
                self.previous.clear();
            }
        }
        if !matches!(window - self.window, 0 | -1) {
            self.window = window;
        }
    }

    fn begin_again(&mut self) {
        std::mem::swap(&mut self.current, &mut self.previous);
        self.current.clear();
    }

    fn seen(&self, subject: u128) -> Seen {
        Seen { current: self.current.sum(subject), previous: self.previous.sum(subject) }
    }

    fn minute(&mut self, which: Which) -> &mut Minute {
        match which {
            Which::Current => &mut self.current,
            Which::Previous => &mut self.previous,
        }
    }
}

impl Counts {
    /// Counts at most about `capacity` subjects a minute: a newcomer to a full shard makes it begin a new minute early,
    /// so that the oldest are forgotten.
    pub fn new(limit: u32, capacity: usize) -> Self {
        Self {
            worth_telling: (limit / WORTH_TELLING).max(1),
            shard_capacity: (capacity / SHARDS).max(1),
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
        }
    }

    /// Counts the subject if that is within the limit.
    pub fn take(&self, subject: u128, limit: u32, now: WindowTime) -> Result<(), RetryAfter> {
        let mut shard = self.at(subject, now);
        shard.seen(subject).admit(limit, now.left)?;
        if shard.current.counts.len() >= self.shard_capacity
            && !shard.current.counts.contains_key(&key(subject))
        {
            shard.begin_again();
        }
        let minute = &mut shard.current;
        let count = minute.counts.entry(key(subject)).or_default();
        count.here = count.here.saturating_add(1);
        if count.here == self.worth_telling {
            minute.busy.entry(key(subject)).or_insert(0);
        }
        Ok(())
    }

    /// Undoes a [`Counts::take`] of a moment ago.
    pub fn give_back(&self, subject: u128, now: WindowTime) {
        let mut shard = self.at(subject, now);
        for which in [Which::Current, Which::Previous] {
            if let Some(count) = shard.minute(which).counts.get_mut(&key(subject))
                && count.here > 0
            {
                count.here -= 1;
                return;
            }
        }
    }

    /// What to send to other nodes: busy subjects whose count changed since it was sent. Of more than `most`, those with
    /// the largest change, so that each has its turn, however many they are.
    pub fn news(&self, which: Which, now: WindowTime, most: usize) -> Vec<(u128, u32)> {
        let mut news = BinaryHeap::new();
        for shard in &self.shards {
            let mut shard = shard.lock();
            shard.turn_to(now.window);
            let Minute { counts, busy } = shard.minute(which);
            for (key, sent) in busy.iter() {
                if let Some(count) = counts.get(key)
                    && count.here != *sent
                {
                    news.push(Reverse((count.here.abs_diff(*sent), subject(*key), count.here)));
                    if news.len() > most {
                        news.pop();
                    }
                }
            }
        }
        news.into_iter().map(|Reverse((_, subject, here))| (subject, here)).collect()
    }

    /// Notes that these counts were sent to other nodes.
    pub fn mark_sent(&self, which: Which, now: WindowTime, news: &[(u128, u32)]) {
        for (subject, here) in news {
            if let Some(sent) = self.at(*subject, now).minute(which).busy.get_mut(&key(*subject)) {
                *sent = *here;
            }
        }
    }

    /// What the other nodes counted, in sum.
    pub fn hear(&self, which: Which, now: WindowTime, subject: u128, elsewhere: u32) {
        let mut shard = self.at(subject, now);
        let capacity = self.shard_capacity;
        let counts = &mut shard.minute(which).counts;
        if counts.len() < capacity || counts.contains_key(&key(subject)) {
            counts.entry(key(subject)).or_default().elsewhere = elsewhere;
        }
    }

    #[expect(clippy::indexing_slicing, reason = "there are SHARDS of them")]
    #[expect(clippy::cast_possible_truncation, reason = "both halves are in the lower one")]
    fn at(&self, subject: u128, now: WindowTime) -> MutexGuard<'_, Shard> {
        let mixed = (subject ^ (subject >> 64)) as u64;
        let high = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let mut shard = self.shards[usize::try_from(high).unwrap_or_default() % SHARDS].lock();
        shard.turn_to(now.window);
        shard
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::WINDOW;

    const fn at(window: i64, left: u64) -> WindowTime {
        WindowTime { window, left }
    }

    fn full(counts: &Counts, subject: u128, limit: u32, now: WindowTime) -> u32 {
        let mut taken = 0;
        while counts.take(subject, limit, now).is_ok() {
            taken += 1;
        }
        taken
    }

    #[test]
    fn each_subject_has_its_own_count() {
        let counts = Counts::new(5, 1000);
        assert_eq!(full(&counts, 1, 5, at(7, WINDOW)), 5);
        assert_eq!(full(&counts, 2, 5, at(7, WINDOW)), 5);
        assert_eq!(full(&counts, 1, 5, at(8, WINDOW / 2)), 2);
        assert_eq!(full(&counts, 1, 5, at(10, WINDOW)), 5);
    }

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let counts = Counts::new(3, 1000);
        full(&counts, 1, 3, at(7, WINDOW));
        counts.give_back(1, at(7, 1));
        counts.give_back(2, at(7, 1));
        assert_eq!(full(&counts, 1, 3, at(7, WINDOW)), 1);
        full(&counts, 2, 3, at(7, WINDOW));
        counts.give_back(2, at(8, WINDOW));
        assert_eq!(full(&counts, 2, 3, at(8, WINDOW)), 1);
    }

    #[test]
    fn a_clock_set_back_shuts_no_one_out() {
        let counts = Counts::new(3, 1000);
        full(&counts, 1, 3, at(1000, WINDOW));
        assert_eq!(full(&counts, 1, 3, at(999, 1)), 0, "another thread's clock reading of a moment ago");
        assert_eq!(full(&counts, 1, 3, at(900, WINDOW)), 3);
    }

    #[test]
    fn others_counts_weigh_as_much() {
        let counts = Counts::new(10, 1000);
        counts.hear(Which::Current, at(7, WINDOW), 1, 8);
        assert_eq!(full(&counts, 1, 10, at(7, WINDOW)), 2);
        counts.hear(Which::Previous, at(7, WINDOW), 2, 10);
        assert_eq!(full(&counts, 2, 10, at(7, WINDOW / 2)), 5);
    }

    #[test]
    fn only_news_of_the_busy_is_sent_and_once() {
        let counts = Counts::new(100, 1000);
        let now = at(7, WINDOW);
        for _ in 0..4 {
            counts.take(1, 100, now).unwrap();
        }
        assert_eq!(counts.news(Which::Current, now, 10), []);
        counts.take(1, 100, now).unwrap();
        let news = counts.news(Which::Current, now, 10);
        assert_eq!(news, [(1, 5)]);
        counts.mark_sent(Which::Current, now, &news);
        assert_eq!(counts.news(Which::Current, now, 10), []);
        counts.take(1, 100, now).unwrap();
        assert_eq!(counts.news(Which::Previous, at(8, WINDOW), 10), [(1, 6)]);
    }

    #[test]
    fn of_many_who_stay_busy_each_has_its_turn() {
        let counts = Counts::new(100, 100_000);
        let now = at(7, WINDOW);
        let all_ask = || {
            for subject in 0..1_000_u128 {
                counts.take(subject << 64, 100, now).unwrap();
            }
        };
        (0..5).for_each(|_| all_ask());
        let mut sent = HashMap::new();
        for _ in 0..4 {
            let news = counts.news(Which::Current, now, 250);
            assert_eq!(news.len(), 250);
            counts.mark_sent(Which::Current, now, &news);
            sent.extend(news);
            all_ask();
        }
        assert_eq!(sent.len(), 1_000);
        assert!(sent.values().all(|here| (5..=8).contains(here)));
    }

    #[test]
    fn memory_is_bounded() {
        let counts = Counts::new(5, 640);
        for subject in 0..100_000_u128 {
            counts.take(subject << 64, 5, at(7, WINDOW)).unwrap();
        }
        let held = |shard: &Mutex<Shard>| {
            let shard = shard.lock();
            shard.current.counts.len() + shard.previous.counts.len()
        };
        let held: usize = counts.shards.iter().map(held).sum();
        assert!(held <= 2 * 640, "{held}");
    }
}
