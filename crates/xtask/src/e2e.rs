//! `cargo xtask e2e`: the browser journeys against the real server, on both databases.

use std::path::Path;

use crate::demo::{Database, Demo};
use crate::report::Counts;
use crate::shell::Result;
use crate::{frontend, packages, playwright, server};

#[derive(clap::Args)]
pub struct Arguments {
    /// Only this database; both without it
    #[arg(long, value_enum)]
    database: Option<Database>,
    /// More arguments for Playwright
    #[arg(last = true)]
    playwright: Vec<String>,
}

pub fn command(arguments: &Arguments) -> Result {
    packages::postgres()?;
    frontend::build(frontend::Options::quick())?;
    let grantry = server::build_with_tests()?;
    let mut failed = 0;
    for database in Database::ALL {
        if arguments.database.is_none_or(|only| only as u8 == database as u8) {
            failed += journeys(&grantry, database, &arguments.playwright)?.failed;
        }
    }
    if failed == 0 { Ok(()) } else { Err(format!("{failed} journeys failed").into()) }
}

/// Runs the journeys against a fresh server with demo data.
pub fn journeys(binary: &Path, database: Database, arguments: &[String]) -> Result<Counts> {
    let name = format!("e2e-{}", database.name());
    // Browsers and programs resolve every name below `localhost` to this machine.
    let settings = [("GRANTRY_BASE_DOMAIN", "tenants.localhost".to_owned())];
    let demo = Demo::start_with(binary, database, &name, &settings)?;
    playwright::run("playwright.config.ts", &name, &demo.environment(), arguments)
}
