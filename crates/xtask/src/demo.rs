//! A fresh server with demo data, on either database, for tests from outside.

use std::path::Path;

use clap::ValueEnum;
use tempfile::TempDir;

use crate::server::{self, Server};
use crate::shell::{self, Result};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
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

/// Its server ends and its data are gone when dropped.
pub struct Demo {
    server: Server,
    data: TempDir,
    database: Database,
}

impl Demo {
    /// What the server says goes to a log of this name.
    pub fn start(binary: &Path, database: Database, name: &str) -> Result<Self> {
        Self::start_with(binary, database, name, &[])
    }

    /// As [`Demo::start`], with settings (`GRANTRY_…`) of one test.
    pub fn start_with(
        binary: &Path,
        database: Database,
        name: &str,
        settings: &[(&str, String)],
    ) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let address = server::free_address()?;
        let mut grantry = shell::command(binary);
        grantry.args(["demo", "--serve", "--listen", &address, "--data-dir"]).arg(data.path());
        // All tests come from one address, with wrong secrets and forgotten passwords.
        grantry.env("GRANTRY_ADDRESS_FAILURES_PER_MINUTE", "0");
        grantry.env("GRANTRY_MAILED_LINKS_PER_HOUR", "0");
        // Developers' hosts are on this machine.
        grantry.env("GRANTRY_LOGO_PRIVATE_NETWORKS", "true");
        grantry.env("GRANTRY_API_PRIVATE_NETWORKS", "true");
        grantry.env("GRANTRY_WEBHOOK_PRIVATE_NETWORKS", "true");
        grantry.envs(settings.iter().map(|(key, value)| (key, value)));
        if let Database::Postgres = database {
            // Nodes that share a PostgreSQL share a key, so none makes its own.
            let key = shell::output(shell::command(binary).args(["keys", "new-master"]))?;
            grantry
                .args(["--database-url", &throwaway_postgres::fresh_database()?])
                .env("GRANTRY_MASTER_KEY", key.trim());
        }
        let log = shell::scratch(&format!("{name}.log"))?;
        Ok(Self { server: Server::start(grantry, &address, Some(log))?, data, database })
    }

    /// What tests from outside need to find it.
    pub fn environment(&self) -> [(&'static str, String); 3] {
        [
            ("BASE_URL", self.server.url()),
            ("DEMO_JSON", self.data.path().join("demo.json").display().to_string()),
            ("DATABASE", self.database.name().to_owned()),
        ]
    }
}
