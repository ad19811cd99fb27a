//! A window that slides, made of two that stand still: the last minute counts for as much of it as is less than a
//! minute ago.

use crate::RetryAfter;
use crate::window::WINDOW;

/// How often a subject was seen, on all nodes as far as known.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    /// In this minute.
    pub current: u64,
    /// In the minute before.
    pub previous: u64,
}

impl Seen {
    /// Whether one more is within the limit; how long until it is. `left` milliseconds of this minute are left.
    pub fn admit(self, limit: u32, left: u64) -> Result<(), RetryAfter> {
        let room = u64::from(limit.max(1) - 1);
        let weighed = self.current.saturating_mul(WINDOW).saturating_add(self.previous.saturating_mul(left));
        if limit > 0 && weighed <= room * WINDOW {
            return Ok(());
        }
        // The part of a minute in which a count of so many weighs no more than there is room for.
        let light = |room: u64, count: u64| (room * WINDOW).checked_div(count).unwrap_or(WINDOW);
        let wait = match room.checked_sub(self.current) {
            Some(room) => left.saturating_sub(light(room, self.previous)),
            None => left + WINDOW - light(room, self.current).min(WINDOW),
        };
        Err(RetryAfter::milliseconds(wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(current: u64, previous: u64, limit: u32, left: u64) -> Option<u32> {
        Seen { current, previous }.admit(limit, left).err().map(|retry| retry.0)
    }

    #[test]
    fn the_last_minute_fades() {
        assert_eq!(wait(0, 0, 1, WINDOW), None);
        assert_eq!(wait(9, 0, 10, WINDOW), None);
        assert_eq!(wait(0, 10, 10, WINDOW), Some(6));
        assert_eq!(wait(0, 10, 10, 54_000), None);
        assert_eq!(wait(4, 10, 10, 30_000), None);
        assert_eq!(wait(5, 10, 10, 30_000), Some(6));
    }

    #[test]
    fn a_full_minute_waits_into_the_next() {
        assert_eq!(wait(10, 0, 10, 20_000), Some(26));
        assert_eq!(wait(1, 0, 1, WINDOW), Some(120));
        assert_eq!(wait(1_000_000, 0, 10, 500), Some(61));
    }

    #[test]
    fn the_wait_that_is_told_is_enough() {
        for (limit, current, previous, left) in
            [(10, 10, 10, 1), (7, 3, 90, 59_999), (600, 600, 0, 31_234), (1, 0, 1, 60_000), (3, 9, 2, 999)]
        {
            let seen = Seen { current, previous };
            let RetryAfter(seconds) = seen.admit(limit, left).unwrap_err();
            let waited = u64::from(seconds) * 1000;
            let later = match left.checked_sub(waited) {
                Some(left) if left > 0 => seen.admit(limit, left),
                _ => {
                    let next = Seen { current: 0, previous: current };
                    next.admit(limit, (left + WINDOW).saturating_sub(waited))
                }
            };
            assert_eq!(later, Ok(()), "{limit} {current} {previous} {left}");
        }
    }
}
