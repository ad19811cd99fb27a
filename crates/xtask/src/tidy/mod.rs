//! `cargo xtask tidy`: compares documents and rules with the code.

mod asvs;
mod dependencies;
mod documents;
mod files;
mod layout;
mod modules;
mod paths;
mod rooms;
mod unused;
mod words;

use std::path::Path;

use crate::report::Counts;
use crate::server;
use crate::shell::Result;

#[derive(clap::Args, Clone, Copy)]
pub struct Arguments {
    /// Write the generated documents instead of comparing them
    #[arg(long)]
    write: bool,
}

/// Looks at one thing and says what is wrong with it.
type Check = fn(&Path) -> Result<Vec<String>>;

pub fn command(arguments: Arguments) -> Result {
    let grantry = server::build()?;
    if arguments.write {
        documents::write(&grantry)?;
    }
    let counts = check(&grantry)?;
    if counts.failed == 0 {
        Ok(())
    } else {
        Err(format!("{} of the checks found something", counts.failed).into())
    }
}

/// Runs every check and prints what each finds.
pub fn check(grantry: &Path) -> Result<Counts> {
    let checks: [(&str, Check); 10] = [
        ("dependency rules", |_| dependencies::findings()),
        ("paths named in ARCHITECTURE.md", |_| paths::findings()),
        ("tests named in docs/security/asvs.md", |_| asvs::findings()),
        ("files", |_| files::findings()),
        ("layout of Rust files", |_| layout::findings()),
        ("modules", |_| modules::findings()),
        ("rooms", |_| rooms::findings()),
        ("unused dependencies", |_| unused::findings()),
        ("words", |_| words::findings()),
        ("generated documents", documents::findings),
    ];
    let mut counts = Counts::default();
    for (name, check) in checks {
        let findings = check(grantry).unwrap_or_else(|error| vec![error.to_string()]);
        for finding in &findings {
            eprintln!("{name}: {finding}");
        }
        if findings.is_empty() {
            counts.passed += 1;
        } else {
            counts.failed += 1;
        }
    }
    Ok(counts)
}
