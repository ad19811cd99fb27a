//! Sessions that this node has found in the database. Their people stay signed in however many failed look-ups come
//! from the same address.

use std::collections::HashSet;

use parking_lot::Mutex;

/// Of each generation; there are two.
const MOST: usize = 32_768;

type Hash = [u8; 32];

/// The hashes of sessions that were found lately. One that has ended since costs a look-up, nothing more.
#[derive(Debug, Default)]
pub struct KnownSessions(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    new: HashSet<Hash>,
    old: HashSet<Hash>,
}

impl KnownSessions {
    pub fn contains(&self, hash: &Hash) -> bool {
        let known = self.0.lock();
        known.new.contains(hash) || known.old.contains(hash)
    }

    pub fn note(&self, hash: &Hash) {
        let mut known = self.0.lock();
        if known.new.len() >= MOST && !known.new.contains(hash) {
            known.old = std::mem::take(&mut known.new);
        }
        known.new.insert(*hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_known_and_no_more_than_two_generations() {
        let known = KnownSessions::default();
        let hash = |number: usize| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&number.to_be_bytes());
            hash
        };
        (0..3 * MOST).for_each(|number| known.note(&hash(number)));
        assert!(known.contains(&hash(3 * MOST - 1)) && known.contains(&hash(2 * MOST)));
        assert!(!known.contains(&hash(0)));
        let held = known.0.lock();
        assert!(held.new.len() + held.old.len() <= 2 * MOST);
    }
}
