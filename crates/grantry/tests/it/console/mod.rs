//! The binary's commands at the console: what they make, what they refuse, and in which words.

pub mod backup;
mod closed;
mod crashes;
mod damaged;
mod empty_by_mistake;
mod epoch;
mod files;
mod master_key;
mod one_server;
mod operator_link;
mod restore;
pub mod runtime_role;
mod versions;

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
    sync::Arc,
};

use tempfile::TempDir;

use crate::harness::{Kind, Outcome, Server, on_both_kinds as on_both, server};

/// A data folder of its own, not made yet, and on PostgreSQL an empty database and a master key.
pub struct Console {
    pub kind: Kind,
    folder: Arc<TempDir>,
    flags: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Console {
    pub fn new(kind: Kind) -> Outcome<Self> {
        let folder = Arc::new(tempfile::tempdir()?);
        let data = folder.path().join("data").display().to_string();
        let mut console =
            Self { kind, folder, flags: vec!["--data-dir".into(), data], environment: Vec::new() };
        if kind == Kind::Postgres {
            let key = console.path("key");
            server::write_private(&key, &server::run(&["keys", "new-master"])?)?;
            console.flag("--master-key-file", &key.display().to_string());
            console.flag("--database-url", &throwaway_postgres::fresh_database()?);
        }
        Ok(console)
    }

    /// Adds a flag, or gives it another value.
    pub fn flag(&mut self, name: &str, value: &str) {
        match self.flags.iter().position(|flag| flag == name) {
            Some(at) => value.clone_into(&mut self.flags[at + 1]),
            None => self.flags.extend([name.to_owned(), value.to_owned()]),
        }
    }

    /// Sets a `GRANTRY_…` variable, named without the prefix.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// A place beside the data folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file in the data folder.
    pub fn data(&self, name: &str) -> PathBuf {
        self.path("data").join(name)
    }

    pub fn database_url(&self) -> Outcome<String> {
        self.value("--database-url")
    }

    /// The value of a flag.
    pub fn value(&self, flag: &str) -> Outcome<String> {
        let at = self.flags.iter().position(|there| there == flag).ok_or_else(|| format!("no {flag}"))?;
        Ok(self.flags[at + 1].clone())
    }

    /// Runs a command to its end; what it printed.
    pub fn run(&self, args: &[&str]) -> Outcome<String> {
        let output = self.output(args)?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?);
        }
        Err(format!("grantry {}: {}", args.join(" "), String::from_utf8_lossy(&output.stderr)).into())
    }

    /// Runs a command that must be refused in one line, without the traces of a program; that line.
    pub fn refused(&self, args: &[&str]) -> Outcome<String> {
        let output = self.output(args)?;
        let said = String::from_utf8(output.stderr)?;
        let line = said.lines().find(|line| line.starts_with("grantry: ")).unwrap_or_default();
        let plain =
            !["panicked", "Sqlx", "DbErr", "seaql", "RuntimeErr"].iter().any(|word| line.contains(word));
        if output.status.code() == Some(1) && output.stdout.is_empty() && !line.is_empty() && plain {
            return Ok(line.to_owned());
        }
        Err(format!("grantry {} is not refused in words: {:?} {said}", args.join(" "), output.status).into())
    }

    /// Every command that works with what is there.
    pub fn all_refused(&self, words: &str) -> Outcome {
        for args in WORK {
            let said = self.refused(args)?;
            assert!(said.contains(words), "{args:?}: {said}");
        }
        Ok(())
    }

    /// Another place for the same platform: nothing is there but its master key.
    pub fn elsewhere(&self) -> Outcome<Self> {
        let mut other = Self::new(self.kind)?;
        match self.kind {
            Kind::Sqlite => {
                fs::create_dir(other.path("data"))?;
                fs::copy(self.data("master.key"), other.data("master.key"))?;
            }
            Kind::Postgres => other.flag("--master-key-file", &self.value("--master-key-file")?),
        }
        Ok(other)
    }

    /// Makes a backup; its file.
    pub fn back_up(&self, name: &str) -> Outcome<String> {
        let file = self.path(name).display().to_string();
        self.run(&["backup", &file])?;
        Ok(file)
    }

    /// Whether there is nothing of a database.
    pub fn is_empty(&self) -> Outcome<bool> {
        match self.kind {
            Kind::Sqlite => {
                Ok(!self.data("grantry.db").exists() && !self.data("grantry.db.restoring").exists())
            }
            Kind::Postgres => Ok(self.refused(&["keys", "list"])?.contains("the database is empty")),
        }
    }

    /// Starts where the server of this address was.
    pub async fn serve_at(&self, base: &str) -> Outcome<Server> {
        let environment: Vec<_> =
            self.environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (folder, flags) = (self.folder.clone(), self.flags.clone());
        Server::launch_at(self.kind, folder, flags, &environment, Some(base)).await
    }

    pub async fn serve(&self) -> Outcome<Server> {
        let environment: Vec<_> =
            self.environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Server::launch(self.kind, self.folder.clone(), self.flags.clone(), &environment).await
    }

    /// `serve` where it is refused.
    pub fn serve_refused(&self) -> Outcome<String> {
        self.refused(&["serve", "--listen", "127.0.0.1:0"])
    }

    /// A first start, and a clean stop.
    pub async fn begin(&self) -> Outcome {
        if self.kind == Kind::Postgres {
            self.run(&["migrate"])?;
        }
        self.serve().await?.stop().await
    }

    pub fn files(&self) -> Outcome<Vec<String>> {
        let entries = fs::read_dir(self.path("data"))?;
        let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let mut names = names.collect::<Outcome<Vec<_>>>()?;
        names.retain(|name| !name.ends_with(".lock"));
        names.sort();
        Ok(names)
    }

    fn output(&self, args: &[&str]) -> Outcome<Output> {
        Ok(self.command(args).output()?)
    }

    /// A command with this console's flags.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command: Command = server::grantry();
        command.args(args).args(&self.flags);
        command.envs(self.environment.iter().map(|(name, value)| (format!("GRANTRY_{name}"), value)));
        command
    }
}

/// As `on_both!`, for tests that promise something within seconds.
macro_rules! timed_on_both {
    ($($name:ident)*) => {
        mod timed {
            use super::{$($name,)*};

            crate::console::on_both! { $($name)* }
        }
    };
}
use timed_on_both;

/// Commands that make nothing new.
const WORK: &[&[&str]] = &[
    &["operator", "create", "--email", "olga@operators.example", "--public-url", "http://127.0.0.1"],
    &["operator", "list"],
    &["operator", "reset", "olga@operators.example", "--public-url", "http://127.0.0.1"],
    &["keys", "list"],
    &["keys", "rotate"],
    &["keys", "retire", "kid"],
    &["keys", "rewrap"],
];
