//! Connections that send what is no HTTP request. actix-http calls that an error of ours, in a line for each; a caller
//! can send as many as they like.

use std::sync::atomic::{AtomicU64, Ordering};

use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::{Layer, layer::Context};

static SEEN: AtomicU64 = AtomicU64::new(0);

/// How many there were since the start.
pub fn connections() -> u64 {
    SEEN.load(Ordering::Relaxed)
}

/// Whether these are actix-http's words on what a caller sent.
pub fn is_about(event: &Metadata<'_>) -> bool {
    *event.level() == Level::ERROR && event.target().starts_with("actix_http::h1")
}

/// Counts them.
pub struct Count;

impl<S: Subscriber> Layer<S> for Count {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if is_about(event.metadata()) {
            SEEN.fetch_add(1, Ordering::Relaxed);
        }
    }
}
