//! What operators do in the middle of the day: restart node after node, and rotate keys.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::sleep;

use crate::Outcome;
use crate::balancer::Balancer;
use crate::http::{Client, Request};
use crate::load::{Missed, Steady};
use crate::play::{Play, Problem, Task, Verdict};
use crate::stage::Layout;
use crate::world::text;

const RATE: u32 = 500;
const PATIENCE: Duration = Duration::from_secs(5);

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

/// Keys are rotated under load, on time and at once: every request goes on, and each node takes the tokens of all nodes,
/// those of the keys before too.
pub async fn rotate_keys(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout { postgres_nodes: 3, ..Layout::default() }).await?;
    let node = play.node(0).front.address();
    let (began, steady) = (play.now(), Steady::start(&play.load.scene, node, 50));
    let mut tokens = tokens(&play).await?;
    for rotation in [&["keys", "rotate"][..], &["keys", "rotate", "--now"], &["keys", "rotate", "--now"]] {
        play.trouble(&rotation.join(" "));
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
    let took = play.now() - began;
    let (asked, missed) = steady.stop().await?;
    note(&mut play, asked, &missed, took);
    play.close(false).await
}

/// One of each node.
async fn tokens(play: &Play) -> Outcome<Vec<String>> {
    let steady = play.load.scene.wallet.all().into_iter().find(|client| client.steady);
    let steady = steady.ok_or("nobody is steady")?;
    let path = play.load.scene.world.tenants[steady.tenant].token_endpoint();
    let request = Request::token(&path, &steady.client_id, &steady.secrets[0]);
    let mut tokens = Vec::new();
    for node in &play.stage.nodes {
        let answer = Client::new(node.address(), PATIENCE).ask(&request).await;
        let answer = answer.map_err(|silence| format!("{silence:?}"))?.json(200)?;
        tokens.push(text(&answer["access_token"])?);
    }
    Ok(tokens)
}

async fn use_everywhere(play: &mut Play, tokens: &[String]) {
    for number in 0..play.stage.nodes.len() {
        let mut client = Client::new(play.node(number).address(), PATIENCE);
        for token in tokens {
            let answer = client.ask(&Request::get("/demo-api/v1/patients").bearer(token)).await;
            match answer.map(|answer| answer.status) {
                Ok(200) => {}
                Ok(401) => {
                    play.problems.push(Problem::Odd(format!("node {number} does not take a live token")))
                }
                other => play.problems.push(Problem::Late(format!("a call of node {number}: {other:?}"))),
            }
        }
    }
}

fn note(play: &mut Play, asked: usize, missed: &[Missed], took: Duration) {
    let rate = asked as f64 / took.as_secs_f64();
    play.notes.push(format!("{asked} requests in {took:.1?}, {rate:.0} a second; {} failed", missed.len()));
    if let (Some(Missed(first)), Some(Missed(last))) = (missed.first(), missed.last()) {
        let what = format!("{} requests failed; one at {first}; one at {last}", missed.len());
        play.problems.push(Problem::Late(what));
    }
}
