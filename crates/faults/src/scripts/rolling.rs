//! What operators do in the middle of the day: restart node after node, and rotate keys.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::sleep;

use crate::Outcome;
use crate::balancer::Balancer;
use crate::http::{Client, Missed, Request};
use crate::load::Steady;
use crate::play::{PATIENCE, Play, Task, Verdict};
use crate::problem::Problem;
use crate::stage::Layout;

const RATE: u32 = 500;

/// Every node is restarted behind a balancer, under 500 requests a second, of which none fails. A partner at each node
/// feels the restart, and tries what is revoked before and after it.
pub async fn restart(task: &Task) -> Outcome<Verdict> {
    let layout = Layout { postgres_nodes: 3, drain: Some(2), ..Layout::default() };
    let mut play = Play::with_partners(task, layout, 1).await?;
    let balancer = Balancer::start(play.stage.nodes.iter().map(|node| node.address())).await?;
    let steady = Steady::start(&play.load.scene, balancer.address(), RATE);
    sleep(Duration::from_secs(2)).await;
    for node in 0..play.stage.nodes.len() {
        play.trouble(&format!("node {node} is restarted"));
        play.node(node).signal("TERM")?;
        play.node(node).wait_until_ended().await?;
        play.node(node).start().await?;
        sleep(Duration::from_secs(1)).await;
    }
    play.judge(&steady.stop().await?);
    play.close().await
}

/// Keys are rotated under load, on time and at once: every request goes on, and each node takes the tokens of all nodes,
/// those of the keys before too.
pub async fn rotate_keys(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout { postgres_nodes: 3, ..Layout::default() }).await?;
    let node = play.node(0).front.address();
    let steady = Steady::start(&play.load.scene, node, 50);
    let mut tokens = tokens(&play).await?;
    for rotation in [&["keys", "rotate"][..], &["keys", "rotate", "--now"], &["keys", "rotate", "--now"]] {
        play.quiet_trouble(&rotation.join(" "));
        play.stage.command(rotation)?;
        play.pass(1.5, 1.5).await;
        tokens.extend(self::tokens(&play).await?);
        play.pass(1.5, 1.5).await;
        use_everywhere(&mut play, &tokens).await;
    }
    let keys: BTreeSet<_> = tokens.iter().filter_map(|token| token.split('.').next()).collect();
    play.notes.push(format!("{} keys signed", keys.len()));
    if keys.len() < 3 {
        play.problems.push(Problem::Odd("the keys did not take turns".into()));
    }
    play.judge(&steady.stop().await?);
    play.close().await
}

/// One of each node.
async fn tokens(play: &Play) -> Outcome<Vec<String>> {
    let mut tokens = Vec::new();
    for node in 0..play.stage.nodes.len() {
        tokens.push(play.token(node).await?);
    }
    Ok(tokens)
}

async fn use_everywhere(play: &mut Play, tokens: &[String]) {
    for number in 0..play.stage.nodes.len() {
        let mut client = Client::new(play.node(number).address(), PATIENCE);
        for token in tokens {
            let answer = client.ask(&Request::get("/demo-api/v1/patients").bearer(token)).await;
            if !answer.as_ref().is_ok_and(|answer| answer.status == 200) {
                let what = format_args!("node {number} does not take a live token");
                play.problems.push(Missed::new(what, &answer).into());
            }
        }
    }
}
