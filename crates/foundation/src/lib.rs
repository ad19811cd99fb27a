//! The inputs of a node: the time, random bytes, and the public URL and domains from which addresses are made.

mod clock;
mod hosts;
mod rng;
mod urls;

pub use clock::{Clock, MAX_SKEW};
pub use hosts::{Domains, Host};
pub use rng::{SharedRng, seeded};
pub use urls::Urls;
