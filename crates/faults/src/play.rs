//! One script at work: a stage, a load, faults in between, and the verdict.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

use crate::Outcome;
use crate::checker::{self, Violation};
use crate::evidence;
use crate::ledger::{Action, Answered, Deed, Entry};
use crate::load::Load;
use crate::node::Node;
use crate::program::Program;
use crate::stage::{Layout, Stage};
use crate::stalls::{Stalls, Starvation};
use crate::world::World;

/// Within this time after a fault is gone, every node works again.
pub const RECOVERY: Duration = Duration::from_secs(15);

/// What a script is given.
#[derive(Debug, Clone)]
pub struct Task {
    pub program: Program,
    pub seed: u64,
    /// Less of everything, for every day.
    pub short: bool,
}

/// Something that is wrong.
#[derive(Debug)]
pub enum Problem {
    Violated(Violation),
    /// An answer that should not be, or a fault that was not felt.
    Odd(String),
    /// Too late, or refused where it should not be: a starved machine can be the cause.
    Late(String),
}

/// How a script ended.
#[derive(Debug)]
pub struct Verdict {
    pub operations: usize,
    pub refused: usize,
    pub problems: Vec<Problem>,
    pub recovery: Option<Duration>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
    pub starved: Starvation,
}

pub struct Play {
    pub task: Task,
    pub rng: StdRng,
    pub stage: Stage,
    pub load: Load,
    pub problems: Vec<Problem>,
    pub notes: Vec<String>,
    /// When the first fault began.
    troubled_from: Option<Duration>,
    stalls: Stalls,
}

impl Play {
    /// A stage with a load on every node.
    pub async fn begin(task: &Task, layout: Layout) -> Outcome<Self> {
        Self::prepare(task, layout, true).await
    }

    /// Where `busy` is false, only people are at work.
    pub async fn prepare(task: &Task, layout: Layout, busy: bool) -> Outcome<Self> {
        let stalls = Stalls::watch();
        let mut rng = StdRng::seed_from_u64(task.seed);
        let stage = Stage::start(&task.program, layout).await?;
        let world = World::make(&stage).await.map_err(|error| format!("{error}\n{}", stage.log_tails()))?;
        let load = Load::start(world, stage.fronts(), &mut rng, busy).await?;
        let (problems, notes) = (Vec::new(), Vec::new());
        let mut play =
            Self { task: task.clone(), rng, stage, load, problems, notes, troubled_from: None, stalls };
        play.pass(2.0, 1.0).await;
        Ok(play)
    }

    /// Lets so many seconds pass; in a short play so many.
    pub async fn pass(&mut self, seconds: f64, short: f64) {
        let seconds = if self.task.short { short } else { seconds };
        // A little more or less, so that seeds differ.
        sleep(Duration::from_secs_f64(seconds * self.rng.random_range(0.9..1.1))).await;
    }

    pub fn any_node(&mut self) -> usize {
        self.rng.random_range(0..self.stage.nodes.len())
    }

    pub fn node(&self, number: usize) -> &Node {
        &self.stage.nodes[number]
    }

    /// Says that a fault begins now.
    pub fn trouble(&mut self, what: &str) {
        let now = self.load.scene.ledger.now();
        self.troubled_from.get_or_insert(now);
        self.notes.push(format!("{:.1} s: {what}", now.as_secs_f64()));
    }

    /// What was written from now on, or since then.
    pub fn since(&self, moment: Duration) -> Vec<Entry> {
        let mut entries = self.load.scene.ledger.entries();
        entries.retain(|entry| entry.span.start >= moment);
        entries
    }

    pub fn now(&self) -> Duration {
        self.load.scene.ledger.now()
    }

    /// The faults are gone: every node must recover by itself; then the invariants are checked. Each fault must have
    /// been felt, by answers 5xx or by silence: else the script has shown nothing.
    pub async fn close(mut self, must_be_felt: bool) -> Outcome<Verdict> {
        let scene = self.load.scene.clone();
        let recovered = evidence::recovery(&self.stage, &scene, RECOVERY).await?;
        let recovery = match recovered {
            Ok(time) => Some(time),
            Err(what) => {
                self.problems.push(Problem::Late(what));
                None
            }
        };
        self.pass(2.5, 1.5).await;
        self.load.stop().await?;
        let evidence = evidence::gather(&self.stage, &scene).await;
        let evidence = evidence.map_err(|error| format!("{error}\n{}", self.stage.log_tails()))?;
        let entries = scene.ledger.entries();
        self.problems.extend(checker::check(&entries, &evidence).into_iter().map(Problem::Violated));
        self.problems.extend(scene.ledger.oddities().into_iter().map(Problem::Odd));
        self.problems.extend(broken_answers(&entries));
        self.problems.extend(too_little(&entries));
        if must_be_felt && !self.was_felt(&entries) {
            self.problems.push(Problem::Odd("the fault was not felt by any request".into()));
        }
        if !self.problems.is_empty() {
            self.notes.push(self.stage.log_tails());
        }
        let (operations, refused) = evidence::counts(&entries);
        let Self { problems, notes, stalls, .. } = self;
        Ok(Verdict { operations, refused, problems, recovery, notes, starved: stalls.measured() })
    }

    fn was_felt(&self, entries: &[Entry]) -> bool {
        let from = self.troubled_from.unwrap_or_default();
        entries.iter().any(|entry| entry.span.end >= from && (entry.status == 0 || entry.status >= 500))
    }
}

/// 503 is an honest answer of a node that cannot; every other 5xx is not.
fn broken_answers(entries: &[Entry]) -> Vec<Problem> {
    let broken: Vec<_> = entries.iter().filter(|entry| entry.status >= 500 && entry.status != 503).collect();
    let Some(first) = broken.first() else { return Vec::new() };
    vec![Problem::Odd(format!(
        "{} answers of {}, the first to {:?} at {:?}",
        broken.len(),
        first.status,
        first.deed,
        first.span.end
    ))]
}

/// A script that did nothing holds every invariant.
fn too_little(entries: &[Entry]) -> Vec<Problem> {
    let done = |wanted: fn(&Deed) -> bool| {
        entries.iter().any(|entry| entry.answered == Answered::Acknowledged && wanted(&entry.deed))
    };
    let kills = done(|deed| matches!(deed, Deed::Change { action: Action::Pause | Action::Regenerate, .. }));
    let tokens = done(|deed| matches!(deed, Deed::Token { .. }));
    let missing = [(kills, "kill"), (tokens, "token")].into_iter().filter(|(done, _)| !done);
    missing.map(|(_, what)| Problem::Odd(format!("the script ran without one {what}"))).collect()
}
