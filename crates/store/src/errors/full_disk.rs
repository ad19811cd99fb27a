//! Writes that a full disk has refused, counted for this process.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// Writes that were refused because a disk is full, since the process started, and when the last one was: milliseconds
/// after the first.
static REFUSED: AtomicU64 = AtomicU64::new(0);
static LAST: AtomicU64 = AtomicU64::new(0);
static FIRST: OnceLock<Instant> = OnceLock::new();

/// Writes of this process that a full disk has refused: how many, and how long ago the last one was.
pub fn refused_by_full_disk() -> (u64, Option<Duration>) {
    let refused = REFUSED.load(Ordering::Relaxed);
    let last = FIRST.get().map(|first| *first + Duration::from_millis(LAST.load(Ordering::Relaxed)));
    (refused, last.filter(|_| refused > 0).map(|last| last.elapsed()))
}

pub(crate) fn note_full_disk() {
    let first = *FIRST.get_or_init(Instant::now);
    LAST.store(u64::try_from(first.elapsed().as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    REFUSED.fetch_add(1, Ordering::Relaxed);
}
