//! The table of what each suite did.

use std::time::{Duration, Instant};

use crate::shell::{Result, say};

/// How many tests of a suite ended how.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Counts {
    pub const ONE_PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

#[derive(Default)]
pub struct Report {
    suites: Vec<(String, Counts, Duration)>,
}

impl Report {
    /// Runs a suite. One that cannot run, or that runs no test, counts as one failure.
    pub fn suite(&mut self, name: &str, work: impl FnOnce() -> Result<Counts>) {
        eprintln!("\n=== {name}");
        let start = Instant::now();
        let mut counts = work().unwrap_or_else(|error| {
            eprintln!("{name}: {error}");
            Counts { failed: 1, ..Counts::default() }
        });
        if counts.passed + counts.failed == 0 {
            eprintln!("{name} ran no test");
            counts.failed = 1;
        }
        self.suites.push((name.to_owned(), counts, start.elapsed()));
    }

    /// Prints the table and a closing line; fails when anything failed.
    pub fn close(&self) -> Result {
        let mut total = Counts::default();
        say(&format!("\n{:<28} {:>7} {:>7} {:>8} {:>9}", "suite", "passed", "failed", "skipped", "seconds"));
        for (name, counts, time) in &self.suites {
            total.add(*counts);
            let Counts { passed, failed, skipped } = counts;
            say(&format!("{name:<28} {passed:>7} {failed:>7} {skipped:>8} {:>9.1}", time.as_secs_f64()));
        }
        let time: Duration = self.suites.iter().map(|(_, _, time)| *time).sum();
        say(&format!("{:<28} {:>33.1}\n", "all", time.as_secs_f64()));
        say(&format!("{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped));
        if total.failed == 0 { Ok(()) } else { Err("some suites failed".into()) }
    }
}
