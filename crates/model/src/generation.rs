//! Generations of access. Each token carries the one that it was issued in; a verifier refuses those below the access's
//! own.

use crate::Timestamp;

/// The generation that revokes all tokens from before.
///
/// It is one more at least, and also the milliseconds since 1970: a database that went back in time (a standby that was
/// promoted too early, a restored backup) has forgotten generations whose tokens are still about. Whatever it revokes then
/// is above them too.
pub fn next(before: u64, at: Timestamp) -> u64 {
    let milliseconds = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    before.saturating_add(1).max(milliseconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_timestamp_millis(milliseconds).unwrap_or_default()
    }

    #[test]
    fn generations_only_rise() {
        assert_eq!(next(1, at(1_790_000_000_000)), 1_790_000_000_000);
        assert_eq!(
            next(1_790_000_000_000, at(1_790_000_000_000)),
            1_790_000_000_001,
            "twice in a millisecond"
        );
        assert_eq!(next(1_790_000_000_000, at(5)), 1_790_000_000_001, "a clock that is behind");
        assert_eq!(next(7, at(-5)), 8);
    }

    /// In JavaScript, where API owners may read tokens, integers above 2^53 are not exact.
    #[test]
    fn every_verifier_can_read_them() {
        let late = Timestamp::from_timestamp_millis(253_402_300_799_999).unwrap_or_default();
        assert!(next(1, late) < 1 << 53, "until the year 9999");
    }

    #[test]
    fn what_was_forgotten_is_below_what_is_revoked_later() {
        let backup = 4;
        let forgotten = next(next(backup, at(1_790_000_000_000)), at(1_790_000_001_000));
        assert!(next(backup, at(1_790_000_002_000)) > forgotten);
    }
}
