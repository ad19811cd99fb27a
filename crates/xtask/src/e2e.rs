//! `cargo xtask e2e`: the browser journeys against the real server, on both databases.

use std::process::Stdio;

use clap::ValueEnum;
use serde_json::Value;

use crate::report::Counts;
use crate::server::{self, Server};
use crate::shell::{self, Result};
use crate::{frontend, setup};

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
    setup::postgres()?;
    frontend::build(frontend::Arguments::quick())?;
    let mut failed = 0;
    for database in Database::ALL {
        if arguments.database.is_none_or(|only| only as u8 == database as u8) {
            let counts = journeys(database, &arguments.playwright)?;
            failed += counts.failed;
        }
    }
    if failed == 0 { Ok(()) } else { Err(format!("{failed} journeys failed").into()) }
}

/// Runs the journeys against a fresh server with demo data.
pub fn journeys(database: Database, arguments: &[String]) -> Result<Counts> {
    setup::chromium()?;
    setup::npm("e2e")?;
    let data = tempfile::tempdir()?;
    let address = server::free_address()?;
    let mut grantry = shell::command(server::build()?);
    grantry.args(["demo", "--serve", "--listen", &address, "--data-dir"]).arg(data.path());
    if let Database::Postgres = database {
        grantry.args(["--database-url", &throwaway_postgres::fresh_database()?]);
    }
    let log = shell::scratch(&format!("e2e-{}.log", database.name()))?;
    let server = Server::start(grantry, &address, Some(log))?;

    let folder = shell::root().join("e2e");
    let report = shell::scratch(&format!("e2e-{}.json", database.name()))?;
    let _ = std::fs::remove_file(&report);
    let mut playwright = shell::command(folder.join("node_modules/.bin/playwright"));
    playwright.current_dir(&folder).args(["test", "--reporter=list,json"]).args(arguments);
    playwright
        .env("BASE_URL", server.url())
        .env("DEMO_JSON", data.path().join("demo.json"))
        .env("DATABASE", database.name())
        .env("CHROMIUM", setup::CHROMIUM)
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .stdin(Stdio::null());
    let outcome = shell::run(&mut playwright);
    let counts = counts(&shell::read(&report)?)?;
    if counts.failed == 0 {
        outcome?;
    }
    Ok(counts)
}

/// Playwright's own numbers. A test that passed at its second try has not passed.
fn counts(report: &str) -> Result<Counts> {
    let report: Value = serde_json::from_str(report)?;
    let number = |name: &str| report["stats"][name].as_u64().unwrap_or_default();
    Ok(Counts {
        passed: number("expected"),
        failed: number("unexpected") + number("flaky"),
        skipped: number("skipped"),
    })
}
