//! `cargo xtask tidy`: what is written is compared with what is.

mod dependencies;
mod documents;
mod files;
mod paths;

use crate::report::Counts;
use crate::shell::Result;

#[derive(clap::Args, Clone, Copy)]
pub struct Arguments {
    /// Write the generated documents instead of comparing them
    #[arg(long)]
    write: bool,
}

/// Looks at one thing and says what is wrong with it.
type Check = fn() -> Result<Vec<String>>;

pub fn command(arguments: Arguments) -> Result {
    if arguments.write {
        documents::write()?;
    }
    let counts = check()?;
    if counts.failed == 0 {
        Ok(())
    } else {
        Err(format!("{} of the checks found something", counts.failed).into())
    }
}

/// Runs every check and prints what each finds.
pub fn check() -> Result<Counts> {
    let checks: [(&str, Check); 4] = [
        ("dependency rules", dependencies::findings),
        ("paths named in ARCHITECTURE.md", paths::findings),
        ("files", files::findings),
        ("generated documents", documents::findings),
    ];
    let mut counts = Counts::default();
    for (name, check) in checks {
        let findings = check().unwrap_or_else(|error| vec![error.to_string()]);
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
