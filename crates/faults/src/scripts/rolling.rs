//! What operators do in the middle of the day: restart node after node, and rotate keys.

use std::time::Duration;

use tokio::time::sleep;

use crate::Outcome;
use crate::balancer::Balancer;
use crate::load::{Missed, Steady};
use crate::play::{Play, Problem, Task, Verdict};
use crate::stage::Layout;

const RATE: u32 = 500;

/// Every node is restarted behind a balancer, under 500 requests a second, of which none fails.
pub async fn restart(task: &Task) -> Outcome<Verdict> {
    let layout = Layout { postgres_nodes: 3, drain: Some(2), ..Layout::default() };
    let mut play = Play::prepare(task, layout, false).await?;
    let balancer = Balancer::start(play.stage.nodes.iter().map(|node| node.address())).await?;
    let (began, steady) = (play.now(), Steady::start(&play.load.scene, balancer.address(), RATE));
    sleep(Duration::from_secs(2)).await;
    for node in 0..play.stage.nodes.len() {
        play.trouble(&format!("node {node} is restarted"));
        play.node(node).signal("TERM")?;
        play.node(node).wait_until_ended().await?;
        play.node(node).start().await?;
        sleep(Duration::from_secs(1)).await;
    }
    let took = play.now() - began;
    let (asked, missed) = steady.stop().await?;
    note(&mut play, asked, &missed, took);
    play.close(false).await
}

/// Keys are rotated under load: every request goes on, and each node takes the tokens of the others.
pub async fn rotate_keys(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout { postgres_nodes: 3, ..Layout::default() }).await?;
    let node = play.node(0).front.address();
    let (began, steady) = (play.now(), Steady::start(&play.load.scene, node, 50));
    for _ in 0..3 {
        play.trouble("the signing keys are rotated");
        play.stage.command(&["keys", "rotate"])?;
        play.pass(3.0, 2.0).await;
    }
    let took = play.now() - began;
    let (asked, missed) = steady.stop().await?;
    note(&mut play, asked, &missed, took);
    play.close(false).await
}

fn note(play: &mut Play, asked: usize, missed: &[Missed], took: Duration) {
    let rate = asked as f64 / took.as_secs_f64();
    play.notes.push(format!("{asked} requests in {took:.1?}, {rate:.0} a second; {} failed", missed.len()));
    if let (Some(Missed(first)), Some(Missed(last))) = (missed.first(), missed.last()) {
        let what = format!("{} requests failed; one at {first}; one at {last}", missed.len());
        play.problems.push(Problem::Late(what));
    }
}
