//! Databases of other versions.

use serde_json::json;
use wire::{operator::App, page::Page, paths};

use super::{Console, on_both, restore::started, runtime_role::psql};
use crate::{
    developer::logos::change,
    harness::{Kind, Outcome},
};

on_both! { names_from_before_are_compared_when_a_migration_is_done }

/// What makes the schema older by one migration.
const OLDER: &str =
    "DROP TABLE installation; DELETE FROM seaql_migrations WHERE version LIKE '%installation'";

/// Runs SQL on a console's database while no one serves.
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
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let console = Console::new(kind)?;
        console.begin().await?;
        sql(&console, OLDER).await?;
        console.all_refused("run `grantry migrate` first")?;
        console.run(&["migrate"])?;
        console.run(&["keys", "list"])?;
        sql(&console, OLDER).await?;
        console.serve().await?.stop().await?;
    }
    Ok(())
}

/// A statement on a large table takes longer than a node's statements may.
#[tokio::test]
async fn statements_of_a_migration_have_all_the_time_that_they_take() -> Outcome {
    let console = Console::new(Kind::Postgres)?;
    console.begin().await?;
    let note_limits = "
        CREATE TABLE limits (of_statements text);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO limits VALUES (current_setting('statement_timeout'));
            RETURN NEW;
        END $$;
        CREATE TRIGGER note BEFORE INSERT ON seaql_migrations FOR EACH ROW EXECUTE FUNCTION note()";
    sql(&console, note_limits).await?;
    sql(&console, OLDER).await?;
    console.run(&["migrate"])?;
    sql(&console, OLDER).await?;
    console.serve().await?.stop().await?;
    assert_eq!(psql(&console.database_url()?, "SELECT of_statements FROM limits")?, "0\n0\n");
    Ok(())
}

/// Also where a first migration was stopped before it came to them.
async fn names_from_before_are_compared_when_a_migration_is_done(kind: Kind) -> Outcome {
    let (console, stage) = started(kind).await?;
    let (honest, other) = (stage.publisher().await?, stage.publisher().await?);
    change(&honest, &honest.draft().await?, json!({"name": "Claims Pilot"})).await?;
    let copy = change(&other, &other.draft().await?, json!({"name": "Cl\u{430}ims-Pilot"})).await?;
    let warnings = async || -> Outcome<Vec<String>> {
        let path = format!("{}?q={}", paths::operator::apps(), copy.id);
        let mut found: Page<App> = stage.operator.read(&path).await?;
        Ok(found.items.pop().ok_or("it is not listed")?.name_warnings)
    };
    let before = warnings().await?;
    assert_eq!(before.len(), 1);
    stage.server().end().await?;

    let from_before = "UPDATE apps SET look = NULL; UPDATE publishers SET look = NULL; \
                       UPDATE search_revision SET revision = 0";
    sql(&console, from_before).await?;
    let (halt, go_on) = match kind {
        Kind::Sqlite => (
            "CREATE TRIGGER halt BEFORE UPDATE ON apps BEGIN SELECT RAISE(ABORT, 'halt'); END",
            "DROP TRIGGER halt",
        ),
        Kind::Postgres => (
            "CREATE FUNCTION halt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'halt'; END $$; \
             CREATE TRIGGER halt BEFORE UPDATE ON apps FOR EACH ROW EXECUTE FUNCTION halt()",
            "DROP TRIGGER halt ON apps",
        ),
    };
    sql(&console, halt).await?;
    console.refused(&["migrate"])?;
    sql(&console, go_on).await?;
    console.run(&["migrate"])?;
    let server = console.serve_at(&stage.server().base).await?;
    assert_eq!(warnings().await?, before);
    server.stop().await
}
