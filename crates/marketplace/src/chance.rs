use std::sync::{Mutex, PoisonError};

use rand::{Rng, SeedableRng, rngs::StdRng};

/// Where random bytes come from: a generator seeded by the operating system.
pub struct Chance(Mutex<StdRng>);

impl Default for Chance {
    #[expect(clippy::disallowed_methods, reason = "the one place that seeds chance")]
    fn default() -> Self {
        Self(Mutex::new(StdRng::from_rng(&mut rand::rng())))
    }
}

impl Chance {
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        self.with(|rng| {
            let mut bytes = [0; N];
            rng.fill_bytes(&mut bytes);
            bytes
        })
    }

    pub fn with<T>(&self, use_it: impl FnOnce(&mut StdRng) -> T) -> T {
        use_it(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
