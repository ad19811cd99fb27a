//! A filled SQLite database, copied into PostgreSQL table by table.

use std::fmt::Write;
use std::io::Write as _;
use std::process::Stdio;

use crate::bench::binaries::Binaries;
use crate::bench::database::Database;
use crate::shell::{self, Result};

/// What each database keeps for itself, or makes from the rest.
const LEFT_OUT: [&str; 6] = [
    "seaql_migrations",
    "search_revision",
    "tenant_texts",
    "publisher_texts",
    "app_texts",
    "used_assertions",
];

/// No trigger and no foreign key looks at each row.
const QUIETLY: &str = "-c session_replication_role=replica -c client_min_messages=warning";

/// The URL of the new database.
pub fn into_postgres(binaries: &Binaries, filled: &Database) -> Result<String> {
    let url = throwaway_postgres::fresh_database()?;
    let key = filled.folder.join("master.key");
    let migrate = || {
        let mut migrate = shell::command(binaries.path("grantry"));
        migrate.args(["migrate", "--log", "warn", "--database-url", &url, "--master-key-file"]).arg(&key);
        shell::output(&mut migrate)
    };
    migrate()?;
    let name = url.rsplit('/').next().ok_or("a database without a name")?;
    let server = throwaway_postgres::shared()?;
    let (of_server, _) = server.admin_url().rsplit_once('/').ok_or("a server without a database")?;
    let admin = format!("{of_server}/{name}");
    let columns = "SELECT table_name || ' ' || column_name || ' ' || data_type FROM information_schema.columns \
        WHERE table_schema = 'public' ORDER BY table_name, ordinal_position";
    let listed = shell::output(psql(&admin).args(["-A", "-t", "-c", columns]))?;
    let mut tables: Vec<(&str, Vec<(&str, &str)>)> = Vec::new();
    for line in listed.lines() {
        let mut words = line.splitn(3, ' ');
        let (Some(table), Some(column), Some(kind)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        match tables.last_mut() {
            Some((last, columns)) if *last == table => columns.push((column, kind)),
            _ => tables.push((table, vec![(column, kind)])),
        }
    }
    tables.retain(|(table, _)| !LEFT_OUT.contains(table));
    // All of them first: emptying one empties what refers to it.
    let names: Vec<_> = tables.iter().map(|(table, _)| *table).collect();
    shell::output(psql(&admin).args(["-c", &format!("TRUNCATE {} CASCADE", names.join(", "))]))?;
    for (table, columns) in &tables {
        copy(&admin, filled, table, columns)?;
    }
    shell::output(psql(&admin).args(["-c", "UPDATE search_revision SET revision = 0"]))?;
    migrate()?;
    shell::output(psql(&admin).args(["-c", "VACUUM ANALYZE"]))?;
    Ok(url)
}

fn psql(url: &str) -> std::process::Command {
    let mut psql = shell::command("psql");
    psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", url]).env("PGOPTIONS", QUIETLY);
    psql
}

fn copy(url: &str, filled: &Database, table: &str, columns: &[(&str, &str)]) -> Result {
    let mut values = String::new();
    for (column, kind) in columns {
        let value = match *kind {
            "uuid" => format!("hex({column})"),
            "bytea" => format!("'\\x' || hex({column})"),
            _ => (*column).to_owned(),
        };
        // hex() makes an empty text of what is not there.
        let comma = if values.is_empty() { "" } else { ", " };
        write!(values, "{comma}CASE WHEN {column} IS NULL THEN NULL ELSE {value} END")?;
    }
    let mut sqlite = shell::command("sqlite3");
    sqlite.args(["-csv", "-readonly"]).arg(filled.folder.join("grantry.db"));
    let mut from = sqlite.arg(format!("SELECT {values} FROM {table}")).stdout(Stdio::piped()).spawn()?;
    let names: Vec<_> = columns.iter().map(|(column, _)| *column).collect();
    let into = format!("COPY {table} ({}) FROM STDIN WITH (FORMAT csv)", names.join(", "));
    let rows = from.stdout.take().ok_or("no rows")?;
    let status = psql(url).args(["-c", &into]).stdin(Stdio::from(rows)).status()?;
    if !status.success() || !from.wait()?.success() {
        return Err(format!("{table} could not be copied").into());
    }
    std::io::stderr().write_all(b".")?;
    Ok(())
}
