//! Wall clocks that jump.

use crate::Outcome;
use crate::play::{Play, Problem, Task, Verdict};
use crate::stage::Layout;

/// Seconds off. Within what a session lives through, in both directions.
const STEPS: [i64; 6] = [90, -90, 1_800, -1_800, 5, 0];

/// Each node's clock jumps on its own, forth and back: access still dies within a second, and no node dies.
pub async fn steps(task: &Task) -> Outcome<Verdict> {
    let layout = Layout { postgres_nodes: 3, clocks: true, ..Layout::default() };
    let mut play = Play::begin(task, layout).await?;
    for (turn, seconds) in STEPS.into_iter().enumerate() {
        let node = (turn + play.any_node()) % play.stage.nodes.len();
        play.trouble(&format!("node {node} is {seconds} s off"));
        play.stage.set_clock(node, seconds)?;
        play.pass(3.0, 2.0).await;
    }
    for node in 0..play.stage.nodes.len() {
        play.stage.set_clock(node, 0)?;
        if !play.node(node).is_running() {
            play.problems.push(Problem::Odd(format!("node {node} has ended")));
        }
    }
    play.close(false).await
}
