//! `cargo xtask faults`: breaks nodes under load and checks what they promised.

use std::path::Path;

use crate::report::Counts;
use crate::shell::{self, Result};
use crate::{packages, server};

#[derive(clap::Args)]
pub struct Arguments {
    /// Only the scripts of this name
    #[arg(long)]
    only: Vec<String>,
    /// Decides whom the load asks what, and which node a fault strikes
    #[arg(long)]
    seed: Option<u64>,
    /// The set that `cargo xtask test` runs
    #[arg(long)]
    short: bool,
    /// Leave out scripts whose fault this machine cannot make, instead of failing
    #[arg(long)]
    skip: bool,
}

pub fn command(arguments: &Arguments) -> Result {
    packages::postgres()?;
    packages::fault_tools()?;
    shell::run(shell::cargo().args(["build", "--locked", "--package", "grantry", "--package", "faults"]))?;
    let mut flags: Vec<String> = arguments.only.iter().map(|name| format!("--only={name}")).collect();
    flags.extend(arguments.seed.map(|seed| format!("--seed={seed}")));
    let switches = [(arguments.short, "--short"), (arguments.skip, "--skip")];
    flags.extend(switches.iter().filter(|(wanted, _)| *wanted).map(|(_, flag)| (*flag).to_owned()));
    let counts = play(&server::binary(), &flags)?;
    if counts.failed == 0 { Ok(()) } else { Err("some scripts failed".into()) }
}

/// The short set, for `cargo xtask test`.
pub fn short(grantry: &Path) -> Result<Counts> {
    play(grantry, &["--short".to_owned()])
}

/// `grantry` and what plays with it are built into one folder.
fn play(grantry: &Path, flags: &[String]) -> Result<Counts> {
    let mut faults = shell::command(grantry.with_file_name("faults"));
    faults.arg("--grantry").arg(grantry).args(flags);
    let mut counts = Counts::default();
    let succeeded = shell::watched(&mut faults, |line| counts.add(closing_line(line)))?;
    verdict(succeeded, counts)
}

/// A run that shows nothing is no success.
fn verdict(succeeded: bool, counts: Counts) -> Result<Counts> {
    match counts {
        Counts { passed: 0, failed: 0, skipped: 1.. } => Err("no fault script was played".into()),
        Counts { failed: 0, .. } if !succeeded => Err("the fault scripts broke off".into()),
        Counts { passed: 0, failed: 0, .. } => Err("the fault scripts said nothing".into()),
        counts => Ok(counts),
    }
}

/// The numbers of `faults: 4 passed, 0 failed, 1 not run`; none in any other line.
fn closing_line(line: &str) -> Counts {
    let mut counts = Counts::default();
    for part in line.strip_prefix("faults: ").unwrap_or_default().split(", ") {
        let Some((number, what)) = part.split_once(' ') else { continue };
        let number = number.parse().unwrap_or_default();
        match what {
            "passed" => counts.passed = number,
            "failed" => counts.failed = number,
            "not run" => counts.skipped = number,
            _ => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::{closing_line, verdict};
    use crate::report::Counts;

    #[test]
    fn the_closing_line_has_numbers() {
        let counts = closing_line("faults: 12 passed, 1 failed, 2 not run");
        assert_eq!((counts.passed, counts.failed, counts.skipped), (12, 1, 2));
        let counts = closing_line("kill-node 12 passed, 1 failed");
        assert_eq!((counts.passed, counts.failed, counts.skipped), (0, 0, 0));
    }

    #[test]
    fn a_run_without_a_script_is_no_success() {
        let counts = |passed, failed, skipped| Counts { passed, failed, skipped };
        assert!(verdict(true, counts(1, 0, 2)).is_ok() && verdict(false, counts(1, 1, 0)).is_ok());
        assert!(verdict(true, counts(0, 0, 3)).is_err() && verdict(true, counts(0, 0, 0)).is_err());
        assert!(verdict(false, counts(2, 0, 0)).is_err());
    }
}
