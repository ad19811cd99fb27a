//! `cargo xtask e2e`: the browser journeys against the real server, on both databases.

use std::path::Path;

use clap::ValueEnum;

use crate::report::Counts;
use crate::server::{self, Server};
use crate::shell::{self, Result};
use crate::{frontend, packages, playwright};

#[derive(clap::Args)]
pub struct Arguments {
    /// Only this database; both without it
    #[arg(long, value_enum)]
    database: Option<Database>,
    /// More arguments for Playwright
    #[arg(last = true)]
    playwright: Vec<String>,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

pub fn command(arguments: &Arguments) -> Result {
    packages::postgres()?;
    frontend::build(frontend::Options::quick())?;
    let grantry = server::build()?;
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
    let data = tempfile::tempdir()?;
    let address = server::free_address()?;
    let mut grantry = shell::command(binary);
    grantry.args(["demo", "--serve", "--listen", &address, "--data-dir"]).arg(data.path());
    if let Database::Postgres = database {
        // Nodes that share a PostgreSQL share a key, so none makes its own.
        let key = shell::output(shell::command(binary).args(["keys", "new-master"]))?;
        grantry
            .args(["--database-url", &throwaway_postgres::fresh_database()?])
            .env("GRANTRY_MASTER_KEY", key.trim());
    }
    let log = shell::scratch(&format!("e2e-{}.log", database.name()))?;
    let server = Server::start(grantry, &address, Some(log))?;

    let environment = [
        ("BASE_URL", server.url()),
        ("DEMO_JSON", data.path().join("demo.json").display().to_string()),
        ("DATABASE", database.name().to_owned()),
    ];
    playwright::run("playwright.config.ts", &format!("e2e-{}", database.name()), &environment, arguments)
}
