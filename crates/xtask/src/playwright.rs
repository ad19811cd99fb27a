//! Playwright in `e2e/`, and its own numbers.

use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::again::{self, Tests};
use crate::packages;
use crate::report::Counts;
use crate::shell::{self, Result};

/// Runs the tests of a configuration file of `e2e/`; `name` is for its report.
pub fn run(
    configuration: &str,
    name: &str,
    environment: &[(&str, String)],
    arguments: &[String],
) -> Result<Counts> {
    packages::chromium()?;
    packages::npm("e2e")?;
    again::failed(|tests| {
        let only: &[&str] = if tests == Tests::Failed { &["--last-failed"] } else { &[] };
        once(configuration, name, environment, arguments, only)
    })
}

fn once(
    configuration: &str,
    name: &str,
    environment: &[(&str, String)],
    arguments: &[String],
    only: &[&str],
) -> Result<Counts> {
    let folder = shell::root().join("e2e");
    let report = shell::scratch(&format!("{name}.json"))?;
    let _ = fs::remove_file(&report);
    let mut playwright = shell::command(folder.join("node_modules/.bin/playwright"));
    playwright
        .current_dir(&folder)
        .args(["test", "--config", configuration, "--reporter=list,json"])
        .args(arguments)
        .args(only)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .env("CHROMIUM", packages::CHROMIUM)
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .stdin(Stdio::null());
    let outcome = shell::run(&mut playwright);
    let counts = counts(&shell::read(&report)?)?;
    if counts.failed == 0 {
        outcome?;
    }
    Ok(counts)
}

/// A test that passed at its second try has not passed.
fn counts(report: &str) -> Result<Counts> {
    let report: Value = serde_json::from_str(report)?;
    let number = |name: &str| report["stats"][name].as_u64().unwrap_or_default();
    Ok(Counts {
        passed: number("expected"),
        failed: number("unexpected") + number("flaky"),
        skipped: number("skipped"),
    })
}

#[cfg(test)]
mod tests {
    use super::counts;
    use crate::shell::Result;

    #[test]
    fn a_flaky_test_has_failed() -> Result {
        let counts = counts(r#"{"stats":{"expected":5,"unexpected":1,"flaky":2,"skipped":3}}"#)?;
        assert_eq!((counts.passed, counts.failed, counts.skipped), (5, 3, 3));
        Ok(())
    }
}
