//! A running server, started here or given, which needs nothing but a URL.

use std::io;
use std::path::Path;
use std::process::{self, Command};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use crate::programs;

/// The role that owns every test database. Not a superuser, so that row-level security binds it.
pub(crate) const ROLE: &str = "grantry";
/// PostgreSQL's own, which it copies unless told otherwise.
const EMPTY: &str = "template1";

/// A running PostgreSQL server with the role `grantry`.
#[derive(Debug)]
pub struct Server {
    admin_url: String,
}

impl Server {
    pub(crate) fn at(admin_url: String) -> Self {
        Self { admin_url }
    }

    /// The URL of a superuser on the database `postgres`.
    pub fn admin_url(&self) -> &str {
        &self.admin_url
    }

    /// Creates an empty database and returns its URL, for its owner, the role `grantry`.
    ///
    /// # Errors
    /// `InvalidInput` where `name` is not 1 to 63 of `a-z 0-9 _`; otherwise what PostgreSQL said.
    pub fn create_database(&self, name: &str) -> io::Result<String> {
        self.copy_database(EMPTY, name)
    }

    /// Creates a database that has all that another one has, and returns its URL, for its owner, the role `grantry`. No
    /// one may be connected to the other one: PostgreSQL waits five seconds for that.
    ///
    /// # Errors
    /// As for [`Server::create_database`], of either name.
    pub fn copy_database(&self, original: &str, name: &str) -> io::Result<String> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        for name in [original, name] {
            if !(1..=63).contains(&name.len()) || !name.bytes().all(plain) {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    format!("bad database name {name:?}"),
                ));
            }
        }
        self.execute(&format!("CREATE DATABASE \"{name}\" TEMPLATE \"{original}\" OWNER {ROLE}"))?;
        self.url_of(name)
    }

    /// Runs one statement as the superuser and returns what `psql` prints of its rows, unaligned.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub fn execute(&self, statement: &str) -> io::Result<String> {
        let psql = programs::folder()?.join("psql");
        let mut command = Command::new(psql);
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, &self.admin_url]);
        let output = programs::run(&mut command)?;
        Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
    }

    /// The URL of a database here, for the role `grantry`.
    ///
    /// # Errors
    /// The admin URL names no address.
    pub fn url_of(&self, database: &str) -> io::Result<String> {
        Ok(format!("postgres://{ROLE}@{}/{database}", self.address()?))
    }

    /// Writes all of a database into a file, as `pg_dump` does for `pg_restore`.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub fn dump(&self, database: &str, file: &Path) -> io::Result<()> {
        let mut command = Command::new(programs::folder()?.join("pg_dump"));
        command
            .arg("--format=custom")
            .arg("--file")
            .arg(file)
            .arg("--dbname")
            .arg(self.admin_url_of(database)?);
        programs::run(&mut command).map(drop)
    }

    /// Restores a dump into a database: over what is there, in one transaction, or into an empty one.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub fn restore(&self, database: &str, file: &Path, over: bool) -> io::Result<()> {
        let mut command = Command::new(programs::folder()?.join("pg_restore"));
        command.arg("--single-transaction").arg("--dbname").arg(self.admin_url_of(database)?);
        if over {
            command.args(["--clean", "--if-exists"]);
        }
        programs::run(command.arg(file)).map(drop)
    }

    fn admin_url_of(&self, database: &str) -> io::Result<String> {
        let (user, _) = self.admin_url.split_once('@').unwrap_or(("postgres://postgres", ""));
        Ok(format!("{user}@{}/{database}", self.address()?))
    }

    /// `host:port`.
    fn address(&self) -> io::Result<&str> {
        self.admin_url
            .split_once("://")
            .and_then(|(_, rest)| rest.split('/').next())
            .map(|authority| authority.rsplit('@').next().unwrap_or(authority))
            .ok_or_else(|| {
                io::Error::new(io::ErrorKind::InvalidInput, format!("not a database URL: {}", self.admin_url))
            })
    }
}

/// A database name that no other process of this machine uses either.
pub(crate) fn unused_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let since = UNIX_EPOCH.elapsed().unwrap_or(Duration::ZERO);
    format!("test_{}_{}_{count}", process::id(), since.as_micros())
}
