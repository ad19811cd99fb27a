//! A database in another part of the world, and how far away it may be.

use std::time::Duration;

use crate::Outcome;
use crate::load::Steady;
use crate::past::Past;
use crate::play::{Play, Task, Verdict};
use crate::problem::Problem;
use crate::proxy::Mode;
use crate::stage::Layout;

/// One way.
const WAY: Duration = Duration::from_millis(100);
const RATE: u32 = 50;
/// Distances that are tried, there and back.
const STEP: Duration = Duration::from_millis(50);
const FARTHEST: Duration = Duration::from_secs(1);

/// PostgreSQL is 200 ms away from every node, there and back: while people go on changing things, no token request fails,
/// and a pause holds a second after it was acknowledged.
pub async fn database(task: &Task) -> Outcome<Verdict> {
    let layout = Layout { postgres_nodes: 2, cuts: true, ..Layout::default() };
    let mut play = Play::with_partners(task, layout, 1).await?;
    let mut aside = Past::begin(&play.stage, &play.load.scene.world).await?;
    play.quiet_trouble(&format!("every node is {:?} away from PostgreSQL, there and back", WAY * 2));
    set(&play, Mode::Delay(WAY))?;
    // What was under way when the distance grew.
    play.pass(3.0, 3.0).await;
    let fronts = play.stage.fronts();
    let steady: Vec<_> = fronts.iter().map(|node| Steady::start(&play.load.scene, *node, RATE)).collect();
    play.pass(10.0, 2.0).await;
    let (refused, took) = aside.pause().await?;
    for load in steady {
        play.judge(&load.stop().await?);
    }
    play.problems.append(&mut aside.problems);
    play.notes.push(format!("{refused} requests were refused in a pause; its quicker half took {took:.1?}"));
    if took < WAY * 4 {
        let what = format!("the database is {WAY:?} away, and a change took {took:?}");
        play.problems.push(Problem::Odd(what));
    }
    set(&play, Mode::Open)?;
    play.close().await
}

/// Moves PostgreSQL away step by step, and notes how many token requests fail at each distance: beyond what is promised
/// they do, and when it is near again nodes recover.
pub async fn farther(task: &Task) -> Outcome<Verdict> {
    let layout = Layout { postgres_nodes: 2, cuts: true, ..Layout::default() };
    let mut play = Play::with_partners(task, layout, 1).await?;
    let mut distance = WAY * 2;
    let mut failing = 0;
    while distance <= FARTHEST && failing < 2 {
        play.quiet_trouble(&format!("PostgreSQL is {distance:?} away"));
        set(&play, Mode::Delay(distance / 2))?;
        play.pass(4.0, 3.0).await;
        let fronts = play.stage.fronts();
        let steady: Vec<_> = fronts.iter().map(|node| Steady::start(&play.load.scene, *node, RATE)).collect();
        play.pass(12.0, 3.0).await;
        let (mut asked, mut failed) = (0, 0);
        for load in steady {
            let load = load.stop().await?;
            asked += load.asked;
            failed += load.missed.len();
        }
        play.notes.push(format!("at {distance:?} {failed} of {asked} token requests failed"));
        if failed > 0 && distance == WAY * 2 {
            play.problems.push(Problem::Late(format!("{failed} token requests failed at {distance:?}")));
        }
        failing += usize::from(failed * 20 > asked);
        distance += STEP;
    }
    if failing == 0 {
        play.problems.push(Problem::Odd(format!("no token request fails at {FARTHEST:?}")));
    }
    set(&play, Mode::Open)?;
    play.close().await
}

fn set(play: &Play, mode: Mode) -> Outcome {
    for node in &play.stage.nodes {
        node.to_database.as_ref().ok_or("a node without a proxy")?.set(mode);
    }
    Ok(())
}
