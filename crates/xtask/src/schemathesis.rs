//! `cargo xtask schemathesis`: every OpenAPI document against the server that serves it, on both databases.

use std::path::Path;

use crate::demo::{Database, Demo};
use crate::report::Counts;
use crate::shell::Result;
use crate::{packages, pytest, server};

#[derive(clap::Args)]
pub struct Arguments {
    /// Only this database; both without it
    #[arg(long, value_enum)]
    database: Option<Database>,
    /// Requests that are made up for each operation, caller and phase
    #[arg(long, default_value_t = EXAMPLES)]
    examples: u16,
    /// More arguments for pytest
    #[arg(last = true)]
    pytest: Vec<String>,
}

/// Enough to meet each refusal, in a minute a database.
pub const EXAMPLES: u16 = 6;

pub fn command(arguments: &Arguments) -> Result {
    packages::postgres()?;
    let grantry = server::build_with_tests()?;
    let mut failed = 0;
    for database in Database::ALL {
        if arguments.database.is_none_or(|only| only as u8 == database as u8) {
            failed += contracts(&grantry, database, arguments.examples, &arguments.pytest)?.failed;
        }
    }
    if failed == 0 {
        Ok(())
    } else {
        Err(format!("{failed} documents do not say what the server does").into())
    }
}

pub fn contracts(binary: &Path, database: Database, examples: u16, arguments: &[String]) -> Result<Counts> {
    let demo = Demo::start(binary, database, &format!("schemathesis-{}", database.name()))?;
    let mut environment = demo.environment().to_vec();
    environment.push(("EXAMPLES", examples.to_string()));
    pytest::run("contracts", &environment, arguments)
}
