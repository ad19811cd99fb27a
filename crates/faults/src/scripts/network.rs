//! A network that loses a node, and one that is slow.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::RngExt;

use crate::Outcome;
use crate::ledger::{Answered, Entry, Operation};
use crate::play::{Play, Task, Verdict};
use crate::problem::Problem;
use crate::proxy::Mode;
use crate::stage::Layout;

/// One node loses PostgreSQL: first its connections break, then they stay and nothing passes. The load reaches it all
/// the while.
pub async fn partition(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout { postgres_nodes: 3, cuts: true, ..Layout::default() }).await?;
    let node = play.any_node();
    play.trouble(&format!("node {node} is cut off from PostgreSQL"));
    set(&play, node, Mode::Cut)?;
    let cut = play.now();
    play.pass(4.0, 3.0).await;
    note_answers(&mut play, node, cut);
    set(&play, node, Mode::Open)?;
    play.pass(3.0, 2.0).await;
    let node = play.any_node();
    play.trouble(&format!("node {node} sends to PostgreSQL and hears nothing"));
    set(&play, node, Mode::HalfOpen)?;
    play.pass(6.0, 4.0).await;
    // Either all that was held arrives late, or the other side has forgotten the connections.
    if play.rng.random_bool(0.5) {
        set(&play, node, Mode::Cut)?;
        play.pass(0.3, 0.3).await;
    }
    set(&play, node, Mode::Open)?;
    play.close().await
}

/// One way, from PostgreSQL and from clients.
const FAR: Duration = Duration::from_millis(40);
const THIN: Duration = Duration::from_millis(150);

/// PostgreSQL is far away from one node, and its clients from another; then a thin line, then clients that break off.
pub async fn slow(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout { postgres_nodes: 3, cuts: true, ..Layout::default() }).await?;
    let (far, thin) = (play.any_node(), play.any_node());
    play.quiet_trouble(&format!(
        "node {far} is {FAR:?} away from PostgreSQL, node {thin} {THIN:?} from its clients"
    ));
    set(&play, far, Mode::Delay(FAR))?;
    play.node(thin).front.set(Mode::Delay(THIN));
    let slow = play.now();
    play.pass(6.0, 3.0).await;
    must_take(&mut play, slow, far, FAR, |entry| {
        matches!(entry.operation, Operation::Change { .. } | Operation::Look)
    });
    must_take(&mut play, slow, thin, THIN, |_| true);
    play.quiet_trouble(&format!("node {far} gets 20,000 bytes a second from PostgreSQL"));
    set(&play, far, Mode::Throttle(20_000))?;
    play.node(thin).front.set(Mode::Open);
    play.pass(6.0, 3.0).await;
    set(&play, far, Mode::Open)?;
    play.trouble(&format!("the clients of node {thin} break off, and again"));
    for _ in 0..5 {
        play.node(thin).front.set(Mode::Cut);
        play.pass(0.3, 0.3).await;
        play.node(thin).front.set(Mode::Open);
        play.pass(0.7, 0.5).await;
    }
    play.close().await
}

/// What token requests were answered by a node that is cut off.
fn note_answers(play: &mut Play, node: usize, since: Duration) {
    let mut answers: BTreeMap<u16, usize> = BTreeMap::new();
    let here = |entry: &&Entry| entry.node == node && matches!(entry.operation, Operation::Token { .. });
    for entry in play.since(since).iter().filter(here) {
        *answers.entry(entry.status).or_default() += 1;
    }
    play.notes.push(format!("node {node} answered token requests meanwhile: {answers:?}"));
}

/// What a node did since then, of what is concerned, has taken the way there and back: nothing succeeded sooner.
fn must_take(play: &mut Play, since: Duration, node: usize, way: Duration, concerns: fn(&Entry) -> bool) {
    let entries = play.since(since);
    let here = entries.iter().filter(|entry| entry.node == node && concerns(entry));
    let took = here.map(|entry| (entry.span.end - entry.span.start, entry.answered));
    let telling = took.filter(|(took, answered)| *took >= way * 2 || *answered == Answered::Acknowledged);
    let quickest = telling.map(|(took, _)| took).min();
    if quickest.is_none_or(|quickest| quickest < way * 2) {
        let what = format!("node {node} is {way:?} away, and what was quickest took {quickest:?}");
        play.problems.push(Problem::Odd(what));
    }
}

fn set(play: &Play, node: usize, mode: Mode) -> Outcome {
    play.node(node).to_database.as_ref().ok_or("a node without a proxy")?.set(mode);
    Ok(())
}
