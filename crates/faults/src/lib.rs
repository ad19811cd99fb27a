//! Breaks real nodes in all the ways that machines break, under load, and checks five invariants afterwards:
//! what was acknowledged is there; what was revoked is refused a second later; one secret lives; each change has one
//! audit entry; nothing crosses a tenant. `docs/faults.md` says more.

#![expect(clippy::indexing_slicing, reason = "a harness may panic")]

pub mod balancer;
pub mod checker;
pub mod demands;
pub mod evidence;
pub mod feed;
pub mod http;
pub mod ledger;
pub mod load;
pub mod machine;
pub mod node;
pub mod past;
pub mod play;
pub mod problem;
pub mod program;
pub mod proxy;
pub mod report;
pub mod scripts;
pub mod stage;
pub mod world;

use std::error::Error;

pub type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;
