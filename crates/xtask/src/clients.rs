//! `cargo xtask clients`: clients that others wrote, unmodified, against a server with demo data.

use std::path::Path;
use std::process::Stdio;

use crate::demo::{Database, Demo};
use crate::report::{Counts, Report};
use crate::shell::{self, Result};
use crate::{packages, pytest, server};

pub fn command() -> Result {
    let grantry = server::build_with_tests()?;
    let mut report = Report::begin();
    report.suite("clients on node", || node(&grantry));
    report.suite("clients on Python, curl, proxies", || python(&grantry));
    report.close()
}

pub fn python(binary: &Path) -> Result<Counts> {
    packages::curl()?;
    packages::proxies()?;
    packages::postgres()?;
    let demo = Demo::start(binary, Database::Sqlite, "clients-python")?;
    let mut environment = demo.environment().to_vec();
    environment.push(("NODES_BINARY", binary.display().to_string()));
    environment.push(("NODES_DATABASE", throwaway_postgres::fresh_database()?));
    pytest::run("python", &environment, &[])
}

pub fn node(binary: &Path) -> Result<Counts> {
    packages::npm("e2e")?;
    let demo = Demo::start(binary, Database::Sqlite, "clients-node")?;
    let mut node = shell::command("node");
    node.current_dir(shell::root().join("e2e/clients"))
        .args(["--test", "--test-reporter=spec", "node/"])
        .envs(demo.environment())
        .stdin(Stdio::null());
    let mut counts = Counts::default();
    let succeeded = shell::watched(&mut node, |line| counts.add(closing_line(line)))?;
    if !succeeded && counts.failed == 0 {
        return Err("node failed without a failed test".into());
    }
    Ok(counts)
}

/// The number of `ℹ pass 40` and its like; none in any other line.
fn closing_line(line: &str) -> Counts {
    let mut counts = Counts::default();
    let Some((what, number)) = line.strip_prefix("ℹ ").and_then(|line| line.split_once(' ')) else {
        return counts;
    };
    let number = number.parse().unwrap_or_default();
    match what {
        "pass" => counts.passed = number,
        "fail" | "cancelled" => counts.failed = number,
        "skipped" | "todo" => counts.skipped = number,
        _ => {}
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::{Counts, closing_line};

    #[test]
    fn closing_lines_have_numbers_and_no_other_line_does() {
        let mut counts = Counts::default();
        for line in ["ℹ tests 9", "ℹ pass 4", "ℹ fail 2", "ℹ cancelled 1", "ℹ skipped 3", "  ✔ pass 8 (1ms)"]
        {
            counts.add(closing_line(line));
        }
        assert_eq!((counts.passed, counts.failed, counts.skipped), (4, 3, 3));
    }
}
