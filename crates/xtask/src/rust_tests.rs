//! The Rust tests: all but the timed ones side by side, then those one at a time.

use std::mem;

use throwaway_postgres::URL_VARIABLE;

use crate::again::{self, Tests};
use crate::report::{self, Counts};
use crate::shell::{self, Result};

/// In the names of tests that promise something within seconds, by the module that they stand in.
const TIMED: &str = "timed::";

#[derive(Clone, Copy)]
enum Group {
    Untimed,
    Timed,
}

pub fn untimed() -> Result<Counts> {
    run(Group::Untimed)
}

/// One at a time: nothing else of ours takes the processors while a clock runs.
pub fn timed() -> Result<Counts> {
    run(Group::Timed)
}

/// With one PostgreSQL cluster for all of them.
fn run(group: Group) -> Result<Counts> {
    let postgres = throwaway_postgres::shared()?;
    let mut failed: Vec<String> = Vec::new();
    let counts = again::failed(|tests| {
        let names = mem::take(&mut failed);
        let mut cargo = shell::cargo();
        cargo.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
        cargo.args(selected(group, tests)).args(&names);
        cargo.env(URL_VARIABLE, postgres.admin_url());
        let (mut counts, mut begun) = (Counts::default(), 0);
        let succeeded = shell::watched(&mut cargo, |line| {
            begun += opening_line(line);
            counts.add(closing_line(line));
            failed.extend(failed_test(line).map(str::to_owned));
        })?;
        if !succeeded && counts.failed == 0 {
            return Err("cargo test failed before its tests did".into());
        }
        if begun != counts.passed + counts.failed + counts.skipped {
            return Err("some Rust tests began and never ended".into());
        }
        Ok(counts)
    });
    failed.into_iter().for_each(report::test_failed);
    counts
}

/// What cargo and the test binaries are told; the names of failed tests may follow.
fn selected(group: Group, tests: Tests) -> &'static [&'static str] {
    match (group, tests) {
        (Group::Untimed, Tests::All) => &["--", "--skip", TIMED],
        (Group::Untimed, Tests::Failed) => &["--", "--exact"],
        // Without the examples of documents, which promise nothing.
        (Group::Timed, Tests::All) => &["--tests", "--", "--test-threads=1", TIMED],
        (Group::Timed, Tests::Failed) => &["--tests", "--", "--test-threads=1", "--exact"],
    }
}

/// The number of `running 397 tests`; none in any other line.
fn opening_line(line: &str) -> u64 {
    let number = line.strip_prefix("running ").and_then(|line| line.split_once(" test"));
    number.and_then(|(number, _)| number.parse().ok()).unwrap_or_default()
}

/// The name in `test limits::sqlite::a_flood ... FAILED`; none in any other line.
fn failed_test(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

/// The numbers of `test result: ok. 4 passed; 0 failed; 1 ignored; …`; none in any other line.
fn closing_line(line: &str) -> Counts {
    let mut counts = Counts::default();
    let Some(result) = line.trim().strip_prefix("test result: ") else { return counts };
    for part in result.split_once(". ").map_or("", |(_, parts)| parts).split("; ") {
        let Some((number, what)) = part.split_once(' ') else { continue };
        let number = number.parse().unwrap_or_default();
        match what {
            "passed" => counts.passed = number,
            "failed" => counts.failed = number,
            "ignored" => counts.skipped = number,
            _ => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::{Group, TIMED, Tests, closing_line, failed_test, opening_line, selected};

    #[test]
    fn a_closing_line_has_numbers_and_no_other_line_does() {
        let counts =
            closing_line("test result: FAILED. 4 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out");
        assert_eq!((counts.passed, counts.failed, counts.skipped), (4, 2, 1));
        let counts = closing_line("test passes ... ok; 4 passed; 2 failed");
        assert_eq!((counts.passed, counts.failed, counts.skipped), (0, 0, 0));
    }

    #[test]
    fn each_test_is_in_one_group_and_timed_ones_run_alone() {
        let (untimed, timed) = (selected(Group::Untimed, Tests::All), selected(Group::Timed, Tests::All));
        assert!(untimed.ends_with(&["--skip", TIMED]) && timed.ends_with(&[TIMED]));
        for tests in [Tests::All, Tests::Failed] {
            assert!(selected(Group::Timed, tests).contains(&"--test-threads=1"));
        }
    }

    #[test]
    fn tests_that_begin_are_counted() {
        let lines =
            ["running 397 tests", "running 1 test", "running out of tests", "test running 3 tests ... ok"];
        assert_eq!(lines.map(opening_line), [397, 1, 0, 0]);
    }

    #[test]
    fn a_failed_test_has_a_name() {
        assert_eq!(
            failed_test("test people::sqlite::a_session ... FAILED"),
            Some("people::sqlite::a_session")
        );
        for line in ["test people::sqlite::a_session ... ok", "test result: FAILED. 4 passed", "FAILED"] {
            assert_eq!(failed_test(line), None, "{line}");
        }
    }
}
