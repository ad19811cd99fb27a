//! Random walks through the life of access, beside a reference that knows the promises and nothing of the product.
//! After each step both agree on the state, on each secret that was ever made, on links to them, on workloads, and on a
//! token that was got before; after each walk on every event, on whose inbox it came into, on whose webhooks heard of it,
//! and on every receipt.
//!
//! `WALKS=1000` walks so often without a limit of time, and `WALK_SEED=7` begins at that seed. A walk that
//! fails is told with its seed, without the steps that it fails without.

mod access;
mod hearers;
mod issuer;
mod link_steps;
mod links;
mod node;
mod operations;
mod outcome;
mod races;
mod receipts;
mod reference;
mod rotation;
mod sandbox;
mod steps;
mod taking;
mod told;
mod updates;
mod workload_steps;
mod workloads;
mod world;

use std::{
    env,
    time::{Duration, Instant},
};

use crate::harness::{Outcome, on_both_databases};
use outcome::{agree, refused, same};
use reference::{Answer, Reference};
use steps::{Dice, Step};
use taking::Walk;
use world::World;

on_both_databases! { walks_agree_with_the_reference }

/// Steps of a walk.
const LENGTH: usize = 32;
/// Walks, unless the time is up before.
const WALKS: u64 = 60;
const TIME: Duration = Duration::from_secs(12);

async fn walks_agree_with_the_reference(url: &str) -> Outcome {
    let world = Box::pin(World::open(url)).await?;
    Box::pin(world.at_work(walks(&world))).await
}

fn given(name: &str) -> Outcome<Option<u64>> {
    Ok(env::var(name).ok().map(|text| text.parse::<u64>()).transpose()?)
}

async fn walks(world: &World) -> Outcome {
    let (many, first) = (given("WALKS")?, given("WALK_SEED")?.unwrap_or(1));
    let began = Instant::now();
    for seed in (first..).take_while(|seed| seed - first < many.unwrap_or(WALKS)) {
        if many.is_none() && began.elapsed() > TIME {
            break;
        }
        let steps = Dice::new(seed).walk(LENGTH);
        let walked = Box::pin(walk(world, &steps)).await;
        if let Err(error) = walked {
            let (steps, error) = Box::pin(shrunk(world, steps, error.to_string())).await;
            return Err(format!("WALKS=1 WALK_SEED={seed}: {error}\n{steps:#?}").into());
        }
    }
    Ok(())
}

/// Without the steps that it fails without, and how it fails then.
async fn shrunk(world: &World, steps: Vec<Step>, error: String) -> (Vec<Step>, String) {
    let (mut steps, mut error, mut index) = (steps, error, 0);
    while index < steps.len() {
        let mut fewer = steps.clone();
        fewer.remove(index);
        let walked = Box::pin(walk(world, &fewer)).await;
        match walked {
            Err(still) => (steps, error) = (fewer, still.to_string()),
            Ok(()) => index += 1,
        }
    }
    (steps, error)
}

async fn walk(world: &World, steps: &[Step]) -> Outcome {
    let (mut walk, mut reference) = Box::pin(Walk::begin(world)).await?;
    let listening = Box::pin(world.listen()).await?;
    let walked = async {
        for (number, step) in steps.iter().enumerate() {
            let taken = Box::pin(take(&mut walk, &mut reference, *step)).await;
            taken.map_err(|error| format!("step {}, {step:?}: {error}", number + 1))?;
        }
        Box::pin(receipts::compare(&walk, &reference)).await?;
        Box::pin(listening.compare(&walk, &reference)).await
    };
    let walked = Box::pin(walked).await;
    Box::pin(listening.end(world)).await?;
    walked
}

async fn take(walk: &mut Walk<'_>, reference: &mut Reference, step: Step) -> Outcome {
    walk.world.market.clock.forward(1);
    let mut after = reference.clone();
    let expected = after.take(step);
    if expected != Answer::Nothing {
        let (answer, said) = match Box::pin(walk.take(step, reference)).await? {
            Ok(()) => (Answer::Done, String::new()),
            Err(error) => {
                let said = format!(", {error}");
                (refused(error)?, said)
            }
        };
        same(&format!("the answer{said}"), &answer, &expected)?;
    }
    *reference = after;
    Box::pin(agree(walk, reference)).await
}
