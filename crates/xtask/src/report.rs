//! The table of what each suite did.

use std::mem;
use std::sync::Mutex;
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

/// The names of tests that have failed, and not been passed since: they are told again at the end, where one looks first.
static FAILED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// A test has failed for good.
pub fn test_failed(name: impl Into<String>) {
    if let Ok(mut failed) = FAILED.lock() {
        failed.push(name.into());
    }
}

pub struct Report {
    began: Instant,
    suites: Vec<(String, Counts, Duration)>,
}

impl Report {
    pub fn begin() -> Self {
        Self { began: Instant::now(), suites: Vec::new() }
    }

    /// Runs a suite.
    pub fn suite(&mut self, name: &str, work: impl FnOnce() -> Result<Counts>) {
        eprintln!("\n=== {name}");
        let start = Instant::now();
        let counts = work();
        self.add(name, counts, start.elapsed());
    }

    /// Adds what came of a suite. One that could not run, or that ran no test, counts as one failure.
    pub fn add(&mut self, name: &str, counts: Result<Counts>, took: Duration) {
        let mut counts = counts.unwrap_or_else(|error| {
            eprintln!("{name}: {error}");
            Counts { failed: 1, ..Counts::default() }
        });
        if counts.passed + counts.failed == 0 {
            eprintln!("{name} ran no test");
            counts.failed = 1;
        }
        self.suites.push((name.to_owned(), counts, took));
    }

    /// Prints the table and a closing line; fails when anything failed.
    pub fn close(&self) -> Result {
        let mut total = Counts::default();
        say(&format!("\n{HEAD} {:>7} {:>7} {:>8} {:>9}", "passed", "failed", "skipped", "seconds"));
        for (name, counts, time) in &self.suites {
            total.add(*counts);
            let Counts { passed, failed, skipped } = counts;
            say(&format!("{name:<32} {passed:>7} {failed:>7} {skipped:>8} {:>9.1}", time.as_secs_f64()));
        }
        say(&format!("{:<32} {:>34.1}\n", "all, by the clock", self.began.elapsed().as_secs_f64()));
        for name in FAILED.lock().map(|mut failed| mem::take(&mut *failed)).unwrap_or_default() {
            say(&format!("{FAILED_TEST}{name}"));
        }
        say(&closing_line(total));
        if total.failed == 0 { Ok(()) } else { Err("some suites failed".into()) }
    }
}

/// The first column's, as wide as the longest name.
const HEAD: &str = "suite                           ";

const FAILED_TEST: &str = "failed: ";

/// What a suite of its own has printed.
pub struct Printed<'a> {
    /// Before its table.
    pub said: &'a str,
    /// What its closing line counts; none where it broke off.
    pub counts: Option<Counts>,
    pub failed: Vec<&'a str>,
}

pub fn read(output: &str) -> Printed<'_> {
    let Some((said, table)) = output.rsplit_once(&format!("\n{HEAD}")) else {
        return Printed { said: output, counts: None, failed: Vec::new() };
    };
    let failed = table.lines().filter_map(|line| line.strip_prefix(FAILED_TEST)).collect();
    Printed { said, counts: table.lines().find_map(counts_of), failed }
}

fn closing_line(Counts { passed, failed, skipped }: Counts) -> String {
    format!("{passed} passed, {failed} failed, {skipped} skipped")
}

/// The numbers of a closing line.
fn counts_of(line: &str) -> Option<Counts> {
    let mut parts = line.split(", ");
    let mut number =
        |what: &str| -> Option<u64> { parts.next()?.strip_suffix(what)?.trim_end().parse().ok() };
    Some(Counts { passed: number("passed")?, failed: number("failed")?, skipped: number("skipped")? })
}

#[cfg(test)]
mod tests {
    use super::{Counts, FAILED_TEST, HEAD, closing_line, counts_of, read};

    const COUNTS: Counts = Counts { passed: 12, failed: 1, skipped: 3 };

    #[test]
    fn a_closing_line_can_be_read() {
        let read = counts_of(&closing_line(COUNTS)).map(|read| (read.passed, read.failed, read.skipped));
        assert_eq!(read, Some((12, 1, 3)));
        for line in ["", "suite passed failed", "12 passed", "deny   1   0   0   2.5"] {
            assert!(counts_of(line).is_none(), "{line}");
        }
    }

    #[test]
    fn what_a_suite_said_comes_before_its_table() {
        let closing = closing_line(COUNTS);
        let output =
            format!("=== deny\nfine\n\n{HEAD}  passed\ndeny   1\n\n{FAILED_TEST}a::b\n{closing}\nerror: x\n");
        let printed = read(&output);
        assert_eq!((printed.said, printed.failed), ("=== deny\nfine\n", vec!["a::b"]));
        assert_eq!(printed.counts.map(|counts| counts.failed), Some(1));
        let printed = read("=== deny\nit ended here");
        assert!(printed.said.ends_with("it ended here") && printed.counts.is_none());
    }
}
