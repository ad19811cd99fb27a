//! When a node is ready, and what it says when it is not.

use std::time::Duration;

use serde_json::json;
use throwaway_postgres::Cluster;
use tokio::time::timeout;
use wire::{operator::Health, paths};

use super::{Process, signal, until};
use crate::harness::{Kind, Outcome, Stage, on_both, server};

on_both! {
    shared: health_tells_of_each_thing;
}

async fn health_tells_of_each_thing(stage: &Stage) -> Outcome {
    let health: Health = stage.operator.read(&paths::operator::health()).await?;
    let names: Vec<_> = health.checks.iter().map(|check| check.name.as_str()).collect();
    assert_eq!(names, ["Database", "Change log", "Clock", "Disk"]);
    assert!(health.checks.iter().all(|check| check.healthy || check.name == "Disk"), "{health:?}");
    let metrics = stage.anonymous.get("/metrics").await?.ok(200)?.body;
    assert!(metrics.contains("grantry_database_full_disk_total 0"), "{metrics}");
    assert_eq!(metrics.contains("grantry_database_free_bytes"), stage.kind() == Kind::Sqlite);
    Ok(())
}

/// PostgreSQL turned read-only under a node: what a demoted primary is, and one that an administrator has closed.
#[tokio::test]
async fn a_read_only_database_takes_no_changes_and_is_not_ready() -> Outcome {
    let stage = Stage::fresh(Kind::Postgres).await?;
    stage.end(Box::pin(close_and_open(&stage)).await)
}

async fn close_and_open(stage: &Stage) -> Outcome {
    let url = stage.server().database_url().ok_or("no PostgreSQL")?.to_owned();
    let name = url.rsplit('/').next().ok_or("no name")?.to_owned();
    let tenants = &paths::operator::tenants();
    let new = |owner: &str| json!({"name": "Late Clinic", "owner_email": owner});
    let set = async |read_only: bool| {
        let setting = format!("ALTER DATABASE \"{name}\" SET default_transaction_read_only = {read_only}");
        // After the setting is committed: who connects again in between would not have it.
        let end_the_others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let mut command = std::process::Command::new(throwaway_postgres::psql()?);
        // The setting holds for the next session: this one begins before it is taken back.
        command.env("PGOPTIONS", "-c default_transaction_read_only=off");
        let output = command
            .args(["-X", "-v", "ON_ERROR_STOP=1", "-c", &setting, "-c", end_the_others, &url])
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        Outcome::Ok(())
    };
    set(true).await?;
    let said = until(async || {
        let answer = stage.anonymous.get("/readyz").await?;
        Ok((answer.status == 503 && answer.body.contains("read-only")).then_some(answer.body))
    });
    said.await?;
    let answer = stage.operator.post(tenants, new("late1@people.example")).await?.ok(503)?;
    assert_eq!(answer.header("retry-after"), "1");
    stage.anonymous.get("/livez").await?.ok(200)?;
    set(false).await?;
    until(async || Ok((stage.anonymous.get("/readyz").await?.status == 200).then_some(()))).await?;
    until(async || {
        let answer = stage.operator.post(tenants, new("late2@people.example")).await?;
        Ok((answer.status == 201).then_some(()))
    })
    .await
}

mod timed {
    #[tokio::test]
    async fn readiness_answers_whatever_hangs() -> crate::harness::Outcome {
        Box::pin(super::readiness_answers_whatever_hangs()).await
    }
}

/// PostgreSQL hangs: its connections stay, and nothing comes through them.
async fn readiness_answers_whatever_hangs() -> Outcome {
    let cluster = tokio::task::spawn_blocking(Cluster::start).await??;
    let (key, url) =
        (server::run(&["keys", "new-master"])?.trim().to_owned(), cluster.create_database("hung")?);
    let key_file = tempfile::NamedTempFile::new()?;
    server::write_private(key_file.path(), &key)?;
    server::run(&[
        "migrate",
        "--database-url",
        &url,
        "--master-key-file",
        &key_file.path().display().to_string(),
    ])?;
    let settings = [("DATABASE_URL", url.as_str()), ("MASTER_KEY", key.as_str())];
    let mut node = Process::launch(&settings, std::process::Stdio::null())?;
    node.becomes(200).await?;
    let processes = cluster.processes()?;
    processes.iter().try_for_each(|process| signal("STOP", *process))?;
    let hung = ask_while_it_hangs(&node).await;
    processes.iter().try_for_each(|process| signal("CONT", *process))?;
    hung?;
    node.becomes(200).await?;
    Ok(())
}

/// Long before any statement is given up.
async fn ask_while_it_hangs(node: &Process) -> Outcome {
    tokio::time::sleep(Duration::from_millis(500)).await;
    for _ in 0..10 {
        let answer = timeout(Duration::from_millis(2_500), node.client.get("/readyz")).await;
        let answer = answer.map_err(|_| "/readyz hangs with the database")??.ok(503)?;
        assert!(answer.body.contains("Database does not answer"), "{}", answer.body);
    }
    Ok(())
}
