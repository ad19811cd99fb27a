//! Databases of any size: the demo, and its connection copied.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use super::binaries::Binaries;
use crate::shell::{self, Result};
use crate::{packages, server};

const FILL: &str = include_str!("fill.sql");
const ADDRESSES: &str = include_str!("addresses.sql");
const APPS: usize = 10;

/// An embedded database, and what a client of it needs to know.
pub struct Database {
    pub folder: PathBuf,
    pub connections: usize,
    pub client_id: String,
    pub client_secret: String,
    /// What it holds, separated by spaces.
    pub scope: String,
    /// The copies' clients, as `token-load` reads them; they have the one secret.
    pub clients: PathBuf,
}

impl Database {
    pub fn make(binaries: &Binaries, folder: &Path, connections: usize) -> Result<Self> {
        packages::sqlite()?;
        let folder = folder.join(format!("{connections}"));
        fs::create_dir_all(&folder)?;
        let mut demo = shell::command(binaries.path("grantry"));
        shell::output(demo.args(["demo", "--log", "warn", "--data-dir"]).arg(&folder))?;
        let demo = server::demo(&folder.join("demo.json"))?;
        let client_id = text(&demo, "client_id")?;
        let clients = folder.join("clients.txt");
        let script = FILL
            .replace("{connections}", &connections.to_string())
            .replace("{tenants}", &connections.div_ceil(APPS).to_string())
            .replace(
                "{credential}",
                &format!("{:032x}", number(&client_id).ok_or("a client id is not base32")?),
            )
            .replace("{bytes}", &(0..=255).map(|byte: u8| format!("{byte:02x}")).collect::<String>());
        let addresses = if binaries.has_domains { ADDRESSES } else { "" };
        let file = folder.join("fill.sql");
        fs::write(&file, script + addresses)?;
        let mut sqlite = shell::command("sqlite3");
        sqlite.arg("-bail").arg(folder.join("grantry.db"));
        sqlite.stdin(Stdio::from(fs::File::open(&file)?)).stdout(fs::File::create(&clients)?);
        shell::run(&mut sqlite)?;
        let mut migrate = shell::command(binaries.path("grantry"));
        shell::output(migrate.args(["migrate", "--log", "warn", "--data-dir"]).arg(&folder))?;
        let (client_secret, scope) = (text(&demo, "client_secret")?, scope(&demo));
        Ok(Self { folder, connections, client_id, client_secret, scope, clients })
    }
}

/// A key of the demo's connection.
pub fn text(demo: &Value, name: &str) -> Result<String> {
    let found = demo["connection"][name].as_str().map(str::to_owned);
    found.ok_or_else(|| format!("demo.json lacks connection.{name}").into())
}

/// What the demo's connection holds, separated by spaces.
pub fn scope(demo: &Value) -> String {
    let names = demo["connection"]["scopes"].as_array().into_iter().flatten();
    names.filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
}

/// What an id's 26 digits of Crockford base32 say.
fn number(id: &str) -> Option<u128> {
    let digits = id.split_once('_')?.1.bytes();
    digits
        .map(|digit| b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".iter().position(|&letter| letter == digit))
        .try_fold(0, |number: u128, digit| Some((number << 5) | u128::try_from(digit?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read() {
        assert_eq!(number("cli_0000000000000000000000001Z"), Some(63));
        assert_eq!(number("cli_U"), None);
    }
}
