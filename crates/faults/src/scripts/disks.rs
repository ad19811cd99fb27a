//! Disks that are full, and disks that fail to keep what they are given.

use std::time::Duration;

use api_client::operator;
use tokio::time::sleep;

use crate::Outcome;
use crate::http::{Client, Request};
use crate::ledger::{Answered, Operation};
use crate::machine::FailingSync;
use crate::play::{PATIENCE, Play, Task, Verdict};
use crate::problem::Problem;
use crate::stage::Layout;

/// The embedded database's disk is full: reading goes on, and so do tokens.
pub async fn full_sqlite(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout { disk: Some(24), ..Layout::default() }).await?;
    for _ in 0..2 {
        play.trouble("the disk is full");
        play.stage.small_disk()?.fill()?;
        let full = play.now();
        play.pass(5.0, 3.0).await;
        let granted = granted_since(&play, full);
        if granted == 0 {
            play.problems.push(Problem::Odd("no token was granted while the disk was full".into()));
        }
        play.notes.push(format!("{granted} tokens were granted while the disk was full"));
        must_be_reported(&mut play).await?;
        play.stage.small_disk()?.free()?;
        play.pass(2.0, 1.0).await;
    }
    play.close().await
}

/// PostgreSQL's disk is full. It may give up at that; then the script starts it again, as an init system does.
pub async fn full_postgres(task: &Task) -> Outcome<Verdict> {
    let layout = Layout { postgres_nodes: 2, disk: Some(160), ..Layout::default() };
    let mut play = Play::begin(task, layout).await?;
    play.quiet_trouble("PostgreSQL's disk is full");
    play.stage.small_disk()?.fill()?;
    // Log and tables have room left in what they hold already; this takes it.
    let hungry = "CREATE TABLE ballast AS SELECT repeat('x', 1000) FROM generate_series(1, 200000)";
    let refused = play.stage.cluster()?.execute(hungry).is_err();
    if !refused {
        play.problems.push(Problem::Odd("PostgreSQL made a large table on a full disk".into()));
    }
    play.pass(6.0, 4.0).await;
    play.stage.small_disk()?.free()?;
    start_again(&mut play).await?;
    play.close().await
}

/// Health and metrics say it; the node is as ready as before, for tokens go on.
async fn must_be_reported(play: &mut Play) -> Outcome {
    let mut client = Client::new(play.node(0).address(), PATIENCE);
    let mut ask =
        async |request: Request| client.ask(&request).await.map_err(|silence| format!("{silence:?}"));
    let health = Request::of(&operator::health()).session(&play.load.scene.world.operator);
    let health = ask(health).await?.json(200)?;
    let metrics = ask(Request::get("/metrics")).await?.body;
    let ready = ask(Request::get("/readyz")).await?.status == 200;
    let checks = health["checks"].as_array().cloned().unwrap_or_default();
    let says = checks.iter().any(|check| check["name"] == "Disk" && check["healthy"] == false);
    let refused = metrics.lines().find_map(|line| line.strip_prefix("grantry_database_full_disk_total "));
    let counted = refused.and_then(|count| count.parse::<u64>().ok()).is_some_and(|count| count > 0);
    for (holds, what) in [
        (says, "health does not say"),
        (counted, "metrics do not count"),
        (ready, "the node is not ready for"),
    ] {
        if !holds {
            play.problems.push(Problem::Odd(format!("{what} a full disk: {health}")));
        }
    }
    Ok(())
}

fn granted_since(play: &Play, start: Duration) -> usize {
    let token = |operation: &Operation| matches!(operation, Operation::Token { .. });
    let entries = play.since(start);
    entries.iter().filter(|entry| token(&entry.operation) && entry.answered == Answered::Acknowledged).count()
}

/// `fsync` fails under the embedded database.
pub async fn fsync_sqlite(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout::default()).await?;
    for round in 0..2 {
        play.trouble("fsync fails with EIO");
        let processes = [play.node(0).pid().ok_or("the node does not run")?];
        let failing = FailingSync::attach(&processes, &play.stage.scratch(&format!("strace-{round}")))?;
        play.pass(4.0, 3.0).await;
        drop(failing);
        play.pass(2.0, 1.0).await;
    }
    play.notes.push(injected(&play)?);
    play.close().await
}

/// `fsync` fails under PostgreSQL, which ends rather than lose what it acknowledged.
pub async fn fsync_postgres(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout { postgres_nodes: 2, ..Layout::default() }).await?;
    play.trouble("PostgreSQL's fsync fails with EIO");
    let processes = play.stage.cluster()?.processes()?;
    let failing = FailingSync::attach(&processes, &play.stage.scratch("strace-0"))?;
    play.pass(5.0, 3.0).await;
    drop(failing);
    play.notes.push(injected(&play)?);
    start_again(&mut play).await?;
    play.close().await
}

/// How many calls failed; none is an error of the harness.
fn injected(play: &Play) -> Outcome<String> {
    let texts = [0, 1].map(|round| std::fs::read_to_string(play.stage.scratch(&format!("strace-{round}"))));
    let calls = texts.iter().flatten().flat_map(|text| text.lines());
    match calls.filter(|line| line.contains("(INJECTED)")).count() {
        0 => Err("no call of fsync was made to fail".into()),
        calls => Ok(format!("{calls} calls of fsync failed")),
    }
}

/// Starts PostgreSQL where it has given up.
async fn start_again(play: &mut Play) -> Outcome {
    // It may be on its way down or up.
    sleep(Duration::from_secs(2)).await;
    let cluster = play.stage.cluster()?;
    if cluster.execute("SELECT 1").is_ok() {
        return Ok(());
    }
    let _ = cluster.interrupt();
    cluster.resume()?;
    play.notes.push("PostgreSQL had given up and was started again".into());
    Ok(())
}
