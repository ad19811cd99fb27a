//! pytest in `e2e/clients/`, in a virtual environment of its own, and its own numbers.

use std::process::Stdio;

use crate::again::{self, Tests};
use crate::python;
use crate::report::{self, Counts};
use crate::shell::{self, Result};

/// Runs the tests of a folder of `e2e/clients/`.
pub fn run(folder: &str, environment: &[(&str, String)], arguments: &[String]) -> Result<Counts> {
    let mut failed = Vec::new();
    let counts = again::failed(|tests| {
        let only = (tests == Tests::Failed).then(|| "--last-failed".to_owned());
        let arguments: Vec<_> = arguments.iter().cloned().chain(only).collect();
        failed.clear();
        once(folder, environment, &arguments, &mut failed)
    });
    failed.into_iter().for_each(report::test_failed);
    counts
}

fn once(
    folder: &str,
    environment: &[(&str, String)],
    arguments: &[String],
    failed: &mut Vec<String>,
) -> Result<Counts> {
    let clients = shell::root().join("e2e/clients");
    let python = python::environment("python", &clients.join("requirements.txt"))?;
    let mut pytest = shell::command(python.join("bin/pytest"));
    pytest
        .current_dir(&clients)
        .arg("-o")
        .arg(format!("cache_dir={}", shell::scratch("pytest-cache")?.display()))
        .args(["--color=no", folder])
        .args(arguments)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .env("PYTHONPATH", &clients)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::null());
    let mut counts = Counts::default();
    let succeeded = shell::watched(&mut pytest, |line| {
        counts.add(closing_line(line));
        failed.extend(line.strip_prefix("FAILED ").map(str::to_owned));
    })?;
    if !succeeded && counts.failed == 0 {
        return Err("pytest failed without a failed test".into());
    }
    Ok(counts)
}

/// The numbers of `===== 1 failed, 6 passed, 2 skipped in 84.09s =====`; none in any other line.
fn closing_line(line: &str) -> Counts {
    let mut counts = Counts::default();
    let ruled = line.strip_prefix('=').filter(|line| line.ends_with('='));
    let Some((numbers, _)) = ruled.and_then(|line| line.trim_matches('=').trim().split_once(" in ")) else {
        return counts;
    };
    for part in numbers.split(", ") {
        let Some((number, what)) = part.split_once(' ') else { continue };
        let Ok(number) = number.parse::<u64>() else { continue };
        match what {
            "passed" => counts.passed += number,
            "failed" | "error" | "errors" => counts.failed += number,
            "skipped" => counts.skipped += number,
            _ => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::closing_line;

    #[test]
    fn a_closing_line_has_numbers_and_no_other_line_does() {
        let counts =
            closing_line("== 1 failed, 6 passed, 2 skipped, 3 warnings, 1 error in 84.09s (0:01:24) ==");
        assert_eq!((counts.passed, counts.failed, counts.skipped), (6, 2, 2));
        for other in ["======= FAILURES =======", "7 passed in 3.1s", "===== no tests ran in 0.01s ====="] {
            let counts = closing_line(other);
            assert_eq!((counts.passed, counts.failed, counts.skipped), (0, 0, 0), "{other}");
        }
    }
}
