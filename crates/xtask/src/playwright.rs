//! Playwright in `e2e/`, and its own numbers.

use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::again::{self, Tests};
use crate::packages;
use crate::report::{self, Counts};
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
    let mut failed = Vec::new();
    let counts = again::failed(|tests| {
        let only = (tests == Tests::Failed).then(|| "--last-failed".to_owned());
        let arguments: Vec<_> = arguments.iter().cloned().chain(only).collect();
        let report = once(configuration, name, environment, &arguments)?;
        failed.clear();
        report["suites"].as_array().into_iter().flatten().for_each(|suite| failed_in(suite, &mut failed));
        Ok(counts(&report))
    });
    failed.into_iter().for_each(report::test_failed);
    counts
}

fn once(
    configuration: &str,
    name: &str,
    environment: &[(&str, String)],
    arguments: &[String],
) -> Result<Value> {
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
    let report = serde_json::from_str(&shell::read(&report)?)?;
    if counts(&report).failed == 0 {
        outcome?;
    }
    Ok(report)
}

/// The titles of the tests that failed in a file, or in a group of its tests.
fn failed_in(suite: &Value, failed: &mut Vec<String>) {
    let of = |name: &str| suite[name].as_array().into_iter().flatten();
    for test in of("specs").filter(|test| test["ok"] == false) {
        let part = |name: &str| test[name].as_str().unwrap_or_default();
        failed.push(format!("{}:{} › {}", part("file"), test["line"], part("title")));
    }
    of("suites").for_each(|suite| failed_in(suite, failed));
}

/// A test that passed at its second try has not passed; nor has what went wrong outside of tests.
fn counts(report: &Value) -> Counts {
    let number = |name: &str| report["stats"][name].as_u64().unwrap_or_default();
    let errors = report["errors"].as_array().map_or(0, Vec::len);
    Counts {
        passed: number("expected"),
        failed: number("unexpected") + number("flaky") + u64::try_from(errors).unwrap_or(u64::MAX),
        skipped: number("skipped"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{counts, failed_in};

    #[test]
    fn a_flaky_test_has_failed() {
        let counts = counts(&json!({"stats": {"expected": 5, "unexpected": 1, "flaky": 2, "skipped": 3}}));
        assert_eq!((counts.passed, counts.failed, counts.skipped), (5, 3, 3));
    }

    #[test]
    fn an_error_outside_of_tests_is_a_failure() {
        let errors = json!([{"message": "no such module"}]);
        let counts = counts(&json!({"stats": {"expected": 5, "unexpected": 1}, "errors": errors}));
        assert_eq!((counts.passed, counts.failed), (5, 2));
    }

    #[test]
    fn tests_that_failed_are_named_wherever_they_stand() {
        let test = |title: &str, ok: bool| json!({"title": title, "ok": ok, "file": "a.spec.ts", "line": 7});
        let group = json!({"specs": [test("in a group", false)]});
        let suite = json!({"specs": [test("fine", true), test("alone", false)], "suites": [group]});
        let mut failed = Vec::new();
        failed_in(&suite, &mut failed);
        assert_eq!(failed, ["a.spec.ts:7 › alone", "a.spec.ts:7 › in a group"]);
    }
}
