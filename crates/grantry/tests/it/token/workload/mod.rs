//! Clients that sign in with the token of the platform that they run on (docs/adr/0028): imitations of three platforms,
//! and what passes for none of their workloads.

mod both_ways;
mod documented;
mod github;
mod guide;
pub mod hostile;
pub mod imitation;
mod kubernetes;
mod spiffe;

use imitation::{Imitation, Signed};
