//! A node whose database is away when it starts.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdout, Command, Stdio},
};

use throwaway_postgres::Cluster;
use wire::paths;

use super::{POLL, Process, until};
use crate::harness::{Outcome, server};

/// A cluster of its own, and what a node on it is started with.
struct Setup {
    cluster: Cluster,
    key: String,
    url: String,
}

impl Setup {
    async fn new() -> Outcome<Self> {
        let cluster = tokio::task::spawn_blocking(Cluster::start).await??;
        let (key, url) =
            (server::run(&["keys", "new-master"])?.trim().to_owned(), cluster.create_database("late")?);
        let setup = Self { cluster, key, url };
        server::run(&["migrate", "--database-url", &setup.url, "--master-key-file", &setup.key_file()?])?;
        Ok(setup)
    }

    fn key_file(&self) -> Outcome<String> {
        let file = std::env::temp_dir().join(format!(
            "grantry-key-{}-{}",
            std::process::id(),
            crate::harness::next()
        ));
        server::write_private(&file, &self.key)?;
        Ok(file.display().to_string())
    }

    fn settings(&self) -> [(&str, &str); 2] {
        [("DATABASE_URL", &self.url), ("MASTER_KEY", &self.key)]
    }
}

#[tokio::test]
async fn a_node_waits_for_its_database() -> Outcome {
    let setup = Setup::new().await?;
    setup.cluster.interrupt()?;
    let folder = tempfile::tempdir()?;
    let log = folder.path().join("log");
    let mut node = Process::with_log(&setup.settings(), &log)?;
    assert!(node.becomes(503).await?.contains("Database"));
    node.client.get("/livez").await?.ok(200)?;
    for path in ["/oauth2/jwks", &paths::account::session(), "/sign-in"] {
        let answer = node.client.get(path).await?.ok(503)?;
        assert_eq!(answer.header("retry-after"), "1", "{path}");
    }
    setup.cluster.resume()?;
    node.becomes(200).await?;
    node.client.get("/oauth2/jwks").await?.ok(200)?;
    assert!(fs::read_to_string(&log)?.contains("cannot be used yet"));
    Ok(())
}

#[tokio::test]
async fn a_node_that_waits_can_be_stopped() -> Outcome {
    let setup = Setup::new().await?;
    setup.cluster.interrupt()?;
    for name in ["TERM", "INT"] {
        let mut node = Process::launch(&setup.settings(), Stdio::null())?;
        node.becomes(503).await?;
        node.signal("HUP")?;
        node.becomes(503).await?;
        node.signal(name)?;
        assert!(node.ends().await?.success());
    }
    Ok(())
}

/// Whoever watches the node must not take it for dead while it brings the schema up to date, however long that takes.
#[tokio::test]
async fn a_node_that_migrates_is_alive_and_not_ready() -> Outcome {
    let setup = Setup::new().await?;
    let older = "DROP TABLE installation; DELETE FROM seaql_migrations WHERE version LIKE '%installation'";
    let mut other = Psql::open(&setup.url)?;
    // Another node is at it.
    other.say(&format!("{older}; SELECT pg_advisory_lock(7236829514001); SELECT 'held';"))?;
    other.hears("held")?;
    let mut node = Process::launch(&setup.settings(), Stdio::null())?;
    let said = until(async || {
        let Ok(answer) = node.client.get("/readyz").await else { return Ok(None) };
        Ok(Some(answer.body).filter(|body| body.contains("brought up to date")))
    })
    .await?;
    assert!(said.starts_with("not ready: Database"), "{said}");
    for _ in 0..20 {
        node.client.get("/livez").await?.ok(200)?;
        node.client.get("/readyz").await?.ok(503)?;
        tokio::time::sleep(POLL).await;
    }
    drop(other);
    node.becomes(200).await?;
    Ok(())
}

/// A session of `psql`, ended when dropped.
struct Psql {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Psql {
    fn open(url: &str) -> Outcome<Self> {
        let mut command = Command::new(throwaway_postgres::psql()?);
        command.args(["-XqAt", "-v", "ON_ERROR_STOP=1"]).arg(url);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdout = BufReader::new(child.stdout.take().ok_or("no output")?);
        Ok(Self { child, stdout })
    }

    fn say(&mut self, sql: &str) -> Outcome {
        Ok(writeln!(self.child.stdin.as_ref().ok_or("no input")?, "{sql}")?)
    }

    fn hears(&mut self, words: &str) -> Outcome {
        let mut line = String::new();
        while self.stdout.read_line(&mut line)? > 0 {
            if line.contains(words) {
                return Ok(());
            }
        }
        Err(format!("psql ended without {words}: {line}").into())
    }
}

impl Drop for Psql {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// What waiting does not mend ends at once, in words.
#[tokio::test]
async fn a_wrong_database_is_not_waited_for() -> Outcome {
    let setup = Setup::new().await?;
    let nowhere = setup.url.replace("/late", "/no_such_database");
    let folder = tempfile::tempdir()?;
    for url in [nowhere.as_str(), "mysql://grantry@db.internal/grantry"] {
        let log = folder.path().join("log");
        let mut node = Process::with_log(&[("DATABASE_URL", url), ("MASTER_KEY", &setup.key)], &log)?;
        assert!(!node.ends().await?.success(), "{url}");
        assert!(fs::read_to_string(&log)?.contains("grantry: "), "{url}");
    }
    Ok(())
}
