//! The checks that are not tests: formatting, lints, licenses and bans.

use crate::packages;
use crate::report::Counts;
use crate::shell::{self, Result};

pub fn format() -> Result<Counts> {
    passes(&["fmt", "--all", "--check"])
}

pub fn clippy() -> Result<Counts> {
    passes(&["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

/// What can be checked offline: the advisories need a database from the network.
pub fn deny() -> Result<Counts> {
    if !shell::on_path("cargo-deny") {
        shell::run(shell::cargo().args(["install", "--locked", "cargo-deny"]))?;
    }
    passes(&["deny", "--locked", "check", "bans", "licenses", "sources"])
}

/// The types of the browser tests.
pub fn types() -> Result<Counts> {
    packages::npm("e2e")?;
    let folder = shell::root().join("e2e");
    shell::run(shell::command(folder.join("node_modules/.bin/tsc")).current_dir(&folder))?;
    Ok(Counts::ONE_PASSED)
}

fn passes(arguments: &[&str]) -> Result<Counts> {
    shell::run(shell::cargo().args(arguments))?;
    Ok(Counts::ONE_PASSED)
}
