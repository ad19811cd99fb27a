//! How much this machine kept threads waiting that wanted to run: what a late answer may be blamed on.

use std::fmt;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

const NAP: Duration = Duration::from_millis(10);
/// A thread that is kept waiting for so long explains a late answer.
const LONG: Duration = Duration::from_millis(250);
/// So does a machine on which something waits for a processor most of the time. Percent.
const MOST: u128 = 85;

/// Measures until dropped.
#[derive(Debug)]
pub struct Stalls {
    began: Instant,
    waited_before: Option<Duration>,
    /// Milliseconds.
    worst: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What was measured.
#[derive(Debug, Clone, Copy)]
pub struct Starvation {
    /// The longest that one thread waited.
    worst: Duration,
    /// Percent of the time in which something waited for a processor, where the kernel counts that.
    pressure: Option<u128>,
}

impl Starvation {
    pub fn explains_lateness(&self) -> bool {
        self.worst > LONG || self.pressure.is_some_and(|percent| percent > MOST)
    }
}

impl fmt::Display for Starvation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this machine kept a thread waiting for {:?} at most", self.worst)?;
        match self.pressure {
            Some(percent) => write!(f, ", and some thread for {percent} % of the time"),
            None => Ok(()),
        }
    }
}

impl Stalls {
    pub fn watch() -> Self {
        let (worst, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (seen, stopped) = (worst.clone(), stop.clone());
        let thread = thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                let slept = Instant::now();
                thread::sleep(NAP);
                let late = slept.elapsed().saturating_sub(NAP).as_millis();
                seen.fetch_max(u64::try_from(late).unwrap_or(u64::MAX), Ordering::Relaxed);
            }
        });
        Self { began: Instant::now(), waited_before: waited(), worst, stop, thread: Some(thread) }
    }

    /// So far.
    pub fn measured(&self) -> Starvation {
        let waited = self.waited_before.and_then(|before| waited()?.checked_sub(before));
        let pressure = waited.map(|time| time.as_millis() * 100 / self.began.elapsed().as_millis().max(1));
        Starvation { worst: Duration::from_millis(self.worst.load(Ordering::Relaxed)), pressure }
    }
}

impl Drop for Stalls {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The time since the machine started in which something waited for a processor: `some … total=microseconds`.
fn waited() -> Option<Duration> {
    let text = fs::read_to_string("/proc/pressure/cpu").ok()?;
    let total = text.lines().next()?.rsplit_once("total=")?.1;
    Some(Duration::from_micros(total.trim().parse().ok()?))
}
