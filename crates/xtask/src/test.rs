//! `cargo xtask test`: every check and every test, and a table of what they did.

use std::mem;

use throwaway_postgres::URL_VARIABLE;

use crate::again::{self, Tests};
use crate::demo::Database;
use crate::report::{Counts, Report};
use crate::shell::{self, Result};
use crate::{check, clients, components, e2e, faults, frontend, schemathesis, server, setup, tidy};

#[derive(clap::Args)]
pub struct Arguments {
    /// Leave the browser out
    #[arg(long)]
    no_browser: bool,
}

pub fn test(arguments: &Arguments) -> Result {
    let mut report = Report::default();
    report.suite("setup", || setup::everything().map(|()| Counts::ONE_PASSED));
    report.suite("format", check::format);
    report.suite("frontend", || frontend::build(frontend::Options::quick()).map(|()| Counts::ONE_PASSED));
    report.suite("clippy", check::clippy);
    report.suite("rust tests", rust);
    report.suite("faults, the short set", || faults::short(&server::build_with_tests()?));
    report.suite("tidy", || tidy::check(&server::build_with_tests()?));
    report.suite("deny", check::deny);
    clients::suites(&mut report, server::build_with_tests);
    for database in Database::ALL {
        report.suite(&format!("OpenAPI on {}", database.name()), || {
            schemathesis::contracts(&server::build_with_tests()?, database, schemathesis::EXAMPLES, &[])
        });
    }
    if !arguments.no_browser {
        report.suite("browser test types", check::types);
        report.suite("components", || components::tests(&[]));
        for database in Database::ALL {
            report.suite(&format!("journeys on {}", database.name()), || {
                e2e::journeys(&server::build_with_tests()?, database, &[])
            });
        }
    }
    report.close()
}

/// All Rust tests, with one PostgreSQL cluster for all of them.
fn rust() -> Result<Counts> {
    let postgres = throwaway_postgres::shared()?;
    let mut failed: Vec<String> = Vec::new();
    again::failed(|tests| {
        let names = mem::take(&mut failed);
        let mut cargo = shell::cargo();
        cargo.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
        cargo.env(URL_VARIABLE, postgres.admin_url());
        if tests == Tests::Failed {
            cargo.args(["--", "--exact"]).args(&names);
        }
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
    })
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
    use super::{closing_line, failed_test, opening_line};

    #[test]
    fn a_closing_line_has_numbers_and_no_other_line_does() {
        let counts =
            closing_line("test result: FAILED. 4 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out");
        assert_eq!((counts.passed, counts.failed, counts.skipped), (4, 2, 1));
        let counts = closing_line("test passes ... ok; 4 passed; 2 failed");
        assert_eq!((counts.passed, counts.failed, counts.skipped), (0, 0, 0));
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
