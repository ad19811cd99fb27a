//! Places in the change log, and the log's identity. A database that went back in time (a standby that was promoted too
//! early, a dump in the place of the live one) gives the same numbers to other changes: a place is more than a number.

use std::{fmt, str::FromStr};

use uuid::Uuid;

/// Which log it is. A restored database gets another one, and with it no follower's place in the log holds any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch(Uuid);

impl Epoch {
    /// From 16 random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(random).into_uuid())
    }

    pub(crate) const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    pub(crate) const fn uuid(self) -> Uuid {
        self.0
    }
}

/// Up to where a follower has read the log: a row of it, known by its number, its random mark and the log's epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub(crate) epoch: Epoch,
    pub(crate) sequence: i64,
    /// `None` where no row was read there: only the epoch is compared.
    pub(crate) mark: Option<Uuid>,
}

impl Place {
    /// Its number in the order of all changes of this log.
    pub const fn sequence(&self) -> i64 {
        self.sequence
    }

    /// Whether this log has no changes in common with another one's place.
    pub fn is_elsewhere(&self, other: &Self) -> bool {
        self.epoch != other.epoch
    }
}

/// As the `id` of an event in the feed: three parts, with points between them.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = self.mark.unwrap_or_default();
        write!(f, "{}.{}.{}", self.sequence, self.epoch.0.simple(), mark.simple())
    }
}

/// The text is no place in a log of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the change log")]
pub struct NotAPlace;

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> std::result::Result<Self, NotAPlace> {
        let parts: Vec<_> = text.split('.').collect();
        let [sequence, epoch, mark] = parts[..] else { return Err(NotAPlace) };
        let uuid = |text: &str| Uuid::try_parse(text).map_err(|_| NotAPlace);
        let sequence = sequence.parse().map_err(|_| NotAPlace)?;
        Ok(Self { epoch: Epoch(uuid(epoch)?), sequence, mark: Some(uuid(mark)?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let place = Place { epoch: Epoch::new([7; 16]), sequence: 41, mark: Some(Uuid::from_u128(9)) };
        assert_eq!(place.to_string().parse(), Ok(place));
        for other in ["", "41", "-1", "41.2", "41..", "x.y.z", "41.1.2.3", "9223372036854775808.0.0"] {
            assert_eq!(other.parse::<Place>(), Err(NotAPlace), "{other}");
        }
    }
}
