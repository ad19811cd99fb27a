//! A command that fails midway leaves an embedded database as it found it: one file, without a log beside it.

use std::fs;

use super::{Console, versions::sql};
use crate::harness::{Kind, Outcome};

/// Whatever is written into the history ends in an error.
const NO_HISTORY: &str =
    "CREATE TRIGGER halt BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'halt'); END";
const GO_ON: &str = "DROP TRIGGER halt";
const LOGS: [&str; 3] = ["-wal", "-journal", "-shm"];

/// Fails as it must, and everything that is there beside the database is what was there before.
fn leaves_nothing(console: &Console, args: &[&str]) -> Outcome {
    let before = console.files()?;
    console.refused(args)?;
    let after = console.files()?;
    assert!(!LOGS.iter().any(|log| after.iter().any(|name| name.contains(log))), "{args:?}: {after:?}");
    assert_eq!(after, before, "{args:?}");
    Ok(())
}

async fn halting(sql_text: &str) -> Outcome<Console> {
    let console = Console::new(Kind::Sqlite)?;
    console.begin().await?;
    sql(&console, sql_text).await?;
    Ok(console)
}

#[tokio::test]
async fn commands_that_write() -> Outcome {
    let console = halting(NO_HISTORY).await?;
    let kid = console.run(&["keys", "list"])?.split_whitespace().next().ok_or("no key")?.to_owned();
    let olga =
        ["operator", "create", "--email", "olga@operators.example", "--public-url", "http://127.0.0.1"];
    for args in [
        &olga[..],
        &["keys", "rotate"],
        &["keys", "retire", &kid],
        &["keys", "rewrap"],
        &["restore", "--in-place"],
    ] {
        leaves_nothing(&console, args)?;
    }
    sql(&console, GO_ON).await?;
    for args in [&olga[..], &["keys", "rotate"], &["restore", "--in-place"]] {
        console.run(args)?;
    }
    Ok(())
}

#[tokio::test]
async fn commands_that_make() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    console.run(&["migrate"])?;
    // The demo makes some of what it makes before it writes its first history.
    sql(&console, NO_HISTORY).await?;
    leaves_nothing(&console, &["demo"])?;
    sql(&console, GO_ON).await?;
    let older = "DROP TABLE installation; DELETE FROM seaql_migrations WHERE version LIKE '%installation'; \
                 CREATE TRIGGER halt BEFORE INSERT ON seaql_migrations BEGIN SELECT RAISE(ABORT, 'halt'); END";
    sql(&console, older).await?;
    leaves_nothing(&console, &["migrate"])?;
    leaves_nothing(&console, &["serve", "--listen", "127.0.0.1:0"])?;
    sql(&console, GO_ON).await?;
    console.run(&["migrate"])?;
    Ok(())
}

#[tokio::test]
async fn commands_that_read() -> Outcome {
    let console =
        halting("ALTER TABLE audit_entries RENAME TO gone; ALTER TABLE signing_keys RENAME TO lost").await?;
    let taken = console.path("taken");
    fs::write(&taken, "")?;
    let taken = taken.display().to_string();
    let export = console.path("export").display().to_string();
    for args in [
        &["keys", "list"][..],
        &["audit", "export", &export],
        &["audit", "export", &taken],
        &["audit", "verify"],
        &["backup", &taken],
    ] {
        leaves_nothing(&console, args)?;
    }
    Ok(())
}

/// What the node writes at its start is refused.
#[tokio::test]
async fn a_node_that_cannot_start() -> Outcome {
    let halt = "DELETE FROM installation WHERE name = 'public_url'; \
                CREATE TRIGGER halt BEFORE INSERT ON installation BEGIN SELECT RAISE(ABORT, 'halt'); END";
    let console = halting(halt).await?;
    leaves_nothing(&console, &["serve", "--listen", "127.0.0.1:0"])
}

#[tokio::test]
async fn a_restore_from_a_backup() -> Outcome {
    let console = halting(NO_HISTORY).await?;
    let backup = console.back_up("backup")?;
    let there = console.elsewhere()?;
    leaves_nothing(&there, &["restore", &backup])?;
    for log in LOGS {
        assert!(!fs::exists(format!("{backup}{log}"))?, "beside the backup");
    }
    Ok(())
}
