//! Measures how long this machine kept ready threads waiting, so that a late answer can be explained.
//!
//! A virtual machine whose neighbours are busy stands still for seconds, and then nothing on it is in time.

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
/// A machine that stands still for so long cannot do in a second what is promised within a second.
const VERY_LONG: Duration = Duration::from_millis(750);
/// So can't one whose processors are given to others. Percent.
const MUCH: u128 = 15;
/// In which the kernel counts what was stolen.
const TICK: Duration = Duration::from_millis(10);

/// Measures until dropped.
#[derive(Debug)]
pub struct Stalls {
    began: Instant,
    waited_before: Option<Duration>,
    stolen_before: Option<Duration>,
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
    /// Percent of a processor that the machine below gave to others.
    stolen: Option<u128>,
}

impl Starvation {
    /// For what is asked of a few processes that have the machine to themselves.
    pub fn explains_lateness(&self) -> bool {
        self.worst > LONG || self.pressure.is_some_and(|percent| percent > MOST)
    }

    /// For tests that are so many that threads always wait, and that are given seconds.
    pub fn explains_failure(&self) -> bool {
        self.worst > VERY_LONG || self.stolen.is_some_and(|percent| percent > MUCH)
    }
}

impl fmt::Display for Starvation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this machine kept a thread waiting for {:?} at most", self.worst)?;
        if let Some(percent) = self.pressure {
            write!(f, ", and some thread for {percent} % of the time")?;
        }
        match self.stolen {
            Some(percent) if percent > 0 => write!(f, "; {percent} % of a processor was stolen"),
            _ => Ok(()),
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
        let (waited_before, stolen_before) = (waited(), stolen());
        Self { began: Instant::now(), waited_before, stolen_before, worst, stop, thread: Some(thread) }
    }

    /// So far.
    pub fn measured(&self) -> Starvation {
        let lasted = self.began.elapsed().as_millis().max(1);
        let percent = |before: Option<Duration>, now: Option<Duration>| {
            Some(now?.checked_sub(before?)?.as_millis() * 100 / lasted)
        };
        Starvation {
            worst: Duration::from_millis(self.worst.load(Ordering::Relaxed)),
            pressure: percent(self.waited_before, waited()),
            stolen: percent(self.stolen_before, stolen()),
        }
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

/// The time since the machine started that each of its processors wanted and did not get, on average: the eighth number
/// of `cpu …`.
fn stolen() -> Option<Duration> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    let processors = text.lines().filter(|line| line.starts_with("cpu")).count().checked_sub(1)?;
    let ticks: u32 = text.lines().next()?.split_ascii_whitespace().nth(8)?.parse().ok()?;
    Some(TICK * ticks / u32::try_from(processors).ok()?.max(1))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Stalls, Starvation, stolen, waited};

    const CALM: Starvation =
        Starvation { worst: Duration::from_millis(20), pressure: Some(60), stolen: Some(2) };

    #[test]
    fn a_machine_that_runs_explains_nothing() {
        assert!(!CALM.explains_lateness() && !CALM.explains_failure());
        let unknown = Starvation { pressure: None, stolen: None, ..CALM };
        assert!(!unknown.explains_lateness() && !unknown.explains_failure());
    }

    #[test]
    fn many_tests_want_the_processor_all_the_time_and_that_explains_nothing() {
        let busy = Starvation { worst: Duration::from_millis(300), pressure: Some(99), ..CALM };
        assert!(busy.explains_lateness() && !busy.explains_failure());
    }

    #[test]
    fn a_machine_that_stands_still_or_serves_others_explains_a_failure() {
        assert!(Starvation { worst: Duration::from_secs(1), ..CALM }.explains_failure());
        assert!(Starvation { stolen: Some(16), ..CALM }.explains_failure());
    }

    #[test]
    fn what_the_kernel_counts_is_measured() {
        let Starvation { pressure, stolen: taken, .. } = Stalls::watch().measured();
        assert_eq!((pressure.is_some(), taken.is_some()), (waited().is_some(), stolen().is_some()));
    }
}
