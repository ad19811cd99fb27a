//! Wall clocks that jump.

use std::time::SystemTime;

use serde_json::Value;

use crate::Outcome;
use crate::http::{Client, Request};
use crate::load::payload;
use crate::play::{PATIENCE, Play, Task, Verdict};
use crate::problem::Problem;
use crate::stage::Layout;

/// Seconds off. Within what a session lives through, in both directions.
const STEPS: [i64; 6] = [90, -90, 1_800, -1_800, 5, 0];
/// Seconds between a token and our look at the clock.
const SLACK: i64 = 2;

/// Each node's clock jumps on its own, forth and back: access is still revoked within a second, and no node ends.
pub async fn steps(task: &Task) -> Outcome<Verdict> {
    let layout = Layout { postgres_nodes: 3, clocks: true, ..Layout::default() };
    let mut play = Play::begin(task, layout).await?;
    for (turn, seconds) in STEPS.into_iter().enumerate() {
        let node = (turn + play.any_node()) % play.stage.nodes.len();
        play.quiet_trouble(&format!("node {node} is {seconds} s off"));
        play.stage.set_clock(node, seconds)?;
        play.pass(3.0, 2.0).await;
        must_be_off(&mut play, node, seconds).await?;
        must_say_so(&mut play, node, seconds).await?;
    }
    for node in 0..play.stage.nodes.len() {
        play.stage.set_clock(node, 0)?;
        if !play.node(node).is_running() {
            play.problems.push(Problem::Odd(format!("node {node} has ended")));
        }
    }
    play.close().await
}

/// A node whose clock is far from the database's is not ready, and says why.
async fn must_say_so(play: &mut Play, node: usize, seconds: i64) -> Outcome {
    let answer = Client::new(play.node(node).address(), PATIENCE).ask(&Request::get("/readyz")).await;
    let answer = answer.map_err(|silence| format!("{silence:?}"))?;
    let says = answer.status == 503 && answer.body.contains("Clock");
    if says != (seconds.abs() > 30) {
        let what = format!("node {node} is {seconds} s off and says {} {}", answer.status, answer.body);
        play.problems.push(Problem::Odd(what));
    }
    Ok(())
}

/// The node's clock, by the `iat` of a token that it issues now.
async fn must_be_off(play: &mut Play, node: usize, seconds: i64) -> Outcome {
    let token = play.token(node).await?;
    let claims: Value = serde_json::from_str(&payload(&token).ok_or("a token without claims")?)?;
    let off = claims["iat"].as_i64().ok_or("a token without iat")? - now()?;
    if (off - seconds).abs() > SLACK {
        play.problems.push(Problem::Odd(format!("node {node} should be {seconds} s off, and is {off}")));
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the nodes' clocks are compared with the machine's")]
fn now() -> Outcome<i64> {
    Ok(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs().cast_signed())
}
