//! Scripts in which a node is killed or stands still.

use crate::Outcome;
use crate::play::{Play, Task, Verdict};
use crate::stage::Layout;

/// One of three is killed, and comes back.
pub async fn kill(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout { postgres_nodes: 3, ..Layout::default() }).await?;
    let rounds = if task.short { 1 } else { 3 };
    kill_and_start(&mut play, rounds).await?;
    play.close().await
}

/// The only node is killed, and comes back to its file.
pub async fn kill_sqlite(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout::default()).await?;
    kill_and_start(&mut play, 4).await?;
    play.close().await
}

async fn kill_and_start(play: &mut Play, rounds: usize) -> Outcome {
    for _ in 0..rounds {
        let node = play.any_node();
        play.trouble(&format!("node {node} is killed"));
        play.node(node).kill()?;
        play.pass(2.0, 1.5).await;
        play.node(node).start().await?;
        play.pass(2.0, 1.0).await;
    }
    Ok(())
}

/// One of three stands still for ten seconds, and goes on as if nothing had been.
pub async fn stop(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout { postgres_nodes: 3, ..Layout::default() }).await?;
    let rounds = if task.short { 1 } else { 2 };
    for _ in 0..rounds {
        let node = play.any_node();
        play.trouble(&format!("node {node} stands still"));
        play.node(node).signal("STOP")?;
        play.pass(10.0, 4.0).await;
        play.node(node).signal("CONT")?;
        play.pass(2.0, 1.0).await;
    }
    play.close().await
}
