//! What every part of a node takes from outside: the time, random bytes, and the public URL that addresses are made of.

mod clock;
mod rng;
mod urls;

pub use clock::{Clock, MAX_SKEW};
pub use rng::{SharedRng, seeded};
pub use urls::Urls;
