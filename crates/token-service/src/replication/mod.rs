//! What a node takes over from the database: it follows the change log, keeps the directory true, and keeps the events
//! of the revocation feed.

mod batch;
mod deadline;
mod event;
mod events;
mod follower;
mod freshness;
mod loader;

pub use batch::{Batch, Next};
pub use deadline::in_time;
pub use event::EventBatch;
pub use events::{Events, Missed};
pub use follower::{Follower, Turn};
pub use freshness::Freshness;
