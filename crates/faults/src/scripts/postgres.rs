//! A PostgreSQL that is away, and one that does not answer.

use crate::Outcome;
use crate::machine::signal;
use crate::play::{Play, Task, Verdict};
use crate::stage::Layout;

/// Stopped as by a crash, and back.
pub async fn stopped(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout { postgres_nodes: 3, ..Layout::default() }).await?;
    let rounds = if task.short { 1 } else { 2 };
    for _ in 0..rounds {
        play.trouble("PostgreSQL stops");
        play.stage.cluster()?.interrupt()?;
        play.pass(4.0, 3.0).await;
        play.stage.cluster()?.resume()?;
        play.pass(3.0, 2.0).await;
    }
    play.close().await
}

/// Hung: its connections stay open, and nothing comes through them.
pub async fn hung(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout { postgres_nodes: 3, ..Layout::default() }).await?;
    play.trouble("PostgreSQL hangs");
    let processes = play.stage.cluster()?.processes()?;
    signal("STOP", &processes)?;
    play.pass(8.0, 4.0).await;
    signal("CONT", &processes)?;
    play.close().await
}
