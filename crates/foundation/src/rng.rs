//! The random number generators of a node.

use parking_lot::Mutex;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// A generator that the operating system has seeded.
#[expect(clippy::disallowed_methods, reason = "the seed comes from the operating system")]
pub fn seeded() -> StdRng {
    StdRng::from_rng(&mut rand::rng())
}

/// A generator that many requests share.
pub struct SharedRng(Mutex<StdRng>);

impl Default for SharedRng {
    fn default() -> Self {
        Self::new(seeded())
    }
}

impl SharedRng {
    pub fn new(rng: StdRng) -> Self {
        Self(Mutex::new(rng))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        self.with(|rng| {
            let mut bytes = [0; N];
            rng.fill_bytes(&mut bytes);
            bytes
        })
    }

    pub fn with<T>(&self, generate: impl FnOnce(&mut StdRng) -> T) -> T {
        generate(&mut self.0.lock())
    }

    /// A generator of one's own, seeded by this one.
    pub fn split(&self) -> StdRng {
        self.with(StdRng::from_rng)
    }
}
