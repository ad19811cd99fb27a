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
        let only = (tests == Tests::Failed).then(|| "--last-failed".to_owned());
        let arguments: Vec<_> = arguments.iter().cloned().chain(only).collect();
        once(configuration, name, environment, &arguments)
    })
}

fn once(
    configuration: &str,
    name: &str,
    environment: &[(&str, String)],
    arguments: &[String],
) -> Result<Counts> {
    let folder = shell::root().join("e2e");
    let report = shell::scratch(&format!("{name}.json"))?;
    let _ = fs::remove_file(&report);
    let mut playwright = shell::command(folder.join("node_modules/.bin/playwright"));
    playwright
        .current_dir(&folder)
        .args(["test", "--config", configuration, "--reporter=list,json"])
        .args(arguments)
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

/// A test that passed at its second try has not passed; nor has what went wrong outside of tests.
fn counts(report: &str) -> Result<Counts> {
    let report: Value = serde_json::from_str(report)?;
    let number = |name: &str| report["stats"][name].as_u64().unwrap_or_default();
    let errors = report["errors"].as_array().map_or(0, Vec::len);
    Ok(Counts {
        passed: number("expected"),
        failed: number("unexpected") + number("flaky") + u64::try_from(errors)?,
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

    #[test]
    fn an_error_outside_of_tests_is_a_failure() -> Result {
        let counts =
            counts(r#"{"stats":{"expected":5,"unexpected":1},"errors":[{"message":"no such module"}]}"#)?;
        assert_eq!((counts.passed, counts.failed), (5, 2));
        Ok(())
    }
}
