//! What nodes have to agree on without asking each other.

use chrono::TimeDelta;

/// The most that the clocks of nodes may differ: what one node counts on is kept so much longer, lest another forget it
/// early.
pub(crate) const CLOCKS: TimeDelta = TimeDelta::minutes(5);
