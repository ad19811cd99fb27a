//! The guides' shell commands, run as they stand there.
//!
//! A block that a test runs is preceded by `<!-- tested: name -->`. A test takes it by that name with [`block`] and runs
//! it on a [`Machine`], where `/var/lib/grantry` and the addresses of the guides are others. `coverage` fails on a command
//! of a guide that no test runs.

mod bounds;
mod compose;
mod coverage;
mod forms;
mod guide;
mod machine;
mod operators;
mod readme;
mod snippets;
mod webhooks;

pub use guide::block;
pub use machine::Machine;
