//! Databases that have forgotten the last changes: a standby that is promoted too early, and a dump that takes the place
//! of the live database.

use std::path::Path;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use stalls::Stalls;
use throwaway_postgres::Cluster;
use tokio::time::sleep;

use crate::Outcome;
use crate::load::PARTNERS;
use crate::past::Past;
use crate::play::{Play, Task, Verdict};
use crate::proxy::Mode;
use crate::stage::{Layout, Stage, address_in};
use crate::world::World;

const LAYOUT: Layout = Layout { postgres_nodes: 2, cuts: true, disk: None, clocks: false, drain: None };
const DATABASE: &str = "faults";
/// Until each connection is cut.
const A_MOMENT: Duration = Duration::from_millis(100);

/// PostgreSQL fails over to an asynchronous standby that has not heard of the last sixty changes and more. The nodes run
/// all the while; afterwards they are put under load.
pub async fn failed_over(task: &Task) -> Outcome<Verdict> {
    let stalls = Stalls::watch();
    let (mut stage, world) = Play::set_up(task, LAYOUT).await?;
    let standby = stage.cluster()?.standby(Path::new("/tmp"))?;
    let mut past = Past::begin(&stage, &world).await?;
    standby.catch_up_with(stage.cluster()?)?;
    stray(&stage, &standby).await?;
    standby.stop_following()?;
    past.live_on().await?;

    let since = Instant::now();
    set(&stage, Mode::Cut)?;
    stage.cluster()?.interrupt()?;
    standby.promote()?;
    stage.database_url = standby.url_of(DATABASE)?;
    lead(&stage, &stage.database_url)?;
    set(&stage, Mode::Open)?;
    stage.postgres = Some(standby);
    go_on(task, stage, world, past, stalls, since, "PostgreSQL fails over to a standby that is behind").await
}

/// The database's name leads to the standby for a moment, and then back to the primary. What was connected meanwhile stays
/// so; the nodes come back by themselves.
async fn stray(stage: &Stage, standby: &Cluster) -> Outcome {
    set(stage, Mode::Cut)?;
    sleep(A_MOMENT).await;
    lead(stage, &standby.url_of(DATABASE)?)?;
    set(stage, Mode::Open)?;
    for node in &stage.nodes {
        node.wait_until_not_ready().await?;
    }
    lead(stage, &stage.database_url)?;
    for node in &stage.nodes {
        node.wait_until_ready().await?;
    }
    Ok(())
}

fn lead(stage: &Stage, url: &str) -> Outcome {
    let there = address_in(url)?;
    for node in &stage.nodes {
        node.to_database.as_ref().ok_or("a node without a proxy")?.lead_to(there);
    }
    Ok(())
}

/// A dump takes the place of the live database: restored over it, or beside it and then renamed.
pub async fn swapped_in(task: &Task) -> Outcome<Verdict> {
    let stalls = Stalls::watch();
    let (stage, world) = Play::set_up(task, LAYOUT).await?;
    let mut past = Past::begin(&stage, &world).await?;
    let folder = tempfile::tempdir()?;
    let dump = folder.path().join("faults.dump");
    stage.cluster()?.dump(DATABASE, &dump)?;
    past.live_on().await?;

    let since = Instant::now();
    let over = StdRng::seed_from_u64(task.seed).random_bool(0.5);
    let what = if over {
        stage.cluster()?.restore(DATABASE, &dump, true)?;
        "a dump is restored over the live database"
    } else {
        rename(&stage, &dump)?;
        "a restored dump is renamed to the live database"
    };
    go_on(task, stage, world, past, stalls, since, what).await
}

fn rename(stage: &Stage, dump: &Path) -> Outcome {
    let cluster = stage.cluster()?;
    cluster.create_database("restored")?;
    cluster.restore("restored", dump, false)?;
    cluster.execute(&format!("ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS false"))?;
    cluster.execute(&format!(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{DATABASE}'"
    ))?;
    cluster.execute(&format!("ALTER DATABASE {DATABASE} RENAME TO before"))?;
    cluster.execute(&format!("ALTER DATABASE restored RENAME TO {DATABASE}"))?;
    Ok(())
}

/// Judges what came of the past, and then plays on with a load, as other scripts do.
async fn go_on(
    task: &Task,
    stage: Stage,
    world: World,
    mut past: Past,
    stalls: Stalls,
    since: Instant,
    what: &str,
) -> Outcome<Verdict> {
    let judged = past.judge(since).await.map_err(|error| format!("{error}\n{}", stage.log_tails()))?;
    let rng = StdRng::seed_from_u64(task.seed);
    let mut play = Play::on(task, stage, world, rng, stalls, PARTNERS).await?;
    play.notes.extend([format!("before the load: {what}"), judged]);
    play.problems.append(&mut past.problems);
    play.pass(6.0, 3.0).await;
    play.close().await
}

fn set(stage: &Stage, mode: Mode) -> Outcome {
    for node in &stage.nodes {
        node.to_database.as_ref().ok_or("a node without a proxy")?.set(mode);
    }
    Ok(())
}
