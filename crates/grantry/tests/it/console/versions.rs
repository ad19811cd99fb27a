//! Databases of other versions.

use super::Console;
use crate::harness::{Kind, Outcome};

/// Runs SQL on a console's database while nobody serves.
pub async fn sql(console: &Console, sql: &str) -> Outcome {
    match console.kind {
        Kind::Sqlite => {
            rusqlite::Connection::open(console.data("grantry.db"))?.execute_batch(sql)?;
        }
        Kind::Postgres => {
            let mut command = std::process::Command::new(throwaway_postgres::psql()?);
            command.args(["-XqAt", "-v", "ON_ERROR_STOP=1", "-c", sql]).arg(console.database_url()?);
            let output = command.output()?;
            if !output.status.success() {
                return Err(String::from_utf8_lossy(&output.stderr).into());
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_newer_schema_is_refused_by_every_command() -> Outcome {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let console = Console::new(kind)?;
        console.begin().await?;
        sql(&console, "INSERT INTO seaql_migrations VALUES ('m20991231_000001_later', 1)").await?;
        let file = console.path("file").display().to_string();
        let commands: [&[&str]; 5] = [
            &["migrate"],
            &["demo"],
            &["backup", &file],
            &["audit", "export", &file],
            &["restore", "--in-place"],
        ];
        let refused = commands.iter().map(|args| console.refused(args)).collect::<Outcome<Vec<_>>>()?;
        for refused in [refused, vec![console.serve_refused()?]].concat() {
            let told = ["made by a newer version of Grantry", "m20991231_000001_later", "run that version"];
            assert!(told.iter().all(|words| refused.contains(words)), "{refused}");
        }
        assert!(!console.path("file").exists());
        console.all_refused("made by a newer version of Grantry")?;
        sql(&console, "DELETE FROM seaql_migrations WHERE version = 'm20991231_000001_later'").await?;
        console.serve().await?.stop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_older_schema_is_migrated_by_serve_and_migrate_alone() -> Outcome {
    let older = "DROP TABLE installation; DELETE FROM seaql_migrations WHERE version LIKE '%installation'";
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let console = Console::new(kind)?;
        console.begin().await?;
        sql(&console, older).await?;
        console.all_refused("run `grantry migrate` first")?;
        console.run(&["migrate"])?;
        console.run(&["keys", "list"])?;
        sql(&console, older).await?;
        console.serve().await?.stop().await?;
    }
    Ok(())
}
