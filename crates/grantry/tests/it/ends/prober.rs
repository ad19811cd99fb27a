//! Asks faces again and again, and notes when each answered what.

use std::cell::Cell;
use std::time::Duration;

use model::issuer;
use reqwest::header::HOST;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::ask::Question;
use super::faces::{Format, Verdict};
use super::nodes::{Node, Nodes};
use crate::harness::Outcome;

/// Between two questions of one task.
const PERIOD: Duration = Duration::from_millis(20);

pub struct Sample {
    pub asked: Instant,
    pub answered: Instant,
    pub verdict: Verdict,
}

/// A question, and what was answered so far.
pub struct Probe<'a> {
    pub question: Question<'a>,
    pub samples: Vec<Sample>,
}

impl Probe<'_> {
    async fn ask(&mut self, nodes: &Nodes<'_>) -> Outcome {
        let asked = Instant::now();
        if let Some(verdict) = nodes.ask(self.question).await? {
            self.samples.push(Sample { asked, answered: Instant::now(), verdict });
        }
        Ok(())
    }
}

/// Puts the questions of one face of one node in turns.
pub async fn follow<'a>(
    nodes: &Nodes<'_>,
    mut probes: Vec<Probe<'a>>,
    stop: &Cell<bool>,
) -> Outcome<Vec<Probe<'a>>> {
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !stop.get() && !probes.is_empty() {
        for probe in &mut probes {
            ticks.tick().await;
            probe.ask(nodes).await?;
        }
    }
    Ok(probes)
}

/// What the feed of a node said, and when it arrived.
pub struct Heard {
    pub node: usize,
    pub told: Vec<(Instant, String)>,
}

/// Listens as a resource server that has no guard. Something comes four times a second.
pub async fn listen(nodes: &Nodes<'_>, node: &Node, stop: &Cell<bool>) -> Outcome<Heard> {
    let api = nodes.api(Format::Jwt);
    let request = nodes.stage.anonymous.http.get([node.base.as_str(), issuer::FEED].concat());
    let request = request.header(HOST, nodes.host()).basic_auth(&api.server_id, Some(&api.server_secret));
    let mut answer = request.send().await?.error_for_status()?;
    let mut told = Vec::new();
    while !stop.get() {
        let bytes = answer.chunk().await?.ok_or("the feed ended")?;
        told.push((Instant::now(), String::from_utf8_lossy(&bytes).into_owned()));
    }
    Ok(Heard { node: node.number, told })
}
