//! The inputs of a node: the time, random bytes, and the public URL from which addresses are made.

mod clock;
mod rng;
mod urls;

pub use clock::{Clock, MAX_SKEW};
pub use rng::{SharedRng, seeded};
pub use urls::Urls;
